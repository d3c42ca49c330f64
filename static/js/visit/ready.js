// 去提交: the server's review when everything has arrived, else the review on the phone, and the submission into the outbox.

import { group } from "../entries.js";
import { inspectionOf, put, visitOf } from "../outbox.js";
import { seen } from "../seen.js";
import { flush } from "../sync.js";
import { inspection, natureOf, old, root, user } from "./page.js";
import { manifest, visitOnScreen } from "./reading.js";
import { missing } from "./missing.js";
import { reveal, show } from "./sections.js";
import { look } from "./signed.js";
import { signingWords } from "./signed-words.js";

document.addEventListener("click", async (event) => {
  const review = event.target.closest?.("[data-review]");
  if (!review || !root) return;
  event.preventDefault();
  document.activeElement?.blur(); // what is being typed counts
  const closing = (await group(user, inspection)).find((entry) => entry.last);
  if (closing?.fields.no_access) return closeGate(closing.fields);
  await look();
  const now = await arrivedSoon();
  if (!now.waiting && navigator.onLine && !old) return location.assign(review.href);
  return openReady();
});

// 无法检查 that was refused asks nothing of this form but its photos: it is said again with those that are here now.
async function closeGate(fields) {
  const { photos } = await manifest();
  await put({ user, inspection, method: "POST", url: `/inspections/${inspection}/submission`, fields: { ...fields, photos }, last: true });
}

// What was typed a moment ago gets a moment to arrive.
async function arrivedSoon() {
  for (let tries = 0; tries < 10; tries += 1) {
    await new Promise((done) => setTimeout(done, 50));
    await flush();
    const now = await inspectionOf(user, inspection);
    if (!now.waiting || now.reason || !navigator.onLine) return now;
  }
  return inspectionOf(user, inspection);
}

// What was asked for by the address, when the phone's answers lie over the page.
export const beginReady = () => (location.hash === "#ready" ? openReady() : null);

async function openReady() {
  const found = missing(visitOnScreen());
  await paintSigning(found.length > 0);
  const place = root.querySelector("[data-ready-missing]");
  const title = Object.assign(document.createElement("h3"), { textContent: found.length ? `还没有完成的（${found.length}）` : nothingMissing() });
  const list = document.createElement("ul");
  list.className = "list";
  for (const one of found) {
    const link = Object.assign(document.createElement("a"), { href: `#${one.anchor}`, className: "entry", textContent: one.sentence });
    link.addEventListener("click", (event) => {
      event.preventDefault();
      // Who is not the lead chooses no second inspector: the place is there without the field.
      reveal(document.getElementById(one.anchor) ?? document.getElementById("about"));
    });
    const row = document.createElement("li");
    row.append(link);
    list.append(row);
  }
  place.replaceChildren(title, ...(found.length ? [list] : []));
  root.querySelector("[data-submit-here]").disabled = found.length > 0;
  show("ready");
  seen(title);
}

// Who judges nothing (巡查) looks at what it likes: nothing is missing, which is not to say that everything was looked at.
const nothingMissing = () => (!natureOf(root.dataset.kind).judges ? "没有必须补填的内容。" : "检查内容已全部填写。");

// Whether the 笔录 is signed, and whether what was signed still holds.
async function paintSigning(lacking) {
  const signs = await look();
  const { signing } = (await visitOf(user, inspection)) ?? {};
  const place = root.querySelector("#ready [data-signing-says]");
  const words = signs && !signs.problem && !(lacking && !signing) ? signingWords(signing, "#signing") : null;
  place.replaceChildren(...[words].filter(Boolean));
  place.querySelector("a")?.addEventListener("click", (event) => {
    event.preventDefault();
    reveal(root.querySelector("#signing"));
  });
}

root?.addEventListener("visit:ready", openReady);

root?.querySelector("[data-submit-here]")?.addEventListener("click", async ({ currentTarget: button }) => {
  button.disabled = true;
  await look();
  const { companion, companion_post, conclusion, showed_badge, told_rights } = visitOnScreen();
  const fields = { companion, companion_post, conclusion, showed_badge, told_rights, ...(await manifest()) };
  await put({ user, inspection, method: "POST", url: `/inspections/${inspection}/submission`, fields, last: true });
});

