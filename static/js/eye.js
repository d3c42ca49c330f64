// The eye beside a password shows what was typed, and hides it again; a form that is sent is sent hidden, so that no
// browser keeps the password as plain text.

for (const button of document.querySelectorAll("[data-eye]")) {
  const field = button.previousElementSibling;
  const show = (shown) => {
    field.type = shown ? "text" : "password";
    button.setAttribute("aria-pressed", String(shown));
    button.setAttribute("aria-label", shown ? "隐藏输入的字符" : "显示输入的字符");
  };
  button.hidden = false;
  button.addEventListener("click", () => show(field.type === "password"));
  field.form?.addEventListener("submit", () => show(false));
}
