// Photos that arrived and that the server cannot decode: said in the header of every page, and at the photo itself, while they
// can still be taken again. Everything else of the visit goes on.

import { el, icon } from "./dom.js";
import { onchange } from "./outbox.js";

const head = document.querySelector("[data-field] .head .actions, [data-person] .head .actions");
const line = el("a", { class: "state-line badge red", href: "#", hidden: true, "data-unreadable": "" });

export function tell(photos) {
  line.hidden = !photos.length;
  if (photos.length) {
    line.href = `/inspections/${photos[0].inspection}`;
    line.replaceChildren(icon("alert"), `${photos.length} 张照片读不出来，请重拍`);
  }
  for (const { photo, error } of photos) mark(document.querySelector(`[data-photo="${photo}"]`), error);
}

function mark(figure, error) {
  if (!figure) return;
  figure.classList.add("failed");
  const text = figure.querySelector("[data-photo-text]");
  if (text) text.textContent = error;
}

if (head) {
  head.prepend(line);
  onchange(({ type, photos }) => type === "unreadable" && tell(photos));
}
