// Confirming receipt: what was drawn goes with the form.
import { say, signaturePad } from "./pad.js";

for (const form of document.querySelectorAll("form[data-confirm]")) {
  const pad = signaturePad(form);
  form.addEventListener("submit", (event) => {
    if (pad.isEmpty() && form.dataset.confirm === "sign") {
      event.preventDefault();
      say(form, "请先在框里签名。");
      return;
    }
    form.elements.image.value = pad.isEmpty() ? "" : pad.toDataURL("image/png");
  });
}
