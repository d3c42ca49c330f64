// The page that follows a logout: also one that no script of ours has seen empties this phone of pages.

import { forget } from "./kept.js";

await forget();
document.documentElement.dataset.left = "";
