// The wizard: says what is saved, flags fields after a save as you go, hides questions that an answer made
// pointless, and keeps "I don't know yet" and a value apart. Every page works without it.
"use strict";

(() => {
  // A field is flagged while its slot holds an error or a choice between two answers.
  const flag = (slot) => {
    const field = document.getElementById(slot.dataset.errorOf);
    if (!field) return;
    const wrong = slot.querySelector(".field-error, [data-clash]") !== null;
    field.classList.toggle("invalid", wrong);
    const folded = wrong && field.closest("details");
    if (folded) folded.open = true;
    for (const control of field.querySelectorAll("input:not([type=hidden], [type=checkbox]), select, textarea")) {
      if (control.closest("[data-clash]")) continue;
      if (wrong) control.setAttribute("aria-invalid", "true");
      else control.removeAttribute("aria-invalid");
    }
  };
  const flagAll = () => document.querySelectorAll("[data-error-of]").forEach(flag);

  const form = document.querySelector("[data-step-form]");

  // Questions that are pointless after another answer: data-moot-when="prompting.tried=no".
  const hideMoot = () => {
    for (const field of document.querySelectorAll("[data-moot-when]")) {
      const [path, answer] = field.dataset.mootWhen.split("=");
      const chosen = document.querySelector(`input[name="${CSS.escape(path)}"]:checked`);
      field.hidden = chosen !== null && chosen.value === answer && !field.classList.contains("invalid");
    }
  };

  // Ticking "I don't know yet" puts a value aside; unticking brings it back; typing a value unticks.
  const aside = new WeakMap();
  const texts = (field) => [...field.querySelectorAll("input[type=text], input[type=date]")];
  document.addEventListener("input", (event) => {
    const field = event.target.closest && event.target.closest("[data-fact]");
    if (!field) return;
    const unknown = field.querySelector(".unknown input");
    if (!unknown) return;
    if (event.target === unknown) {
      if (unknown.checked) {
        aside.set(field, texts(field).map((input) => input.value));
        for (const input of texts(field)) input.value = "";
      } else if (aside.has(field)) {
        texts(field).forEach((input, index) => { input.value = aside.get(field)[index]; });
        aside.delete(field);
      }
    } else if (event.target.value) {
      unknown.checked = false;
    }
  });
  document.addEventListener("change", hideMoot);
  hideMoot();

  // A link to a question inside a folded part opens it.
  const unfold = () => {
    const field = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let part = field && field.closest("details"); part; part = part.parentElement.closest("details")) part.open = true;
    if (field) field.scrollIntoView({ block: "start" });
  };
  window.addEventListener("hashchange", unfold);
  unfold();

  if (!form) return;

  const state = document.getElementById("saved-state");
  // Something was typed that is not on its way yet; the last save did not get through.
  let unsaved = false;
  let lost = false;

  // The question in which somebody is still typing: half a number is not called wrong before they leave it.
  let typing = "";

  form.addEventListener("input", (event) => {
    unsaved = true;
    const field = event.target.closest("[data-fact]");
    typing = field && event.target.matches("input[type=text]") ? field.id : "";
  });
  form.addEventListener("change", () => {
    unsaved = true;
    typing = "";
  });
  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    const slot = event.detail.target;
    if (!typing || slot.dataset.errorOf !== typing) return;
    if (event.detail.fragment.querySelector(".field-error") && !slot.querySelector(".field-error")) event.preventDefault();
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.elt !== form) return;
    unsaved = lost = false;
    state.textContent = "Saving…";
  });
  const failed = (event) => {
    if (event.detail.elt !== form) return;
    unsaved = lost = true;
    state.textContent = "Not saved";
  };
  document.addEventListener("htmx:responseError", failed);
  document.addEventListener("htmx:sendError", failed);
  document.addEventListener("htmx:timeout", failed);
  document.addEventListener("htmx:afterSettle", flagAll);
  document.addEventListener("htmx:oobAfterSwap", () => { flagAll(); hideMoot(); });

  // Leaving: what is not saved yet is sent along; what could not be sent, or is wrong, is asked about.
  let sent = false;
  form.addEventListener("submit", () => { sent = true; });
  window.addEventListener("pageshow", () => { sent = false; });
  window.addEventListener("beforeunload", (event) => {
    if (!sent && (lost || form.querySelector(".field.invalid"))) event.preventDefault();
  });
  window.addEventListener("pagehide", () => {
    if (!sent && unsaved) navigator.sendBeacon(form.action, new FormData(form));
    unsaved = false;
  });
})();
