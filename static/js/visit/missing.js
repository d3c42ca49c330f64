// What keeps a visit from being submitted, found on the phone: the rules of webapp/inspections/rules/missing.py. Needs no browser.
//
// visit: {nature: {brief, opens, people, rechecks} (VisitKind.nature of webapp/inspections/rules/__init__.py), items: [{code, result, note, photoRequired, photos, conflict, findings}], slots: [{key, number, name, result,
// reason, photos, findings (how many)}], outside: [finding], slotFindings: [finding], rechecks: [{id, name, result, note, photos}], second,
// showed_badge, told_rights, companion, conclusion, today}; a finding: {id, fact, requirement, due_on, on_site,
// on_site_note, photos, after, about}. Returns [{sentence, anchor}] in the order of the form.

const BLANK = /[＿_]{2,}/;
const FAULTY_SLOTS = { absent: "未设置", damaged: "破损不清" };
const RECHECKS = { partly: "部分改正", not: "未改正" };
const blank = (text) => !String(text ?? "").trim();

export function missing(visit) {
  const found = [];
  const say = (anchor, sentence) => found.push({ anchor, sentence });
  const { brief, opens, people, rechecks } = visit.nature;
  for (const item of visit.items) if (!brief || item.result || item.conflict) ofItem(item, visit.today, say);
  visit.outside.forEach((one, at) => ofFinding(one, `检查表外的问题 ${at + 1} `, visit.today, say));
  visit.slotFindings.forEach((one) => ofFinding(one, `“${one.about}”的问题`, visit.today, say));
  for (const slot of visit.slots) if (!brief || slot.result) ofSlot(slot, !opens || slot.findings > 0, say);
  if (rechecks) visit.rechecks.forEach((one) => ofRecheck(one, say));
  if (people) ofPeople(visit, say);
  if (blank(visit.conclusion)) say("visit-conclusion", "请填写检查结论。");
  return found;
}

function ofItem(item, today, say) {
  const { code, result } = item;
  const anchor = `item-${code}`;
  if (item.conflict) return say(anchor, `第 ${code} 项两人答案不同，请商定一个。`);
  if (!result) return say(anchor, `第 ${code} 项未答。`);
  if (result === "mostly" && blank(item.note)) say(anchor, `第 ${code} 项基本符合，请写明不足之处。`);
  if (result === "unmet" && !item.findings.length) say(anchor, `第 ${code} 项不符合，请填写问题。`);
  if (result === "unmet" || result === "mostly") item.findings.forEach((one) => ofFinding(one, `第 ${code} 项的问题`, today, say));
  const photos = item.photos + item.findings.reduce((sum, one) => sum + one.photos, 0);
  if (result === "unmet" && item.photoRequired && photos < 1) say(anchor, `第 ${code} 项不符合，请拍照。`);
  return undefined;
}

function ofFinding(one, name, today, say) {
  const anchor = `finding-${one.id}`;
  for (const [text, none, open] of [[one.fact, "没有写事实", "的事实里还有空没有填"], [one.requirement, "没有写整改要求", "的整改要求里还有空没有填"]]) {
    if (blank(text)) say(anchor, `${name}${none}。`);
    else if (BLANK.test(text)) say(anchor, `${name}${open}。`);
  }
  if (one.on_site) {
    if (blank(one.on_site_note)) say(anchor, `${name}现场已改正，请写明怎样改正。`);
    if (one.after < 1) say(anchor, `${name}现场已改正，请拍整改后照片。`);
  } else if (!one.due_on) say(anchor, `${name}没有整改期限。`);
  else if (one.due_on < today) say(anchor, `${name}的整改期限早于检查当天。`);
}

function ofSlot(slot, reported, say) {
  const anchor = `slot-${slot.number}`;
  if (!slot.result) say(anchor, `“${slot.name}”未查看。`);
  else if (FAULTY_SLOTS[slot.result] && !reported) say(anchor, `“${slot.name}”${FAULTY_SLOTS[slot.result]}，请填写问题。`);
  else if (slot.result === "present" && slot.photos < 1) say(anchor, `“${slot.name}”请拍照；拍不到的请选“拍不到”并写明原因。`);
  else if (slot.result === "no_photo" && blank(slot.reason)) say(anchor, `“${slot.name}”拍不到，请写明原因。`);
}

function ofRecheck(one, say) {
  const anchor = `recheck-${one.id}`;
  if (!one.result) say(anchor, `“${one.name}”没有复查结果。`);
  else if (one.result === "fixed") {
    if (one.photos < 1) say(anchor, `“${one.name}”已改正，请拍整改后照片。`);
  } else if (blank(one.note)) say(anchor, `“${one.name}”${RECHECKS[one.result]}，请写明还差什么。`);
}

function ofPeople(visit, say) {
  if (!visit.second) say("visit-second", "请选择有执法证的协办人员。");
  if (!visit.showed_badge) say("visit-showed_badge", "请确认已出示证件。");
  if (!visit.told_rights) say("visit-told_rights", "请确认已告知回避权。");
  if (blank(visit.companion)) say("visit-companion", "请填写企业陪同人员。");
}
