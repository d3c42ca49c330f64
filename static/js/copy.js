// A button with data-copy="#field" puts the text of that field on the clipboard; without one it selects the text.

document.querySelectorAll("[data-copy]").forEach((button) => (button.hidden = false));

document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-copy]");
  if (!button) return;
  const field = document.querySelector(button.dataset.copy);
  const says = document.querySelector("[data-copy-status]");
  field.focus();
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    says.textContent = "已复制，去微信粘贴。";
  } catch {
    // No clipboard without https, nor in some in-app browsers: the older way, and else by hand.
    says.textContent = document.execCommand("copy") ? "已复制，去微信粘贴。" : "文字已选中，请长按复制。";
  }
});
