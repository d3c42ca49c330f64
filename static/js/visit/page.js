// What the modules of the form share: the page, and the id of the visit that it serves.

export const root = document.getElementById("visit");
export const inspection = root?.dataset.inspection ?? "";

export const address = (text) => text.replaceAll("{inspection}", inspection);

// Photo strips name the visit as hx-put does; photos.js sends to what it finds.
export function settle(part) {
  part.querySelectorAll("[data-upload-url*='{inspection}']").forEach((strip) => {
    strip.dataset.uploadUrl = address(strip.dataset.uploadUrl);
  });
}

// A piece from a <template>, with the names in braces filled in (nested templates too).
export function piece(id, names) {
  const made = document.createElement("template");
  made.innerHTML = Object.entries(names).reduce(
    (html, [name, value]) => html.replaceAll(`{${name}}`, value),
    document.getElementById(id).innerHTML,
  );
  const element = made.content.firstElementChild;
  settle(element);
  return element;
}

export function icon(name) {
  const source = document.querySelector("svg.icon use").getAttribute("href").split("#")[0];
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${source}#${name}`);
  svg.append(use);
  return svg;
}

// Tell htmx's trigger "resend" without waiting for htmx itself.
export const resend = (form) => form.dispatchEvent(new CustomEvent("resend"));

if (root) settle(root);
