/* A diary entry saves itself as a draft while it is being written. Without this module the button saves it. */

const WAIT = 1500;

for (const box of document.querySelectorAll("[data-diary]")) keepDraft(box);

function keepDraft(box) {
  const field = box.querySelector("textarea");
  const form = field.form;
  const status = box.querySelector("[data-diary-status]");
  let entry = box.dataset.entry;
  let saved = field.value;
  let timer;
  let sending = false;

  async function save() {
    if (sending || field.value === saved) return;
    sending = true;
    const text = field.value;
    const body = new FormData();
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    body.set("text", text);
    if (entry) body.set("entry", entry);
    try {
      const response = await fetch(box.dataset.draftUrl, { method: "POST", body });
      const answer = await response.json();
      if (!response.ok) throw new Error(answer.error);
      saved = text;
      status.textContent = box.dataset.textSaved;
      if (!entry) {
        // From now on this page is that of the entry: reloading or going back finds it.
        entry = answer.entry;
        history.replaceState(null, "", answer.url);
        form.action = answer.url;
      }
    } catch {
      status.textContent = box.dataset.textFailed;
    } finally {
      sending = false;
    }
    schedule();
  }

  function schedule() {
    clearTimeout(timer);
    if (field.value !== saved) timer = setTimeout(save, WAIT);
  }

  field.addEventListener("input", schedule);
  form.addEventListener("submit", () => clearTimeout(timer));
}
