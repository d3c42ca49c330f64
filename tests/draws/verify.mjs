// Reads lines of base64, verifies each as the browser does, answers with the steps.
import { createInterface } from "node:readline";
import { verify } from "../../static/js/draw-verify.js";

for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify((await verify(Buffer.from(line, "base64"))).map(({ code, held }) => [code, held])));
}
