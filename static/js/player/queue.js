/* What the learner did, kept on the device until the server has acknowledged it.
   Each event has its own entry in localStorage, so that two tabs never overwrite each other; the server counts an event
   once however often it is sent. */

import { identifier } from "../identifier.js";

const PREFIX = "turna.progress.";
const PLACES = "turna.place.";
const OWNERS = "turna.owner.";
const MOST_AT_ONCE = 100;
const FIRST_PAUSE = 5_000;
const LONGEST_PAUSE = 300_000;

/* A private window may refuse to store: then the page remembers as long as it is open. */
class Memory {
  #entries = new Map();
  keys() { return [...this.#entries.keys()]; }
  get(key) { return this.#entries.get(key); }
  set(key, value) { this.#entries.set(key, value); }
  delete(key) { this.#entries.delete(key); }
}

class Device {
  keys() { return Object.keys(localStorage); }
  get(key) { return localStorage.getItem(key); }
  set(key, value) { localStorage.setItem(key, value); }
  delete(key) { localStorage.removeItem(key); }
}

function storage() {
  try {
    localStorage.setItem(`${PREFIX}probe`, "1");
    localStorage.removeItem(`${PREFIX}probe`);
    return new Device();
  } catch {
    return new Memory();
  }
}

/* What is kept here of a person: for each of their enrolments the address its events go to. */
export function backlogOf(person) {
  const device = storage();
  const keys = device.keys();
  return keys.filter((key) => key.startsWith(OWNERS)).flatMap((key) => {
    const owner = key.slice(OWNERS.length);
    const kept = read(device.get(key));
    const isOwn = person && kept.person === person && typeof kept.home === "string" && kept.home.startsWith("/");
    const has = [PREFIX, PLACES].some((kind) => keys.some((name) => name.startsWith(`${kind}${owner}.`)));
    return isOwn && has ? [{ owner, url: kept.home }] : [];
  });
}

function read(text) {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}

const nobody = () => {};

export class EventQueue {
  #entries = storage();
  #sending = null;
  #again = false;
  #pause = 0;
  #wait = 0;

  /* onNews gets the server's answer; onTrouble "offline", "login" or "online" when it is over. Given a person and the
     address of their events, the queue notes whose it is, so that other pages can send what is left. */
  constructor({ url, owner, token, person, home, onNews = nobody, onTrouble = nobody }) {
    Object.assign(this, { url, token, onNews, onTrouble, prefix: `${PREFIX}${owner}.`, places: `${PLACES}${owner}.` });
    this.note = person && home ? { key: OWNERS + owner, entry: JSON.stringify({ person, home }) } : null;
  }

  add(event) {
    const uuid = identifier();
    const entry = JSON.stringify({ ...event, uuid, occurred_at: new Date().toISOString() });
    try {
      if (this.note) this.#entries.set(this.note.key, this.note.entry);
      this.#entries.set(this.prefix + uuid, entry);
    } catch {
      /* The device is full: from here on the page remembers by itself. */
      const kept = this.#entries;
      this.#entries = new Memory();
      for (const key of kept.keys().filter((name) => name.startsWith(this.prefix))) this.#entries.set(key, kept.get(key));
      this.#entries.set(this.prefix + uuid, entry);
    }
  }

  /* Where the reader is in a lesson: only the last place counts, so that each lesson has one entry. */
  setPlace(place) {
    try {
      this.#entries.set(this.places + place.lesson, JSON.stringify({ ...place, occurred_at: new Date().toISOString() }));
    } catch {
      /* A full device forgets the place, and keeps the progress. */
    }
  }

  #place() {
    const key = this.#entries.keys().find((name) => name.startsWith(this.places));
    return key ? { key, entry: this.#entries.get(key) } : null;
  }

  #batch() {
    const keys = this.#entries.keys().filter((key) => key.startsWith(this.prefix)).slice(0, MOST_AT_ONCE);
    const entries = keys.map((key) => [key, this.#entries.get(key)]).filter(([, entry]) => entry);
    const place = this.#place();
    const told = place ? `,"place":${place.entry}` : "";
    const events = entries.map(([, entry]) => entry).join(",");
    return { keys: entries.map(([key]) => key), place, body: `{"events":[${events}]${told}}` };
  }

  /* Sends what there is, one request at a time; gives true when the server has all of it. */
  send() {
    if (this.#sending) {
      this.#again = true;
      return this.#sending;
    }
    if (Date.now() < this.#wait) return Promise.resolve(false);
    this.#sending = this.#sendAll().finally(() => {
      this.#sending = null;
    });
    return this.#sending;
  }

  async #sendAll() {
    do {
      this.#again = false;
      const { keys, place, body } = this.#batch();
      if (!keys.length && !place) return true;
      if (!(await this.#post(keys, place, body))) return false;
      this.#again ||= this.#batch().keys.length > 0;
    } while (this.#again);
    return true;
  }

  async #post(keys, place, body) {
    let response;
    try {
      response = await fetch(this.url, {
        method: "POST",
        body,
        headers: { "Content-Type": "application/json", "X-CSRFToken": this.token() },
        credentials: "same-origin",
        keepalive: body.length < 60_000,
      });
    } catch {
      return this.#fail("offline");
    }
    if (response.status === 400) return this.#dropUnreadable(keys, await response.json().catch(() => ({})));
    if (response.status === 401 || response.status === 403) return this.#fail("login");
    if (response.status === 404) return this.#drop(keys, place);
    if (!response.ok) return this.#fail("offline");
    this.#drop(keys, place);
    if (this.#pause) this.onTrouble("online");
    this.#pause = 0;
    this.#wait = 0;
    this.onNews(await response.json());
    return true;
  }

  #fail(trouble) {
    this.#pause = Math.min(this.#pause * 2 || FIRST_PAUSE, LONGEST_PAUSE);
    this.#wait = Date.now() + this.#pause;
    setTimeout(() => this.send(), this.#pause + 50);
    this.onTrouble(trouble);
    return false;
  }

  /* What the server has; the place only if the reader has not gone on meanwhile. */
  #drop(keys, place = null) {
    for (const key of keys) this.#entries.delete(key);
    if (place && this.#entries.get(place.key) === place.entry) this.#entries.delete(place.key);
    return true;
  }

  /* One event that the server cannot read must not hold up the others. */
  #dropUnreadable(keys, answer) {
    const places = Object.keys(answer.events ?? {});
    return this.#drop(places.length ? places.map((place) => keys[place]) : keys);
  }

  /* The page is closing: send without waiting for an answer. What arrives is sent again later, and counted once. */
  sendLast() {
    const { keys, place, body } = this.#batch();
    if (!keys.length && !place) return;
    const form = new FormData();
    form.append("csrfmiddlewaretoken", this.token());
    form.append("events", body);
    navigator.sendBeacon?.(this.url, form);
  }
}
