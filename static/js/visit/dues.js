// Due dates of a form that was kept for some days, by the table that came with it. Needs no browser.

const DAY_MS = 86_400_000;

// table: how many days after `made` (the page's day) something is due that is ordered 0, 1, 2 … days after it; due: the date that
// the page proposed. "" where the table does not reach: which days are holidays the server knows.
export function dueOn(table, made, today, due) {
  const kept = Math.round((Date.parse(today) - Date.parse(made)) / DAY_MS);
  if (!due || kept <= 0) return due;
  const after = table?.[kept];
  return after === undefined ? "" : new Date(Date.parse(made) + after * DAY_MS).toISOString().slice(0, 10);
}
