// Buttons that copy the text of a field: data-copy names the field, data-copied is what the button then says.
"use strict";

for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  const words = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      button.textContent = button.dataset.copied;
      setTimeout(() => { button.textContent = words; }, 2000);
    } catch {
      // No permission or no https: the text is selected, so that Ctrl-C copies it.
      field.focus();
    }
  });
}
