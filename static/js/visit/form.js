// The form of a visit: saving each answer as it is given, one screen at a time, findings that unfold.

import "./send.js";
import "./findings.js";
import "./sections.js";
