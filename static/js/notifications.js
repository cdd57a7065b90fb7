/* The list of notifications: following a link takes its line as read. Without this module a button beside it does. */

for (const link of document.querySelectorAll("[data-read]")) {
  link.addEventListener("click", () => {
    const form = document.getElementById(link.dataset.read);
    // Goes on its way even though the page is left.
    navigator.sendBeacon(form.action, new FormData(form));
  });
}
