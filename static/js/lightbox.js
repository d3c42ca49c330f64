// A photo over the whole screen. Any link with data-lightbox opens here instead of leaving the page.

let dialog = null;

function build() {
  dialog = document.createElement("dialog");
  dialog.className = "lightbox";
  dialog.setAttribute("aria-label", "查看照片");
  const picture = Object.assign(document.createElement("div"), { className: "picture" });
  const caption = Object.assign(document.createElement("p"), { className: "caption" });
  const close = Object.assign(document.createElement("button"), { type: "button", className: "close", textContent: "✕" });
  close.setAttribute("aria-label", "关闭");
  picture.append(document.createElement("img"));
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => picture.firstChild.removeAttribute("src"));
  dialog.append(picture, caption, close);
  document.body.append(dialog);
}

export function look(address, words) {
  if (!dialog?.isConnected) build();
  const image = dialog.querySelector("img");
  image.src = address;
  image.alt = words;
  dialog.querySelector(".caption").textContent = words;
  dialog.showModal();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-lightbox]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  look(link.href, link.dataset.caption || "照片");
});
