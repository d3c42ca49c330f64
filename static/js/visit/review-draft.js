// What is typed on the server's review page before it is submitted: kept on the phone as it is typed, and there again when the
// page is opened. A field that somebody has changed in the visit since then stays as it is there.

import { jot, valuesOf } from "../entries.js";
import { person } from "../person.js";
import { forget, givenOf, retype, textsOf, typedBefore, watchTyping, wordsOf } from "../typing.js";

const DRAFTS = "drafts";
const BASE = "base:"; // what stood in a field before somebody typed

export async function keepReview(form) {
  const user = person().id;
  const url = `/inspections/${form.dataset.submission}/review`;
  const note = `${user}|${url}`;
  const shown = Object.fromEntries(textsOf(form).map((field) => [field.name, givenOf(field)]));
  const touched = typedBefore(form);
  form.addEventListener("input", ({ target, isTrusted }) => isTrusted && touched.add(target.name));
  const draft = (await valuesOf(user, DRAFTS)).find((value) => value.url === url);
  // A page that says what was refused shows what was sent.
  const base = (name) => (location.pathname === url ? shown[name] : draft?.fields[BASE + name] ?? shown[name]);
  const { saved, kept } = watchTyping(form, () => true, () => {
    saved(form);
    const fields = { ...wordsOf(form), ...Object.fromEntries(Object.keys(shown).map((name) => [BASE + name, base(name)])) };
    jot(user, DRAFTS, url, fields).then(() => kept(form), (error) => console.warn("draft:", error));
  }, () => note);
  const { proposed } = form.elements;
  const same = ({ name }) => !draft || draft.fields[BASE + name] === shown[name] || (name === "conclusion" && proposed?.value === shown[name]);
  const may = (field) => !touched.has(field.name) && same(field);
  for (const field of draft ? textsOf(form) : []) if (field.name in draft.fields && may(field)) field.value = draft.fields[field.name];
  retype(form, note, draft?.at, may);
  const differs = form.querySelector("[data-differs]");
  if (differs && form.elements.conclusion.value.trim() !== proposed.value.trim()) differs.hidden = false;
  // And what was typed until now is kept like what is typed from now on.
  for (const field of textsOf(form)) if (touched.has(field.name)) field.dispatchEvent(new Event("input", { bubbles: true }));
  return () => {
    saved(form);
    forget(note);
    return jot(user, DRAFTS, url, null).catch((error) => console.warn("draft:", error));
  };
}
