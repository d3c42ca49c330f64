// The server's review page: the submission is written to the phone first. What this page can mend is shown by the server as
// ever; of anything else 同步中心 knows the way out.

import { Full, put, visitOf, whyNot, withdraw } from "../outbox.js";
import { person } from "../person.js";
import { seen } from "../seen.js";
import { delivered } from "../sync.js";
import { manifest } from "./reading.js";
import { keepReview } from "./review-draft.js";
import { signingWords } from "./signed-words.js";

const PATIENCE_MS = 15_000;
const form = document.querySelector("[data-submission]");

// Whether the 笔录 is signed; what is typed here can make a signature stale too.
async function paintSigning() {
  const place = form.querySelector("[data-signing-says]");
  const { signing } = (await visitOf(person().id, form.dataset.submission)) ?? {};
  const typed = new FormData(form);
  const here = Object.fromEntries(["companion", "companion_post"].filter((name) => typed.has(name)).map((name) => [name, typed.get(name)]));
  if (place) place.replaceChildren(signingWords(signing, `/inspections/${form.dataset.submission}#signing`, here));
}

form?.querySelector("[data-adopt]")?.addEventListener("click", ({ target }) => {
  form.elements.conclusion.value = form.elements.proposed.value;
  form.elements.conclusion.dispatchEvent(new Event("input", { bubbles: true }));
  target.closest("[data-differs]").hidden = true;
});
form?.addEventListener("change", paintSigning);
if (form) paintSigning();
// A phone without storage keeps nothing, and submits all the same.
const draft = form ? keepReview(form).catch((error) => console.warn("draft:", error)) : null;

// Whether the server's own page says what to do: something is missing in the visit, or a field that stands on this page is
// wrong. Only then the form goes without the manifest, for nothing may be sealed while a photo or an answer is on the way.
const shownHere = (answer) =>
  Array.isArray(answer?.open) || (answer?.fields && Object.keys(answer.fields).every((name) => form.elements[name]));

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const says = form.querySelector("[data-submission-says]");
  const button = form.querySelector("[type=submit]");
  const inspection = form.dataset.submission;
  button.disabled = true;
  says.textContent = "正在提交…";
  const user = person().id;
  const given = Object.fromEntries(new FormData(form));
  const url = `/inspections/${inspection}/submission`;
  const close = (arrived) => put({ user, inspection, method: "POST", url, fields: { ...given, ...arrived }, last: true });
  const entry = await manifest(user, inspection).then(close).catch((error) => {
    says.textContent = error instanceof Full ? "手机存储空间已满，没有提交。请先清理空间再提交。" : `没有提交：${whyNot(error)}。`;
    seen(says);
    button.disabled = false;
  });
  if (!entry) return undefined;
  const outcome = await delivered(entry.id, PATIENCE_MS);
  if (outcome.state === "sent") await (await draft)?.();
  if (outcome.state === "sent") return location.assign(`/inspections/${inspection}/receipt`);
  if (outcome.state === "waiting") return location.assign(`/inspections/${inspection}`);
  if (!shownHere(outcome.answer)) return location.assign("/field/sync");
  await withdraw(entry.id);
  return form.submit();
});
