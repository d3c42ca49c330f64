// What is being typed is saved while it is typed: when the hand rests, and at once when the page goes out of sight, since it
// may never come back. A page that is going has no time for the phone's database, so that every key is also noted where it
// takes no waiting (localStorage), until the database has it.

const REST_MS = 600;
const COMPOSING_MS = 3000; // pinyin that has not become words yet
const NOTE = "mashang-typed|";
const NOTED_MS = 30 * 86_400_000;

// root: where forms stand; fits(form): whether its text is to be saved; save(form): does so; nameOf(form): what its text is
// noted under, the person's id first. Returns saved(form): somebody is writing the form down, as it stands now; kept(form):
// the phone's database has what was written down.
export function watchTyping(root, fits, save, nameOf) {
  const unsaved = new Map(); // form → the timer that saves it

  const saved = (form) => {
    clearTimeout(unsaved.get(form));
    unsaved.delete(form);
  };
  const kept = (form) => unsaved.has(form) || forget(nameOf(form)); // typed on since
  // It stays unsaved until saved() says so: before htmx has come nobody hears it.
  const now = (form) => {
    if (!form.isConnected) return saved(form);
    plan(form, REST_MS);
    return save(form);
  };
  const plan = (form, wait) => {
    clearTimeout(unsaved.get(form));
    unsaved.set(form, setTimeout(() => now(form), wait));
  };
  // Before the form itself hears it, which may save it there and then.
  for (const type of ["input", "change", "compositionend"]) {
    root.addEventListener(type, ({ target, isComposing }) => {
      if (!target.name || !target.form || !fits(target.form)) return;
      plan(target.form, isComposing ? COMPOSING_MS : REST_MS);
      if (type === "input") note(nameOf(target.form), target.form);
    }, true);
  }
  const leave = () => [...unsaved.keys()].forEach(now);
  document.addEventListener("visibilitychange", () => document.hidden && leave());
  addEventListener("pagehide", leave, true);
  return { saved, kept };
}

export const textsOf = (form) => [...form.elements].filter((one) => one.matches("textarea[name], select[name], input[name]:not([type=hidden], [type=file], [type=radio], [type=checkbox])"));
export const wordsOf = (form) => Object.fromEntries(textsOf(form).map(({ name, value }) => [name, value]));

// What stood in a field when the page came.
export const givenOf = (field) => field.defaultValue ?? ([...field.options].find((option) => option.defaultSelected) ?? field.options[0])?.value;

// Names of the fields that somebody has typed into before a module could hear it: what the phone held before is not written
// over them. On the way back it is the browser that has typed.
export function typedBefore(form) {
  const returned = performance.getEntriesByType("navigation")[0]?.type === "back_forward";
  return new Set(returned ? [] : textsOf(form).filter((field) => field.value !== givenOf(field)).map(({ name }) => name));
}

// What was noted under this name and never came to the database is typed anew. since: when the database was last told of this
// form (ISO 8601), after which a note is old; may(field): whether the field is to be written over.
export function retype(form, name, since = "", may = () => true) {
  const { at, words } = noted(name);
  if (!words) return;
  if (at < Date.parse(since)) return void forget(name);
  for (const field of textsOf(form)) {
    if (!(field.name in words) || field.value === words[field.name] || !may(field)) continue;
    field.value = words[field.name];
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

// Storage may be full, or switched off: then the resting hand saves all the same.
function note(name, form) {
  try {
    localStorage.setItem(NOTE + name, JSON.stringify({ at: Date.now(), words: wordsOf(form) }));
  } catch {
    forget(name); // no older text in the place of this one
  }
}

function noted(name) {
  try {
    return JSON.parse(localStorage.getItem(NOTE + name)) ?? {};
  } catch {
    return {};
  }
}

export function forget(name) {
  try {
    localStorage.removeItem(NOTE + name);
  } catch {
    // Then there is nothing.
  }
}

// Of visits that were given up or submitted elsewhere nobody asks any more.
export function tidyNotes(now = Date.now()) {
  try {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith(NOTE) && !(now - noted(key.slice(NOTE.length)).at < NOTED_MS)) localStorage.removeItem(key);
    }
  } catch {
    // Then there is nothing.
  }
}
