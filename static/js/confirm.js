// Confirming receipt: what was drawn goes with the form.
import { signaturePad } from "./pad.js";

for (const form of document.querySelectorAll("form[data-confirm]")) {
  const pad = signaturePad(form);
  form.addEventListener("submit", () => {
    form.elements.image.value = pad.isEmpty() ? "" : pad.toDataURL("image/png");
  });
}
