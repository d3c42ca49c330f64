// A button with data-print opens the browser's print dialog, from when this has come; without scripts the browser's own menu
// does it.
for (const button of document.querySelectorAll("[data-print]")) {
  button.disabled = false;
  button.addEventListener("click", () => window.print());
}
