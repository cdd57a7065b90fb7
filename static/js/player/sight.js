/* What the learner has seen: the lesson once its page is in front of them, an activity once it was on the screen. */

const LONG_ENOUGH = 1_000;

function whenVisible(then) {
  if (document.visibilityState === "visible") {
    then();
    return;
  }
  const look = () => {
    if (document.visibilityState !== "visible") return;
    document.removeEventListener("visibilitychange", look);
    then();
  };
  document.addEventListener("visibilitychange", look);
}

export function watchSight(root, seen) {
  whenVisible(() => seen("lesson"));
  const timers = new Map();
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        clearTimeout(timers.get(target));
        if (!isIntersecting) continue;
        timers.set(
          target,
          setTimeout(() => {
            observer.unobserve(target);
            seen(target.dataset.activity);
          }, LONG_ENOUGH),
        );
      }
    },
    { threshold: 0 },
  );
  for (const activity of root.querySelectorAll("[data-activity]:not([data-activity=lesson])")) {
    /* A link to another site is opened by following it, not by having it on the screen. */
    const link = activity.querySelector("[data-opens-activity]");
    if (!link) observer.observe(activity);
    for (const sign of link ? ["click", "auxclick"] : []) link.addEventListener(sign, () => seen(activity.dataset.activity));
  }
}
