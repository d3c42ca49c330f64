// 笔录签名 at the end of a visit: the paper as the phone writes it, and a pad for everybody who signs. Each signature is on the
// phone before anything else happens, and travels with the visit.

import { alert, el, moment } from "../dom.js";
import { localIso, uuid7 } from "../ids.js";
import { Full, put } from "../outbox.js";
import { lacks } from "../field-db.js";
import { say, signaturePad } from "../pad.js";
import { missing } from "./missing.js";
import { inspection, root, user } from "./page.js";
import { visitOnScreen } from "./reading.js";
import { sheetOf } from "./sheet.js";
import { look } from "./signed.js";
import { STALE } from "./signed-words.js";

const section = root?.querySelector("#signing");
const ROLES = { companion: "当事人（陪同人员）", inspector: "执法人员" };
const NOT_WRITTEN = "手机没有写入，请再试一次；签的字还在框里。";
let drawing = 0;

const told = (kind, text, ...more) => alert(kind, el("div", { class: "stack-s" }, el("p", {}, text), ...more));

export function beginSigning() {
  if (!section) return;
  root.addEventListener("visit:screen", ({ detail }) => detail.screen === "signing" && open());
  if (!section.hidden) open();
}

async function open() {
  const turn = (drawing += 1);
  if (lacks()) return closed(told("warning", "手机的存储打不开，不能在这里签名：提交以后，在文书里签名。"));
  const open = missing(visitOnScreen()).length;
  if (open) return closed(told("info", `检查还有 ${open} 处没有完成。填完再签：签名以后改动记录，签名就无效了。`, el("button", { type: "button", class: "secondary", onclick: toReady }, "看还缺什么")));
  const now = await look();
  if (turn !== drawing) return undefined; // opened anew meanwhile
  if (now.problem) return closed(told("warning", now.problem));
  paint(now);
  part("signers").replaceChildren(...now.signers.map((one) => card(one, now)));
  return undefined;
}

function paint({ signers, stale, content }) {
  const marks = signers.flatMap((one) => one.mark ?? []);
  const of = (role) => marks.filter((mark) => mark.role === role);
  part("signing-state").replaceChildren(
    stale.length ? told("warning", `${STALE}（${stale.join("、")}）`)
      : marks.length === signers.length ? told("success", "都已签名。签名已存手机，随检查一起提交；签发时由服务器编号。")
        : told("info", "请先看完笔录再签名。签名先存手机，随检查一起提交；签发以前笔录待编号。"),
  );
  part("paper").replaceChildren(sheetOf(section.querySelector("#sheet-template"), content, { companion: of("companion"), inspector: of("inspector") }));
}

const part = (name) => section.querySelector(`[data-${name}]`);
const toReady = () => root.dispatchEvent(new CustomEvent("visit:ready"));

function closed(words) {
  part("signing-state").replaceChildren(words);
  part("paper").replaceChildren();
  part("signers").replaceChildren();
}

function card({ role, name, badge, mark }, now) {
  const made = section.querySelector("#signer-template").content.firstElementChild.cloneNode(true);
  made.dataset.role = role;
  made.dataset.name = name;
  made.dataset.badge = badge ?? "";
  made.setAttribute("aria-label", `${ROLES[role]} ${name}`);
  made.querySelector("[data-role-label]").textContent = ROLES[role];
  made.querySelector("[data-signer-name]").textContent = name;
  if (role !== "companion") made.querySelector("[data-refusal]").remove();
  made.querySelector("[data-made]").hidden = !mark;
  made.querySelector("[data-draw]").hidden = Boolean(mark);
  if (mark) {
    const picture = made.querySelector("[data-drawn]");
    picture.hidden = Boolean(mark.refused);
    if (mark.image) Object.assign(picture, { src: mark.image, alt: `${name}的签名` });
    made.querySelector("[data-done-words]").textContent = mark.refused
      ? `${moment(mark.at)} 拒绝签字：${mark.refused}（见证人 ${mark.witness}）` : `${moment(mark.at)} 签名，已存手机`;
  }
  ready(made, now);
  return made;
}

function ready(form, now) {
  const pad = signaturePad(form);
  form.querySelector("canvas").setAttribute("aria-label", `${form.dataset.name}在这里签名`);
  form.querySelector("[data-again]").addEventListener("click", () => {
    form.querySelector("[data-made]").hidden = true;
    form.querySelector("[data-draw]").hidden = false;
  });
  form.querySelector("[data-refuse]")?.addEventListener("click", () => {
    const [refused, witness] = ["refused", "witness"].map((name) => form.elements[name].value.trim());
    if (!refused || !witness) return say(form, "拒绝签字要写明理由和见证人姓名。");
    return keep(form, now, { refused, witness });
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (pad.isEmpty()) return say(form, "请先在框里签名。");
    return keep(form, now, { image: pad.toDataURL("image/png") });
  });
}

async function keep(form, now, mark) {
  const id = uuid7();
  const { role, name, badge } = form.dataset;
  const fields = { role, name, badge, signed_sha256: now.sha, at: localIso(), ended_at: now.ended_at, ...mark };
  say(form, "");
  try {
    await put({ user, inspection, method: "PUT", url: `/inspections/${inspection}/signatures/${id}`, fields });
    const after = await look();
    paint(after);
    // The others may have begun to draw.
    form.replaceWith(card(after.signers.find((one) => one.role === role && one.name === name && (one.badge ?? "") === badge), after));
  } catch (error) {
    say(form, error instanceof Full ? error.message : NOT_WRITTEN);
  }
}
