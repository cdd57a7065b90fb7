/* The learner's work: saved while one writes, files sent at once with their progress, both again after a lost
   connection. Everything goes to the form's own address; without this script the form does the same. */

import { identifier } from "./identifier.js";

const PAUSE = 2_000;
const AGAIN = 5_000;

class Work {
  #timer = 0;
  #uploads = 0;

  constructor(form) {
    this.form = form;
    /* Not form.action: the buttons are called so. */
    this.url = location.pathname;
    this.news = form.querySelector("[data-work-news]");
    this.list = form.querySelector("[data-files]");
    this.text = form.querySelector("[name=text]");
    this.kept = `turna.work.${form.elements.form_key.value}`;
    if (this.text) this.#watchText();
    if (this.list) this.#watchFiles();
    form.addEventListener("submit", (event) => this.#submit(event));
  }

  #body(action) {
    const data = new FormData();
    data.append("csrfmiddlewaretoken", this.form.elements.csrfmiddlewaretoken.value);
    data.append("form_key", this.form.elements.form_key.value);
    data.append("action", action);
    return data;
  }

  /* The text is on this device from the first letter, and on the server two seconds after the last one. */
  #watchText() {
    const kept = this.#device("getItem", this.kept);
    if (kept !== null && kept !== this.text.value) {
      this.text.value = kept;
      this.#later();
    }
    this.text.addEventListener("input", () => {
      this.#device("setItem", this.kept, this.text.value);
      this.#later();
    });
    addEventListener("online", () => this.#device("getItem", this.kept) !== null && this.#save());
  }

  #device(doing, ...values) {
    try {
      return localStorage[doing](...values) ?? null;
    } catch {
      return null;
    }
  }

  #later(pause = PAUSE) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#save(), pause);
  }

  async #save() {
    clearTimeout(this.#timer);
    const written = this.text.value;
    const data = this.#body("save");
    data.append("text", written);
    let response;
    try {
      response = await fetch(this.url, { method: "POST", body: data, headers: { Accept: "application/json" } });
    } catch {
      this.#say(this.form.dataset.textOffline);
      this.#later(AGAIN);
      return;
    }
    const answer = await response.json().catch(() => ({}));
    if (!response.ok) {
      this.#say(answer.error ?? this.form.dataset.textOffline);
      return;
    }
    if (this.text.value === written) this.#device("removeItem", this.kept);
    this.#say(`${this.form.dataset.textSaved}: ${new Date(answer.saved_at).toLocaleTimeString(document.documentElement.lang)}`);
  }

  #say(words) {
    this.news.textContent = words;
  }

  #watchFiles() {
    const chooser = this.form.querySelector("[name=files]");
    const drop = this.form.querySelector("[data-drop]");
    chooser.addEventListener("change", () => {
      for (const file of chooser.files) this.#send(file);
      chooser.value = "";
    });
    for (const name of ["dragenter", "dragover"]) {
      drop.addEventListener(name, (event) => {
        event.preventDefault();
        drop.classList.add("work-drop--over");
      });
    }
    for (const name of ["dragleave", "drop"]) drop.addEventListener(name, () => drop.classList.remove("work-drop--over"));
    drop.addEventListener("drop", (event) => {
      event.preventDefault();
      for (const file of event.dataTransfer.files) this.#send(file);
    });
    this.list.addEventListener("click", (event) => {
      const button = event.target.closest("[data-remove]");
      if (button) this.#remove(button);
    });
  }

  /* One file: its line in the list, its progress, and again under the same key when the connection breaks. */
  #send(file, key = identifier(), line = this.#line(file)) {
    const request = new XMLHttpRequest();
    const data = this.#body("upload");
    data.append("upload_key", key);
    data.append("files", file);
    const bar = line.querySelector("progress");
    this.#uploads += 1;
    request.open("POST", this.url);
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) bar.value = Math.round((100 * event.loaded) / event.total);
    });
    request.addEventListener("loadend", () => { this.#uploads -= 1; });
    request.addEventListener("error", () => {
      this.#say(this.form.dataset.textAgain);
      setTimeout(() => this.#send(file, key, line), AGAIN);
    });
    request.addEventListener("load", () => this.#answered(request, line));
    request.send(data);
  }

  #line(file) {
    const line = document.createElement("li");
    line.className = "work-file";
    const name = document.createElement("span");
    name.className = "work-file__name";
    name.textContent = file.name;
    const bar = document.createElement("progress");
    bar.max = 100;
    bar.value = 0;
    bar.setAttribute("aria-label", `${this.form.dataset.textSending}: ${file.name}`);
    line.append(name, bar);
    this.list.append(line);
    return line;
  }

  #answered(request, line) {
    let answer = {};
    try {
      answer = JSON.parse(request.responseText);
    } catch { /* not ours: a page of an error */ }
    if (request.status !== 200) {
      line.classList.add("work-file--failed");
      line.textContent = answer.error ?? this.form.dataset.textOffline;
      line.setAttribute("role", "alert");
      return;
    }
    const [file] = answer.files;
    const link = document.createElement("a");
    link.className = "work-file__link";
    link.href = file.url;
    link.download = "";
    const name = document.createElement("span");
    name.className = "work-file__name";
    name.textContent = file.name;
    link.append(name);
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button--quiet button--small";
    button.dataset.remove = `${this.url}${file.id}/remove/`;
    button.textContent = this.form.dataset.textRemove;
    const hidden = document.createElement("span");
    hidden.className = "visually-hidden";
    hidden.textContent = `: ${file.name}`;
    button.append(hidden);
    line.replaceChildren(link, button);
  }

  async #remove(button) {
    const response = await fetch(button.dataset.remove, {
      method: "POST",
      body: this.#body("remove"),
      headers: { Accept: "application/json" },
    }).catch(() => null);
    if (!response?.ok) return;
    button.closest("li").remove();
    this.form.querySelector("[name=files]").focus();
  }

  /* Sent twice it would count once; but a button that was pressed should look so. Files on their way go first. */
  #submit(event) {
    if (this.#uploads) {
      event.preventDefault();
      this.#say(`${this.form.dataset.textSending}…`);
      return;
    }
    clearTimeout(this.#timer);
    this.#device("removeItem", this.kept);
    for (const button of this.form.querySelectorAll("[name=action]")) button.setAttribute("aria-busy", "true");
  }
}

for (const form of document.querySelectorAll("[data-work]")) new Work(form);
