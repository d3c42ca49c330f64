// The visit as it stands on the screen, as missing.js wants it; and the manifest of its submission, from what the phone holds.

import { localIso } from "../ids.js";
import { valuesOf, visitOf } from "../outbox.js";
import { inspection, natureOf, root, user } from "./page.js";

const photosAt = (part, target) => [...part.querySelectorAll("[data-photo-strip]")]
  .filter((strip) => strip.dataset.target === target)
  .reduce((sum, strip) => sum + strip.querySelectorAll("[data-photos] [data-photo]").length, 0);
const chosen = (part) => part.querySelector("[name=result]:checked")?.value ?? "";
const field = (part, name) => part.querySelector(`[name="${name}"]:not([type=hidden])`);
const text = (part, name) => field(part, name)?.value ?? "";

function findingOf(part, about = "") {
  const { finding: id } = part.dataset;
  return {
    id, about, fact: text(part, "fact"), requirement: text(part, "requirement"), due_on: text(part, "due_on"),
    on_site: field(part, "on_site")?.checked ?? false, on_site_note: text(part, "on_site_note"),
    photos: photosAt(part, `finding:${id}`), after: photosAt(part, `after:${id}`),
  };
}

const findingsIn = (part, about) => [...part.querySelectorAll("[data-finding]")].map((one) => findingOf(one, about));

export function visitOnScreen() {
  const about = root.querySelector("form[hx-put$='/header']");
  const slots = [...root.querySelectorAll("[data-slot]")];
  const lead = !root.querySelector("[data-second-field]");
  return {
    kind: root.dataset.kind,
    nature: natureOf(root.dataset.kind),
    today: root.dataset.began || localIso().slice(0, 10),
    items: [...root.querySelectorAll("[data-item]")].map((card) => ({
      code: card.dataset.item, content: card.querySelector(".text")?.textContent ?? "", result: chosen(card), note: text(card, "note"), photoRequired: "photoRequired" in card.dataset,
      photos: photosAt(card, `item:${card.dataset.item}`), conflict: Boolean(card.querySelector("[data-settle]")), findings: findingsIn(card),
    })),
    outside: [...root.querySelectorAll("[data-outside] [data-finding]")].map((one) => findingOf(one)),
    slotFindings: slots.filter((card) => ["absent", "damaged"].includes(chosen(card)))
      .flatMap((card) => findingsIn(card, card.getAttribute("aria-label"))),
    slots: slots.map((card) => ({
      number: card.id.replace("slot-", ""), name: card.getAttribute("aria-label"), result: chosen(card), reason: text(card, "reason"),
      photos: photosAt(card, `slot:${card.dataset.slot}`), findings: card.querySelectorAll("[data-finding]").length,
    })),
    rechecks: [...root.querySelectorAll("[data-recheck]")].map((form) => {
      const card = form.closest("article");
      const id = card.id.replace("recheck-", "");
      return { id, name: card.querySelector("strong").textContent, result: chosen(form), note: text(form, "note"), photos: photosAt(card, `recheck:${id}`) };
    }),
    // Only the lead chooses the second inspector; the other one is the second.
    second: lead ? "1" : text(about, "second"),
    showed_badge: field(about, "showed_badge")?.checked, told_rights: field(about, "told_rights")?.checked,
    companion: text(about, "companion"), companion_post: text(about, "companion_post"), conclusion: text(about, "conclusion"),
  };
}

// What the server has to have before it may submit: the photos and answers that this phone recorded.
export async function manifest(person = user, visit = inspection) {
  const values = await valuesOf(person, visit);
  const photos = values.filter((value) => value.photo?.sha256 && !value.gone && !value.refused).map(({ photo: { id, sha256 } }) => ({ id, sha256 }));
  const answers = values.filter((value) => value.url.includes("/answers/") && !value.gone && new Map(value.fields).get("result")).length;
  // What was signed names the end of the visit.
  const { signing } = (await visitOf(person, visit)) ?? {};
  return { photos, answers, ended_at: signing?.done ? signing.ended_at : localIso() };
}
