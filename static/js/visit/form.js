// The form of a visit: written to the phone as it is filled in, one screen at a time, findings that unfold.

import "./send.js";
import "./findings.js";
import "./hazards.js";
import { beginFilling, beginSections } from "./sections.js";
import { beginLast } from "./last.js";
import { beginSigning } from "./signing.js";
import { lay, layTyped } from "./restore.js";
import { begin } from "./send.js";
import { settleShell } from "./shell.js";
import { watchVisit } from "./state.js";
import { beginReady } from "./ready.js";
import { root } from "./page.js";

if (root && (await settleShell())) {
  // A tap before the phone's words lie in the form would send the form without them.
  root.inert = true;
  const place = document.querySelector("[data-all-saved]");
  const slow = setTimeout(() => (place.textContent = "正在读出手机里的内容…"), 500);
  try {
    beginSections();
    beginLast();
    await lay();
    await layTyped();
  } finally {
    clearTimeout(slow);
    place.textContent = "";
    root.inert = false;
  }
  beginFilling();
  root.dispatchEvent(new CustomEvent("visit:counted"));
  beginSigning();
  watchVisit();
  await beginReady();
  await begin();
}
