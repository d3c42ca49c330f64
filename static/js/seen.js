// What an answer says is in sight and has the focus, on every page by this one way: the refusal, the first thing that is wrong,
// or the result of what was done, however far below it stands.
//
//   import { seen } from "./seen.js";   seen(element)   for what a script says on the page where it is
//
// A page that answers comes with <body data-refused> (status 400 and above), or says what was done: [data-result] (a code that
// was made), else the sentence in #flash. A sentence whose address names a place (/checklists/1/versions/2#item-3) is said there.
// What htmx swaps in is treated likewise, but only when somebody pressed something: nobody is torn out of typing.

const REFUSED = [".error-summary", "#flash .alert.error, #flash .alert.red", ":is(.alert.error, .alert.red, [role=alert])", ".error", "[data-sentence]", "h1"];
const DONE = ["[data-result]", "#flash .alert"];
const NO_PLACE = "input, select, textarea, tr, img";
const HOLDS = "a[href], button, input, select, textarea, [tabindex]";

const isSeen = (element) => element.getClientRects().length > 0;
const inClosed = (element) => element.closest("details:not([open])");
const counts = (element) => !element.closest("[data-standing]") && element.textContent.trim() && (isSeen(element) || inClosed(element));

function first(ways) {
  const main = document.getElementById("main") ?? document.body;
  for (const way of ways) {
    const found = [...main.querySelectorAll(way)].find(counts);
    if (found) return found;
  }
  return null;
}

export function seen(element) {
  if (!element) return;
  for (let around = inClosed(element); around; around = inClosed(element)) around.open = true;
  if (!element.matches(HOLDS)) element.tabIndex = -1;
  element.focus({ preventScroll: true });
  element.scrollIntoView({ block: element.offsetHeight < innerHeight / 2 ? "center" : "start" });
}

// What was done is said where it was done, when the address names the place.
function told() {
  const said = first(DONE);
  const place = location.hash.length > 1 ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
  if (said?.closest("#flash") && place?.closest("main") && isSeen(place) && !place.contains(said)) {
    if (place.matches(NO_PLACE)) place.parentElement.closest("section, article, form, main").prepend(said);
    else place.prepend(said);
  }
  return said;
}

const PRESSED = ["submit", "click"];

document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  if (!PRESSED.includes(ctx?.sourceEvent?.type)) return;
  if (ctx.response?.status >= 400) seen(first(REFUSED));
});

seen("refused" in document.body.dataset ? first(REFUSED) : told());
