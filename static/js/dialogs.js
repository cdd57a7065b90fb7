/* Native dialogs: the browser keeps the focus inside, gives it back, and closes on Escape. */

export function enhanceDialogs() {
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog-open]");
    if (opener) {
      document.getElementById(opener.dataset.dialogOpen)?.showModal();
      return;
    }
    if (event.target.closest("[data-dialog-close]")) event.target.closest("dialog")?.close();
    else if (event.target.matches("dialog.dialog[open]") && outside(event)) event.target.close();
  });
}

/* A click on the backdrop is a click on the dialog itself, but beside its box. */
function outside({ target, clientX, clientY }) {
  const box = target.getBoundingClientRect();
  return clientX < box.left || clientX > box.right || clientY < box.top || clientY > box.bottom;
}

/* <button data-confirm="Really?">: asks before its form is sent. */
export function enhanceConfirmations() {
  document.addEventListener("submit", (event) => {
    const question = event.submitter?.dataset.confirm;
    if (question && !confirm(question)) event.preventDefault();
  });
}
