/* How much of a film has really been watched: each second of it counts once, when it was played and not skipped over.
   What was watched and where it was left is kept on the device, so that a film is gone on with, not begun again. */

const PREFIX = "turna.film.";
/* A film tells its time a few times a second; at double speed half a second of film passes between two. */
const LONGEST_STEP = 2.5;
const NEAR_THE_END = 5;
const REPORT_EVERY_PERCENT = 5;

class Film {
  #seconds = new Set();
  #last = null;
  #told = 0;

  constructor(video, key, tell, enough) {
    Object.assign(this, { video, key, tell, enough });
    this.#remember();
    video.addEventListener("loadedmetadata", () => this.#goOn(), { once: true });
    if (video.readyState >= 1) this.#goOn();
    video.addEventListener("timeupdate", () => this.#tick());
    video.addEventListener("seeking", () => { this.#last = null; });
    for (const moment of ["pause", "ended"]) video.addEventListener(moment, () => this.#report(true));
    addEventListener("pagehide", () => this.#report(true));
  }

  #remember() {
    try {
      const kept = JSON.parse(localStorage.getItem(this.key) ?? "{}");
      this.position = kept.position ?? 0;
      for (const [from, to] of kept.watched ?? []) for (let second = from; second <= to; second += 1) this.#seconds.add(second);
    } catch {
      this.position = 0;
    }
  }

  #goOn() {
    if (this.position > 0 && this.position < this.video.duration - NEAR_THE_END) this.video.currentTime = this.position;
  }

  #tick() {
    const now = this.video.currentTime;
    if (!this.video.seeking && this.#last !== null && now >= this.#last && now - this.#last < LONGEST_STEP) {
      for (let second = Math.floor(this.#last); second <= Math.floor(now); second += 1) this.#seconds.add(second);
    }
    this.#last = now;
    this.#report(false);
  }

  get percent() {
    const length = Math.max(1, Math.floor(this.video.duration || 0));
    const watched = [...this.#seconds].filter((second) => second < length).length;
    return Math.min(100, Math.floor((100 * watched) / length));
  }

  /* Tells every twentieth part, the moment it is enough, and when the film stops. */
  #report(stopped) {
    const { percent } = this;
    const reached = percent >= this.enough && this.#told < this.enough;
    if (percent > this.#told && (stopped || reached || percent - this.#told >= REPORT_EVERY_PERCENT)) {
      this.#told = percent;
      this.tell(percent);
    }
    if (stopped || reached) this.#keep();
  }

  #keep() {
    try {
      localStorage.setItem(this.key, JSON.stringify({ position: this.video.currentTime, watched: this.#ranges() }));
    } catch {
      /* The device is full or refuses to store: the film begins anew next time. */
    }
  }

  #ranges() {
    const ranges = [];
    for (const second of [...this.#seconds].sort((one, other) => one - other)) {
      const range = ranges.at(-1);
      if (range && range[1] === second - 1) range[1] = second;
      else ranges.push([second, second]);
    }
    return ranges;
  }
}

export function watchFilms(root, tell) {
  for (const place of root.querySelectorAll("[data-film]")) {
    const video = place.querySelector("video");
    const activity = place.closest("[data-activity]")?.dataset.activity;
    if (!video || !activity) continue;
    const key = `${PREFIX}${root.dataset.enrolment}.${activity}`;
    new Film(video, key, (percent) => tell(activity, percent), Number(place.dataset.film) || 100);
  }
}
