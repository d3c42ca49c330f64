// The server's review page: the submission is written to the phone first. What is refused is shown by the server as ever.

import { put, withdraw } from "../outbox.js";
import { person } from "../person.js";
import { delivered } from "../sync.js";
import { manifest } from "./reading.js";

const PATIENCE_MS = 15_000;
const form = document.querySelector("[data-submission]");

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const says = form.querySelector("[data-submission-says]");
  const button = form.querySelector("[type=submit]");
  const inspection = form.dataset.submission;
  button.disabled = true;
  says.textContent = "正在提交…";
  const user = person().id;
  const given = Object.fromEntries(new FormData(form));
  const fields = { ...given, ...(await manifest(user, inspection)) };
  const url = `/inspections/${inspection}/submission`;
  const entry = await put({ user, inspection, method: "POST", url, fields, last: true }).catch(() => null);
  const outcome = entry ? await delivered(entry.id, PATIENCE_MS) : { state: "parked" };
  if (outcome.state === "sent") return location.assign(`/inspections/${inspection}/receipt`);
  if (outcome.state === "waiting") return location.assign(`/inspections/${inspection}`);
  if (entry) await withdraw(entry.id);
  return form.submit();
});
