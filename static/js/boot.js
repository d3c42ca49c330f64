// Brings htmx: from the CDN with its integrity checked, else from this site; never both.
//
//   <script src="/static/js/boot.js" data-cdn="https://…" data-integrity="sha384-…" data-local="/static/vendor/…" defer></script>
//
// data-cdn is empty where there is no internet. Until htmx is here, and without it, links and forms work as they are.
// <html data-htmx="cdn|local"> tells which one came, once it hears the page. Events: htmx:here, before it does, for whoever adds
// to it; htmx:ready from then on.
//
// A script with data-takes="selector" is a module that takes those forms over; they wait for it.
//
// On pages of somebody who is signed in it also registers the service worker and brings data-app, which sends what waits.
(() => {
  "use strict";

  const { cdn, integrity, local, app } = document.currentScript.dataset;
  const PATIENCE_MS = 1500;
  const DAY_MS = 24 * 60 * 60 * 1000;
  const KEY = "mashang-cdn-failed";
  const elsewhere = document.implementation.createHTMLDocument("");

  // Storage may be switched off, and then touching it throws; forgetting is the harmless answer.
  function failedLately() {
    try {
      const age = Date.now() - Number(localStorage.getItem(KEY) ?? NaN);
      return age >= 0 && age < DAY_MS;
    } catch {
      return false;
    }
  }

  function rememberFailure() {
    try {
      localStorage.setItem(KEY, String(Date.now()));
    } catch {
      // Asked again at the next page.
    }
  }

  function insert(origin, attributes, patience, failed) {
    const script = document.createElement("script");
    const giveUp = () => {
      clearTimeout(timer);
      script.onload = script.onerror = null;
      // Removing it does not help: it would still run when it arrives. One that has moved to another document does not.
      elsewhere.adoptNode(script);
      failed();
    };
    const timer = patience ? setTimeout(giveUp, patience) : undefined;
    script.onload = () => {
      clearTimeout(timer);
      document.dispatchEvent(new Event("htmx:here"));
      // It looks at the page in a turn of its own, which comes before this one.
      setTimeout(() => {
        document.documentElement.dataset.htmx = origin;
        document.dispatchEvent(new Event("htmx:ready"));
      });
    };
    script.onerror = giveUp;
    Object.assign(script, attributes);
    document.head.append(script);
  }

  const fromCdn = (patience, failed) => insert("cdn", { crossOrigin: "anonymous", integrity, src: cdn }, patience, failed);
  const fromHere = (failed) => insert("local", { src: local }, 0, failed);
  const withoutHtmx = () => {};

  // A form that is sent before the module which takes it has come is sent through it all the same, once; without it, the form
  // works as it is. A page that is left at once never gets the module.
  function hold(module, takes) {
    let held = null;
    const early = (event) => {
      if (event.defaultPrevented || !takes(event.target)) return;
      event.preventDefault();
      held = event.target;
    };
    document.addEventListener("submit", early);
    import(module).then(() => true, (error) => console.warn("boot:", error)).then((here) => {
      document.removeEventListener("submit", early);
      if (here) held?.requestSubmit();
      else held?.submit();
    });
  }

  // The parser has ended: this script is deferred.
  if (app && document.querySelector("[data-person]")) {
    navigator.serviceWorker?.register("/sw.js", { scope: "/", updateViaCache: "none" }).catch(() => {});
    hold(app, (form) => new URL(form.action, location.href).pathname === "/logout");
  }

  for (const { src, dataset } of document.querySelectorAll("script[data-takes]")) hold(src, (form) => form.matches(dataset.takes));

  if (!cdn || !navigator.onLine) {
    fromHere(withoutHtmx);
  } else if (failedLately()) {
    // Set up without Node there is no local copy; then a slow CDN is better than none.
    fromHere(() => fromCdn(0, withoutHtmx));
  } else {
    fromCdn(PATIENCE_MS, () => {
      rememberFailure();
      fromHere(withoutHtmx);
    });
  }
})();
