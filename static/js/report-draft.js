// The text of a report that was not sent yet: kept on the phone as it is typed, and there again when the form is opened.

import { touched } from "./report.js"; // first: what it finds in the outbox is older than what was typed since
import { jot, onchange, valuesOf } from "./entries.js";
import { person } from "./person.js";
import { forget, retype, textsOf, watchTyping, wordsOf } from "./typing.js";

const DRAFTS = "drafts"; // in the place of the id that a report has when it is sent
const form = document.querySelector("[data-report]");
const user = person().id;
const url = form.dataset.again ?? `${form.dataset.back}/report?kind=${form.elements.kind.value}`;

const note = `${user}|${url}`;
const { saved, kept } = watchTyping(form, () => true, () => {
  saved(form);
  jot(user, DRAFTS, url, wordsOf(form)).then(() => kept(form), (error) => console.warn("draft:", error));
}, () => note);

onchange(({ type, entry, elsewhere }) => {
  if (type !== "kept" || elsewhere || !entry.last || entry.inspection !== form.dataset.inspection) return;
  saved(form);
  forget(note);
  jot(user, DRAFTS, url, null).catch((error) => console.warn("draft:", error));
});

const draft = (await valuesOf(user, DRAFTS)).find((value) => value.url === url);
for (const field of draft ? textsOf(form) : []) if (field.name in draft.fields && !touched.has(field.name)) field.value = draft.fields[field.name];
retype(form, note, draft?.at, (field) => !touched.has(field.name));
// And what was typed until now is kept like what is typed from now on.
for (const field of textsOf(form)) if (touched.has(field.name)) field.dispatchEvent(new Event("input", { bubbles: true }));
