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
  beginSections();
  beginLast();
  await lay();
  await layTyped();
  beginFilling();
  root.dispatchEvent(new CustomEvent("visit:counted"));
  beginSigning();
  watchVisit();
  await beginReady();
  await begin();
}
