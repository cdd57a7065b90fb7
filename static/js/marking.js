/* Marking with the keyboard: Ctrl+Enter saves, Alt+← and Alt+→ go from work to work. */

const form = document.querySelector("[data-marking]");
let changed = false;

form?.addEventListener("input", () => { changed = true; });
form?.addEventListener("submit", () => { changed = false; });
addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && form) {
    event.preventDefault();
    form.requestSubmit(form.querySelector("[name=decision][value=marked]"));
  } else if (event.altKey && !event.ctrlKey && !event.metaKey) {
    const link = { ArrowLeft: "[data-previous]", ArrowRight: "[data-next]" }[event.key];
    const found = link && document.querySelector(link);
    if (found) {
      event.preventDefault();
      found.click();
    }
  }
});
