// Signatures: drawn here, sent with the SHA-256 of the very text that this page shows (its canonical form, in #canonical).
import SignaturePad from "../vendor/signature_pad/signature_pad.min.js";
import { sha256 } from "./hash.js";
import { localIso, uuid7 } from "./ids.js";

const shown = document.getElementById("canonical").textContent;

// The canvas has as many pixels as the screen, or the line is blurred; a changed size keeps what was drawn.
function fit(canvas, pad) {
  const ratio = Math.max(window.devicePixelRatio || 1, 1);
  const width = Math.round(canvas.offsetWidth * ratio);
  if (!width || canvas.width === width) return;
  const drawn = pad.toData();
  canvas.width = width;
  canvas.height = Math.round(canvas.offsetHeight * ratio);
  canvas.getContext("2d").scale(ratio, ratio);
  pad.clear();
  pad.fromData(drawn);
}

function say(form, text) {
  const said = form.querySelector("[data-said]");
  said.textContent = text;
  said.hidden = !text;
}

for (const form of document.querySelectorAll("form[data-sign]")) {
  const canvas = form.querySelector("canvas");
  const pad = new SignaturePad(canvas, { penColor: "#111111", minWidth: 1, maxWidth: 3 });
  const id = uuid7();
  fit(canvas, pad);
  new ResizeObserver(() => fit(canvas, pad)).observe(canvas);
  form.querySelector("[data-clear]").addEventListener("click", () => pad.clear());
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (pad.isEmpty()) return say(form, "请先在框里签名。");
    const button = form.querySelector("[type=submit]");
    button.disabled = true;
    say(form, "");
    const body = JSON.stringify({
      role: form.dataset.role, name: form.elements.name.value, image: pad.toDataURL("image/png"),
      signed_sha256: await sha256(new Blob([shown])), at: localIso(),
    });
    try {
      const answer = await fetch(form.dataset.sign + id, {
        method: "PUT", body, headers: { "content-type": "application/json", accept: "application/json" },
      });
      const told = await answer.json();
      if (answer.ok && told.counts) return location.reload();
      say(form, told.error || told.sentence || "没有保存，请再试一次。");
    } catch {
      say(form, "网络不通，签名还没有保存，请再试一次；签的字还在框里。");
    }
    button.disabled = false;
  });
}
