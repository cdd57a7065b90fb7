/* Active time: the page is seen, has the focus, and somebody is there. Each second is told once, of the activity in the
   middle of the screen, or of the lesson where there is none. */

const TICK = 1_000;
/* Longer between two ticks, and the device slept. */
const LONGEST_TICK = 3_000;
/* Reading a screen without a touch takes a minute, a document in a frame, where we hear nothing, five. */
const STILL_THERE = 60_000;
const STILL_THERE_IN_FRAME = 300_000;
const MOST_AT_ONCE = 300;
const SIGNS = ["pointerdown", "pointermove", "keydown", "wheel", "scroll", "touchstart"];

function isPlaying(root) {
  return [...root.querySelectorAll("audio, video")].some((medium) => !medium.paused && !medium.ended);
}

function inTheMiddle(root) {
  const middle = innerHeight / 2;
  for (const activity of root.querySelectorAll("[data-activity]")) {
    const { top, bottom } = activity.getBoundingClientRect();
    if (top <= middle && bottom >= middle) return activity.dataset.activity;
  }
  return "lesson";
}

export function watchTime(root, tell) {
  const spent = new Map();
  let lastSign = performance.now();
  let lastTick = lastSign;
  for (const sign of SIGNS) addEventListener(sign, () => { lastSign = performance.now(); }, { passive: true, capture: true });

  function isActive(now) {
    if (document.visibilityState !== "visible") return false;
    if (isPlaying(root)) return true;
    if (!document.hasFocus()) return false;
    const patience = document.activeElement?.tagName === "IFRAME" ? STILL_THERE_IN_FRAME : STILL_THERE;
    return now - lastSign < patience;
  }

  setInterval(() => {
    const now = performance.now();
    const passed = Math.min(now - lastTick, LONGEST_TICK);
    lastTick = now;
    if (!isActive(now)) return;
    const activity = inTheMiddle(root);
    spent.set(activity, (spent.get(activity) ?? 0) + passed);
  }, TICK);

  return {
    /* Tells the whole seconds since the last report; fractions wait for the next. */
    report() {
      for (const [activity, passed] of spent) {
        const seconds = Math.min(Math.floor(passed / 1000), MOST_AT_ONCE);
        if (!seconds) continue;
        spent.set(activity, passed - seconds * 1000);
        tell(activity, seconds);
      }
    },
  };
}
