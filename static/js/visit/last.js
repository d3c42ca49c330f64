// What the last visit found: its problem is a link while there is a network, and plain words without one.

import { root } from "./page.js";

function settle() {
  root.querySelectorAll("[data-last] [data-href]").forEach((link) => {
    if (navigator.onLine) link.href = link.dataset.href;
    else link.removeAttribute("href");
  });
}

export function beginLast() {
  settle();
  addEventListener("online", settle);
  addEventListener("offline", settle);
}
