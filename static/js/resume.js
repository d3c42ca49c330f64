// The page that a form leads to whose session had ended: signs in without leaving it, then sends the form again.

import { seen } from "./seen.js";

const login = document.querySelector("[data-resume-login]");
const form = document.querySelector("[data-resume-form]");
const problem = document.getElementById("resume-problem");

function say(text) {
  problem.className = "alert error";
  problem.setAttribute("role", "alert");
  problem.textContent = text;
  seen(problem);
}

const sentence = (html) => new DOMParser().parseFromString(html, "text/html").querySelector(".alert")?.textContent.trim();

async function signIn() {
  const body = new URLSearchParams(new FormData(login));
  // Where the login leads does not matter; that it leads somewhere says that it was right.
  const answer = await fetch(login.action, { method: "POST", body, redirect: "manual", headers: { accept: "text/html" } });
  if (answer.type === "opaqueredirect") return true;
  say(sentence(await answer.text()) ?? "没有登录，请重试。");
  return false;
}

login.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = login.querySelector("button");
  button.disabled = true;
  const done = await signIn().catch(() => say("网络不通，没有登录；填写的内容还在这一页，请稍后再试。"));
  button.disabled = false;
  if (done) form.submit();
});

document.querySelector("[data-resume-steps]").hidden = true;
login.hidden = false;
login.querySelector("input").focus();
