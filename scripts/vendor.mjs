// Copies what a browser needs from node_modules into static/vendor, so that it loads as plain files under the
// Content-Security-Policy: no bundler, no import map, no address outside of the site.
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const project = join(dirname(fileURLToPath(import.meta.url)), "..");
const from = join(project, "node_modules");
const to = join(project, "static", "vendor");
const noto = "@expo-google-fonts/noto-sans-sc";

const copies = {
  "pico/pico.min.css": "@picocss/pico/css/pico.min.css",
  "htmx/htmx.min.js": "htmx.org/dist/htmx.min.js",
  "barcode-detector/ponyfill.js": "barcode-detector/dist/es/ponyfill.js",
  "barcode-detector/zxing-exported.js": "barcode-detector/dist/es/zxing-exported.js",
  "barcode-detector/zxing_reader.wasm": "zxing-wasm/dist/reader/zxing_reader.wasm",
  "client-zip/index.js": "client-zip/index.js",
  "idb/index.js": "idb/build/index.js",
  "noble-hashes/sha2.js": "@noble/hashes/sha2.js",
  "noble-hashes/_md.js": "@noble/hashes/_md.js",
  "noble-hashes/_u64.js": "@noble/hashes/_u64.js",
  "noble-hashes/utils.js": "@noble/hashes/utils.js",
  "signature_pad/signature_pad.min.js": "signature_pad/dist/signature_pad.min.js",
  "fonts/NotoSansSC-Regular.ttf": `${noto}/400Regular/NotoSansSC_400Regular.ttf`,
  "fonts/NotoSansSC-Bold.ttf": `${noto}/700Bold/NotoSansSC_700Bold.ttf`,
};

const licences = {
  pico: "@picocss/pico/LICENSE.md",
  htmx: "htmx.org/LICENSE",
  "barcode-detector": "barcode-detector/LICENSE",
  "client-zip": "client-zip/LICENSE.txt",
  idb: "idb/LICENSE",
  "noble-hashes": "@noble/hashes/LICENSE",
  signature_pad: "signature_pad/LICENSE",
  fonts: `${noto}/LICENSE_FONT`,
};

// As published, the reader fetches its WebAssembly from somebody else's network; ours lies beside the module.
function keepWasmAtHome() {
  const path = join(to, "barcode-detector/zxing-exported.js");
  const text = readFileSync(path, "utf8");
  const [, version] = text.match(/zxing-wasm@([\d.]+)\/dist/) ?? [];
  const installed = JSON.parse(readFileSync(join(from, "zxing-wasm/package.json"), "utf8")).version;
  if (version !== installed) {
    throw new Error(`barcode-detector needs zxing-wasm ${version}, package.json pins ${installed}`);
  }
  const local = text.replace(/`https:\/\/[^`]*zxing-wasm@[^`]*\$\{(\w+)\}`/, "new URL($1, import.meta.url).href");
  if (local.includes("jsdelivr")) throw new Error("barcode-detector: the address of the wasm file was not replaced");
  writeFileSync(path, local);
}

// A browser resolves relative specifiers only.
function checkImports(name) {
  const text = readFileSync(join(to, name), "utf8");
  for (const [, specifier] of text.matchAll(/^\s*(?:import|export)\b[^;'"]*?["']([^"'\n]+)["'];/gm)) {
    if (!specifier.startsWith("./") || !existsSync(join(to, dirname(name), specifier))) {
      throw new Error(`${name} imports ${specifier}, which was not copied`);
    }
  }
}

function copy(source, target) {
  mkdirSync(dirname(target), { recursive: true });
  copyFileSync(join(from, source), target);
}

rmSync(to, { recursive: true, force: true });
for (const [name, source] of Object.entries(copies)) copy(source, join(to, name));
for (const [folder, source] of Object.entries(licences)) {
  if (existsSync(join(from, source))) copy(source, join(to, folder, "LICENSE"));
}
keepWasmAtHome();
for (const name of Object.keys(copies)) if (name.endsWith(".js")) checkImports(name);
