// The report of an enterprise is sent after its photos: pressing the button early waits for them, then goes on.

const form = document.querySelector("[data-report]");
const says = form.querySelector("[data-report-status]");
let wanted = null;

function unsent() {
  const figures = [...form.querySelectorAll("[data-photos] [data-photo]")];
  const failed = figures.filter((figure) => figure.dataset.state === "failed").length;
  return { failed, open: figures.filter((figure) => figure.dataset.state !== "sent").length };
}

form.addEventListener("submit", (event) => {
  const { failed, open } = unsent();
  if (open) {
    event.preventDefault();
    wanted = failed ? null : event.submitter;
    says.textContent = failed ? `${failed} 张照片没有送达，请重试或移除后再提交。` : `正在送出 ${open} 张照片，送达后自动提交…`;
    return;
  }
  if (form.dataset.sending) return event.preventDefault();
  form.dataset.sending = "yes";
  says.textContent = "正在提交…";
});

document.addEventListener("photos:changed", () => {
  const { failed, open } = unsent();
  if (!wanted) return;
  if (failed) {
    wanted = null;
    says.textContent = `${failed} 张照片没有送达，请重试或移除后再提交。`;
  } else if (!open) {
    const button = wanted;
    wanted = null;
    form.requestSubmit(button);
  }
});

// Coming back with the browser's button finds a page that may send again.
window.addEventListener("pageshow", () => delete form.dataset.sending);
