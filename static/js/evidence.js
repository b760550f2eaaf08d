// Uploads: a place to drop a file on, and how far it is. Without this the form works by itself.
"use strict";

(() => {
  const formOf = (element) => element.closest && element.closest("form[data-upload]");

  for (const zone of document.querySelectorAll("[data-drop]")) zone.classList.add("drop-ready");

  document.addEventListener("dragover", (event) => {
    const zone = event.target.closest && event.target.closest("[data-drop]");
    if (!zone) return;
    event.preventDefault();
    zone.classList.add("drop-over");
  });
  document.addEventListener("dragleave", (event) => {
    const zone = event.target.closest && event.target.closest("[data-drop]");
    if (zone && !zone.contains(event.relatedTarget)) zone.classList.remove("drop-over");
  });
  document.addEventListener("drop", (event) => {
    const zone = event.target.closest && event.target.closest("[data-drop]");
    if (!zone) return;
    event.preventDefault();
    zone.classList.remove("drop-over");
    const input = zone.querySelector("[data-drop-input]");
    if (!event.dataTransfer.files.length || !input) return;
    const one = new DataTransfer();
    one.items.add(event.dataTransfer.files[0]);
    input.files = one.files;
    formOf(input).requestSubmit();
  });

  const show = (form, name, on) => {
    const element = form.querySelector(`[data-upload-${name}]`);
    if (element) element.hidden = !on;
    return element;
  };

  const fail = (form, sentence) => {
    show(form, "progress", false);
    show(form, "stop", false);
    show(form, "error", true).textContent = sentence;
    for (const button of form.querySelectorAll("button[type=submit]")) button.disabled = false;
  };

  // A page that came back with errors takes the place of this one, the way the browser would do it.
  const answer = (html) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    const main = page.querySelector("#main");
    if (!main) return false;
    document.title = page.title;
    document.querySelector("#main").replaceChildren(...main.childNodes);
    for (const zone of document.querySelectorAll("[data-drop]")) zone.classList.add("drop-ready");
    const summary = document.querySelector("[data-error-summary]");
    if (summary) summary.focus();
    return true;
  };

  const send = (form) => {
    const request = new XMLHttpRequest();
    const bar = form.querySelector("[data-upload-bar]");
    const text = form.querySelector("[data-upload-text]");
    const stop = show(form, "stop", true);
    show(form, "error", false);
    show(form, "progress", true);
    for (const button of form.querySelectorAll("button[type=submit]")) button.disabled = true;
    stop.onclick = () => request.abort();
    request.upload.onprogress = (event) => {
      if (!event.lengthComputable) return;
      const percent = Math.floor((100 * event.loaded) / event.total);
      bar.value = percent;
      text.textContent = percent < 100 ? `Uploading: ${percent} %` : "Uploaded; being checked …";
    };
    request.onload = () => {
      const elsewhere = request.responseURL && new URL(request.responseURL).pathname !== new URL(form.action).pathname;
      if (request.status < 400 && elsewhere) window.location.assign(request.responseURL);
      else if (!answer(request.responseText)) fail(form, "The upload failed. Try it again.");
    };
    request.onerror = () => fail(form, "The connection broke while uploading. Try it again.");
    request.onabort = () => fail(form, "The upload was stopped.");
    request.open("POST", form.action);
    request.send(new FormData(form));
  };

  // Before the frame's own handler, which would mark the whole page as busy.
  document.addEventListener("submit", (event) => {
    const form = formOf(event.target);
    if (!form) return;
    const file = form.querySelector("[data-drop-input]").files[0];
    if (!file) return;
    event.preventDefault();
    if (file.size > Number(form.dataset.mostBytes)) {
      fail(form, `This file is larger than ${form.dataset.most}: split it.`);
      return;
    }
    send(form);
  }, true);
})();
