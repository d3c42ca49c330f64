// Forwarding: the phone's own share sheet where there is one, the clipboard, and the printer.

for (const button of document.querySelectorAll("[data-share]")) {
  const text = document.getElementById(button.dataset.share);
  const works = { share: "share" in navigator, copy: true, print: true }[button.dataset.way];
  button.hidden = !works;
  button.addEventListener("click", () => ({ share, copy, print: () => window.print() })[button.dataset.way](button, text));
}

async function share(button, text) {
  try {
    await navigator.share({ title: document.title, text: text.value });
  } catch (error) {
    if (error.name !== "AbortError") copy(button, text);
  }
}

async function copy(button, text) {
  const said = document.querySelector("[data-shared]");
  try {
    await navigator.clipboard.writeText(text.value);
    said.textContent = "已复制，可以粘贴到微信。";
  } catch {
    // Without https there is no clipboard: the text is opened and marked, to be copied by hand.
    text.closest("details")?.setAttribute("open", "");
    text.focus();
    text.select();
    said.textContent = document.execCommand("copy") ? "已复制，可以粘贴到微信。" : "文字已选中，请长按复制。";
  }
}
