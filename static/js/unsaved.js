// Forms that are saved by a button alone: data-unsaved asks before a page with unsent changes is left.
"use strict";

for (const form of document.querySelectorAll("form[data-unsaved]")) {
  // A form that came back with errors or a refusal holds words that are saved nowhere.
  let changed = document.querySelector("main [role=alert]") !== null;
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", () => { changed = false; });
  window.addEventListener("beforeunload", (event) => {
    if (changed) event.preventDefault();
  });
}
