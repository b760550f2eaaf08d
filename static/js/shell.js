// The frame: menus, the search key, progress, and requests that failed. Every page works without it.
"use strict";

(() => {
  const root = document.documentElement;

  // Menus close on Escape and on a click elsewhere.
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details[data-menu][open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      const menu = (event.target.closest && event.target.closest("details[data-menu][open]")) ||
        document.querySelector("details[data-menu][open]");
      if (menu) {
        menu.open = false;
        menu.querySelector("summary").focus();
      }
    }
    // "/" goes to the search, unless somebody is typing.
    const typing = event.target.closest && event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const search = document.querySelector("[data-search]");
      if (search) {
        event.preventDefault();
        search.focus();
      }
    }
  });

  // The server checks forms and says everything at once, in our own words.
  for (const form of document.querySelectorAll("form.form")) form.noValidate = true;

  // A form that came back with errors starts at their summary; an entry leads into its field.
  const summary = document.querySelector("[data-error-summary]");
  if (summary) summary.focus();
  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest("[data-error-summary] a[href^='#']");
    const field = link && document.getElementById(link.hash.slice(1));
    const control = field && (field.matches("input, select, textarea") ? field : field.querySelector("input, select, textarea"));
    if (control) {
      event.preventDefault();
      control.focus();
      control.closest(".field, fieldset")?.scrollIntoView({ block: "nearest" });
    }
  });

  // Progress for whole pages; the stylesheet shows it after 300 ms. A form is sent once.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.target === "_blank" || form.hasAttribute("data-download")) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    root.dataset.busy = "page";
    // Whoever stopped the page from loading may send the form again.
    window.setTimeout(() => delete form.dataset.sent, 5000);
  });
  window.addEventListener("pageshow", () => {
    delete root.dataset.busy;
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });

  // Progress for parts of a page.
  let running = 0;
  document.addEventListener("htmx:beforeRequest", () => {
    running += 1;
    root.dataset.busy = "part";
  });
  document.addEventListener("htmx:afterRequest", () => {
    running = Math.max(0, running - 1);
    if (!running && root.dataset.busy === "part") delete root.dataset.busy;
  });

  // A request that failed says so beside its control, keeps what was typed, and can be repeated.
  const errors = new WeakMap();

  const remove = (element) => {
    errors.get(element)?.remove();
    errors.delete(element);
  };

  const sentence = (xhr) => {
    if (!xhr || !xhr.status) return "No connection to the server. What you typed is still here.";
    if ([400, 403, 404, 409].includes(xhr.status) && xhr.responseText.length < 2000 && !/<html/i.test(xhr.responseText)) {
      const words = new DOMParser().parseFromString(xhr.responseText, "text/html").body.textContent.trim().replace(/\s+/g, " ");
      if (words) return words;
    }
    if (xhr.status === 403) return "This was refused. Reload the page: your sign-in may have ended.";
    if (xhr.status === 404) return "This is no longer there. Reload the page.";
    return "The server could not answer. What you typed is still here.";
  };

  const report = (event) => {
    const { elt, xhr, requestConfig, target } = event.detail;
    remove(elt);
    const note = document.createElement("div");
    note.className = "notice notice-error request-error";
    note.setAttribute("role", "alert");
    const words = document.createElement("span");
    words.textContent = sentence(xhr);
    const again = document.createElement("button");
    again.type = "button";
    again.className = "link-button";
    again.textContent = "Try again";
    again.dataset.again = xhr && xhr.status ? "answered" : "unreachable";
    again.addEventListener("click", () => {
      remove(elt);
      htmx.ajax(requestConfig.verb, requestConfig.path, { source: elt, target, event: requestConfig.triggeringEvent });
    });
    note.append(words, again);
    const place = elt.closest(".field-control, td, li") || elt;
    if (place.matches("form, body, main")) place.append(note);
    else place.after(note);
    errors.set(elt, note);
  };

  for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) document.addEventListener(name, report);
  document.addEventListener("htmx:afterOnLoad", (event) => {
    if (event.detail.successful !== false && event.detail.xhr.status < 400) remove(event.detail.elt);
  });

  // Back online: send again what could not be sent.
  window.addEventListener("online", () => {
    for (const button of document.querySelectorAll('[data-again="unreachable"]')) button.click();
  });
})();
