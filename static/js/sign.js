// Signatures: drawn here, sent with the SHA-256 of the very text that this page shows (its canonical form, in #canonical).
import { sha256 } from "./hash.js";
import { localIso, uuid7 } from "./ids.js";
import { say, signaturePad } from "./pad.js";

const shown = document.getElementById("canonical").textContent;

for (const form of document.querySelectorAll("form[data-sign]")) {
  const pad = signaturePad(form);
  const id = uuid7();
  form.querySelector("[type=submit]").disabled = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (pad.isEmpty()) return say(form, "请先在框里签名。");
    const button = form.querySelector("[type=submit]");
    button.disabled = true;
    say(form, "");
    const body = JSON.stringify({
      role: form.dataset.role, name: form.elements.name.value, badge: form.dataset.badge ?? "", image: pad.toDataURL("image/png"),
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
