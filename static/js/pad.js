// The pad for a signature, in a form with a canvas, a [data-clear] button and a [data-said] line.
import { seen } from "./seen.js";
import SignaturePad from "../vendor/signature_pad/signature_pad.min.js";

export function signaturePad(form) {
  const canvas = form.querySelector("canvas");
  const pad = new SignaturePad(canvas, { penColor: "#111111", minWidth: 1, maxWidth: 3 });
  fit(canvas, pad);
  new ResizeObserver(() => fit(canvas, pad)).observe(canvas);
  form.querySelector("[data-clear]").addEventListener("click", () => pad.clear());
  canvas.dataset.ready = "";
  return pad;
}

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

export function say(form, text) {
  const said = form.querySelector("[data-said]");
  said.textContent = text;
  said.hidden = !text;
  if (text) seen(said);
}
