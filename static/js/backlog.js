/* What was done in lessons and is still on this device goes to the server from any page, once its learner is there.
   Only what belongs to the person who is logged in: others who use the device send theirs when they log in. */
import { EventQueue, backlogOf } from "./player/queue.js";
import { csrfToken } from "./player/token.js";

const here = document.querySelector("[data-player]")?.dataset.enrolment;

for (const { owner, url } of backlogOf(document.body.dataset.person)) {
  /* The lesson that is open sends its own. */
  if (owner === here) continue;
  const queue = new EventQueue({ url: `${url}?owner=${owner}`, owner, token: csrfToken });
  addEventListener("online", () => queue.send());
  queue.send();
}
