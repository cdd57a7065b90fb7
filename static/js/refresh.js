/* <… data-refresh="3">: the page looks again after so many seconds, while somebody looks at it. */
const seconds = Number(document.querySelector("[data-refresh]")?.dataset.refresh);

function lookAgain() {
  if (document.visibilityState === "visible") location.reload();
  else document.addEventListener("visibilitychange", lookAgain, { once: true });
}

if (seconds) setTimeout(lookAgain, seconds * 1000);
