// Drawing upon a photo: arrows, circles, words. Points are fractions of the picture; the server draws the same (evidence/pictures/marking.py).

const SVG = "http://www.w3.org/2000/svg";
const LEAST = 0.02; // a shorter pull is a slip of the finger
const MOST = 40;

const form = document.querySelector("[data-marking]");
const svg = form.querySelector("svg");
const image = form.querySelector("img");
const hint = form.querySelector("[data-marking-hint]");
const words = form.querySelector("[data-marking-words]");
const field = form.elements.marks;
let marks = read();
const steps = []; // what undo goes back to
let drawing = null;

function read() {
  try {
    const given = JSON.parse(field.value || "[]");
    return Array.isArray(given) ? given : [];
  } catch {
    return [];
  }
}

const chosen = (name) => form.querySelector(`[name=${name}]:checked`).value;
const round = (value) => Math.round(Math.min(1, Math.max(0, value)) * 1e4) / 1e4;

function at({ clientX, clientY }) {
  const box = svg.getBoundingClientRect();
  return [round((clientX - box.left) / box.width), round((clientY - box.top) / box.height)];
}

function piece(name, attributes, text = "") {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.textContent = text;
  return made;
}

function pieces(mark) {
  const [width, height] = [image.naturalWidth, image.naturalHeight];
  const line = Math.max(3, Math.round(Math.max(width, height) / 160));
  const [x, y, x2, y2] = [mark.x * width, mark.y * height, mark.x2 * width, mark.y2 * height];
  const strokes = (name, attributes) => [["edge", line * 1.5], [`ink-${mark.colour}`, line]].map(([kind, stroke]) => piece(name, { ...attributes, class: `stroke ${kind}`, "stroke-width": stroke }));
  if (mark.shape === "circle") return strokes("ellipse", { cx: (x + x2) / 2, cy: (y + y2) / 2, rx: Math.abs(x2 - x) / 2, ry: Math.abs(y2 - y) / 2 });
  if (mark.shape === "words") return [piece("text", { x, y, class: `words ink-${mark.colour}`, "font-size": Math.max(12, Math.max(width, height) / 22), "stroke-width": line, "dominant-baseline": "text-before-edge" }, mark.words)];
  const angle = Math.atan2(y2 - y, x2 - x);
  const barb = (turn) => `M${x2} ${y2}L${x2 - line * 5 * Math.cos(angle + turn)} ${y2 - line * 5 * Math.sin(angle + turn)}`;
  return strokes("path", { d: `M${x} ${y}L${x2} ${y2}${barb(-0.5)}${barb(0.5)}` });
}

function paint() {
  svg.setAttribute("viewBox", `0 0 ${image.naturalWidth} ${image.naturalHeight}`);
  svg.replaceChildren(...[...marks, ...(drawing ? [drawing] : [])].flatMap(pieces));
  svg.setAttribute("aria-label", `标注 ${marks.length} 处`);
  field.value = JSON.stringify(marks);
  form.querySelector("[data-marking-undo]").disabled = !steps.length;
  form.querySelector("[data-marking-clear]").disabled = !marks.length;
}

function change(next) {
  steps.push(marks);
  marks = next;
  hint.textContent = `已标注 ${marks.length} 处`;
  paint();
}

function begin(event) {
  if (event.button || !image.naturalWidth) return;
  event.preventDefault();
  if (marks.length >= MOST) return void (hint.textContent = `每张照片最多标注 ${MOST} 处`);
  const [x, y] = at(event);
  const mark = { shape: chosen("shape"), colour: chosen("colour"), x, y, x2: x, y2: y, words: "" };
  if (mark.shape === "words") return write(mark);
  drawing = mark;
  svg.setPointerCapture(event.pointerId);
}

function write(mark) {
  const input = words.querySelector("input");
  if (!input.value.trim()) {
    hint.textContent = "请先填写要标注的文字，再点照片上的位置";
    return input.focus();
  }
  return change([...marks, { ...mark, words: input.value.trim() }]);
}

function move(event) {
  if (!drawing) return;
  [drawing.x2, drawing.y2] = at(event);
  paint();
}

function end(event) {
  if (!drawing) return;
  const mark = drawing;
  drawing = null;
  if (event.type === "pointerup" && Math.hypot(mark.x2 - mark.x, mark.y2 - mark.y) >= LEAST) return change([...marks, mark]);
  hint.textContent = "太短了：按住照片拖动来画";
  return paint();
}

svg.addEventListener("pointerdown", begin);
svg.addEventListener("pointermove", move);
for (const type of ["pointerup", "pointercancel"]) svg.addEventListener(type, end);
form.addEventListener("change", () => (words.hidden = chosen("shape") !== "words"));
form.querySelector("[data-marking-undo]").addEventListener("click", () => {
  marks = steps.pop() ?? marks;
  paint();
});
form.querySelector("[data-marking-clear]").addEventListener("click", () => change([]));
if (image.complete) paint();
image.addEventListener("load", paint);
