// The closed gate: makes the camera's pictures small before the form is sent, and adds the position. The form works without.

import { shrink } from "./shrink.js";

const form = document.querySelector("[data-no-access]");
const status = form.querySelector("[data-status]");
const previews = form.querySelector("[data-previews]");
const chosen = new Map(); // input → its small files
let preparing = Promise.resolve();

form.addEventListener("change", (event) => {
  const input = event.target.closest("input[type=file]");
  if (!input) return;
  preparing = preparing.then(() => prepare(input));
});

async function prepare(input) {
  status.textContent = "正在处理照片…";
  const files = [];
  for (const file of input.files) files.push(named(await shrink(file), file.name));
  chosen.set(input, files);
  const transfer = new DataTransfer();
  files.forEach((file) => transfer.items.add(file));
  input.files = transfer.files;
  show();
}

const named = (blob, name) => (blob instanceof File ? blob : new File([blob], name.replace(/\.\w+$/, "") + ".jpg", { type: blob.type }));

function show() {
  previews.querySelectorAll("img").forEach((image) => URL.revokeObjectURL(image.src));
  previews.replaceChildren();
  const all = [...chosen.values()].flat();
  for (const file of all) {
    const figure = document.createElement("figure");
    figure.className = "photo";
    const image = Object.assign(new Image(), { src: URL.createObjectURL(file), alt: "现场照片" });
    figure.append(image);
    previews.append(figure);
  }
  previews.hidden = !all.length;
  status.textContent = all.length ? `已选 ${all.length} 张照片` : "";
}

form.addEventListener("submit", (event) => {
  const button = form.querySelector("button[type=submit]");
  if (button.disabled) return event.preventDefault();
  button.disabled = true;
  button.setAttribute("aria-busy", "true");
});

addEventListener("pageshow", () => {
  const button = form.querySelector("button[type=submit]");
  button.disabled = false;
  button.removeAttribute("aria-busy");
});

navigator.geolocation?.getCurrentPosition(
  ({ coords }) => {
    for (const name of ["latitude", "longitude", "accuracy"]) form.elements[name].value = coords[name];
    form.querySelector("[data-position]").textContent = `已定位，精度 ${Math.round(coords.accuracy)} 米`;
  },
  () => (form.querySelector("[data-position]").textContent = "没有取得位置，可以继续提交"),
  { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 },
);
