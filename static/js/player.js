/* The lesson player: tells the server what the learner does, and keeps the page's states true.
   Without it the page is read all the same, and the buttons send forms. */
import { watchTime } from "./player/clock.js";
import { Page } from "./player/page.js";
import { resume, watchPlace } from "./player/place.js";
import { EventQueue } from "./player/queue.js";
import { watchSight } from "./player/sight.js";
import { csrfToken } from "./player/token.js";
import { watchFilms } from "./player/watching.js";

const REPORT_EVERY = 20_000;

function start(root) {
  const page = new Page(root);
  const queue = new EventQueue({
    url: `${root.dataset.events}?lesson=${root.dataset.lesson}&owner=${root.dataset.enrolment}`,
    owner: root.dataset.enrolment,
    person: document.body.dataset.person,
    home: root.dataset.events,
    token: csrfToken,
    onNews: (news) => page.update(news),
    onTrouble: (trouble) => page.tell(trouble),
  });
  const tell = (kind, activity, more = {}) =>
    queue.add({
      kind,
      lesson: root.dataset.lesson,
      ...(activity === "lesson" ? {} : { block: activity }),
      language: root.dataset.language,
      attempt: Number(root.dataset.attempt),
      ...more,
    });
  resume(root, (words) => page.announce(words));
  watchPlace(root, (place) =>
    queue.setPlace({ lesson: root.dataset.lesson, attempt: Number(root.dataset.attempt), ...place }),
  );

  watchSight(root, (activity) => {
    tell("viewed", activity);
    queue.send();
  });
  watchFilms(root, (activity, value) => {
    tell("watched", activity, { value });
    queue.send();
  });
  page.onConfirm((activity) => {
    tell("confirmed", activity);
    return queue.send();
  });
  const clock = watchTime(root, (activity, seconds) => tell("spent", activity, { seconds }));
  setInterval(() => {
    clock.report();
    queue.send();
  }, REPORT_EVERY);
  const leave = () => {
    clock.report();
    queue.sendLast();
  };
  addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") leave();
  });
  addEventListener("online", () => queue.send());
}

const root = document.querySelector("[data-player]");
if (root) start(root);
