// What is being typed is saved while it is typed: when the hand rests, and at once when the page goes out of sight, since it
// may never come back.

const REST_MS = 600;
const COMPOSING_MS = 3000; // pinyin that has not become words yet

// root: where forms stand; fits(form): whether its text is to be saved; save(form): does so.
// Returns saved(form): somebody has written the form down, as it stands now.
export function watchTyping(root, fits, save) {
  const unsaved = new Map(); // form → the timer that saves it

  const saved = (form) => {
    clearTimeout(unsaved.get(form));
    unsaved.delete(form);
  };
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
    root.addEventListener(type, ({ target, isComposing }) => target.name && target.form && fits(target.form) && plan(target.form, isComposing ? COMPOSING_MS : REST_MS), true);
  }
  const leave = () => [...unsaved.keys()].forEach(now);
  document.addEventListener("visibilitychange", () => document.hidden && leave());
  addEventListener("pagehide", leave, true);
  return saved;
}
