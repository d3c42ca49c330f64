// The large screen: names appear one after another. The result was there before the first; whoever wants less movement sees all.
const still = matchMedia("(prefers-reduced-motion: reduce)").matches;

function roll(list) {
  if (still || list.dataset.rolled) return;
  list.dataset.rolled = "yes";
  const items = [...list.children];
  for (const item of items) item.dataset.waiting = "";
  const pace = Math.min(400, 20_000 / items.length);
  const next = () => {
    const item = items.shift();
    if (!item) return;
    delete item.dataset.waiting;
    item.scrollIntoView({ block: "nearest" });
    setTimeout(next, pace);
  };
  next();
}

const look = () => document.querySelectorAll("[data-roll]").forEach(roll);
new MutationObserver(look).observe(document.querySelector("main"), { childList: true, subtree: true });
look();
