/* The states on the page: of each activity, of the lesson in the outline, of the course. All words come from the server. */
import { toast } from "../toasts.js";

export class Page {
  #trouble = "";
  #toast = null;

  constructor(root) {
    this.root = root;
    this.news = root.querySelector("[data-player-news]");
    const outline = root.querySelector("[data-player-outline]");
    if (outline && matchMedia("(min-width: 62em)").matches) outline.open = true;
  }

  /* The buttons "Mark as done": at once instead of by a form, and by the form where that does not work. */
  onConfirm(confirm) {
    for (const form of this.root.querySelectorAll("[data-confirm-done]")) {
      form.addEventListener("submit", async (event) => {
        event.preventDefault();
        const button = form.querySelector("button");
        if (button.getAttribute("aria-busy") === "true") return;
        button.setAttribute("aria-busy", "true");
        await confirm(form.closest("[data-activity]").dataset.activity);
        button.removeAttribute("aria-busy");
      });
    }
  }

  /* Brings the page in line with the server's answer. */
  update({ percent, course_percent: coursePercent, state, state_label: label, module, activities }) {
    if (activities) for (const [name, activity] of Object.entries(activities)) this.#showActivity(name, activity);
    if (state) this.#showInOutline(state, label, module);
    const ofCourse = document.querySelector("[data-course-percent]");
    if (ofCourse && coursePercent !== undefined) ofCourse.textContent = `${coursePercent}%`;
    this.#showPercent(percent);
  }

  #activity(name) {
    return this.root.querySelector(`[data-activity="${CSS.escape(name)}"]`);
  }

  #showActivity(name, { done, reason }) {
    const element = this.#activity(name);
    const words = element?.querySelector("[data-reason]");
    if (!words) return;
    if (words.textContent !== reason) words.textContent = reason;
    if (!done || element.classList.contains("activity--completed")) return;
    element.classList.add("activity--completed");
    element.querySelector(".activity__mark use").setAttribute("href", `${this.root.dataset.sprite}#state-completed`);
    const form = element.querySelector("[data-confirm-done]");
    if (form?.contains(document.activeElement)) this.#focusOn(words);
    form?.remove();
    const title = element.querySelector("h2, h3")?.textContent ?? this.root.querySelector("h1").textContent;
    this.announce(`${this.root.dataset.textDone}: ${title.trim()}`);
  }

  /* A button that vanishes must not take the focus with it to the top of the page. */
  #focusOn(element) {
    element.tabIndex = -1;
    element.focus({ preventScroll: true });
  }

  #showInOutline(state, label, module) {
    const link = this.root.querySelector(".outline__lesson[aria-current]");
    if (!link) return;
    for (const name of [...link.classList]) if (name.startsWith("outline__lesson--")) link.classList.remove(name);
    link.classList.add(`outline__lesson--${state}`);
    link.querySelector("use")?.setAttribute("href", `${this.root.dataset.sprite}#state-${state}`);
    const hidden = link.querySelector(".visually-hidden");
    if (hidden) hidden.textContent = `, ${label}`;
    const count = link.closest(".outline__module")?.querySelector(".outline__count");
    if (count && module) count.lastChild.textContent = ` ${module.completed}/${module.total}`;
  }

  #showPercent(percent) {
    const bar = this.root.querySelector("[data-percent] progress");
    if (!bar || bar.value === percent) return;
    bar.value = percent;
    bar.textContent = `${percent}%`;
    this.root.querySelector("[data-percent] .progress__value").textContent = `${percent}%`;
    if (percent === 100) {
      this.announce(this.root.dataset.textCourseDone);
      toast(this.root.dataset.textCourseDone);
    }
  }

  /* Read out politely. */
  announce(words) {
    this.news.textContent = words;
  }

  /* Says once that the connection is lost, and once that it is back. */
  tell(trouble) {
    if (trouble === this.#trouble || (trouble === "online" && !this.#trouble)) return;
    this.#trouble = trouble === "online" ? "" : trouble;
    this.#toast?.remove();
    const words = { offline: "textOffline", login: "textLogin", online: "textOnline" }[trouble];
    this.#toast = toast(this.root.dataset[words], { stay: trouble === "online" ? undefined : 0 });
  }
}
