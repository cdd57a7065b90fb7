/* A search field that suggests: the combobox of the WAI-ARIA practices, with a list that opens on typing.
   The server sends the options as HTML; each has the address it leads to. Without this module the field is a field. */

const WAIT = 140;

export function enhanceComboboxes(root = document) {
  for (const element of root.querySelectorAll("[data-combobox]")) new Combobox(element);
}

class Combobox {
  #input;
  #list;
  #status;
  #address;
  #active = -1;
  #timer;
  #request;

  constructor(element) {
    this.#input = element.querySelector("input");
    this.#list = element.querySelector("[role=listbox]");
    this.#status = element.querySelector("[data-combobox-status]");
    this.#address = element.dataset.suggestUrl;
    this.#describe();
    this.#input.addEventListener("input", () => this.#schedule());
    this.#input.addEventListener("keydown", (event) => this.#key(event));
    this.#input.form?.addEventListener("submit", () => this.close());
    element.addEventListener("focusout", (event) => {
      if (!element.contains(event.relatedTarget)) this.close();
    });
    // Pressing an option must not take the focus from the field.
    this.#list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.#list.addEventListener("click", (event) => this.#choose(event.target.closest("[role=option]")));
  }

  close() {
    clearTimeout(this.#timer);
    this.#request?.abort();
    this.#list.hidden = true;
    this.#input.setAttribute("aria-expanded", "false");
    this.#activate(-1);
  }

  #describe() {
    const attributes = {
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": this.#list.id,
    };
    for (const [name, value] of Object.entries(attributes)) this.#input.setAttribute(name, value);
  }

  get #options() {
    return [...this.#list.querySelectorAll("[role=option]")];
  }

  #schedule() {
    clearTimeout(this.#timer);
    this.#request?.abort();
    if (!this.#input.value.trim()) {
      this.close();
      return;
    }
    this.#timer = setTimeout(() => this.#load(), WAIT);
  }

  async #load() {
    this.#request = new AbortController();
    const url = new URL(this.#address, location.href);
    url.searchParams.set("q", this.#input.value);
    try {
      const response = await fetch(url, { signal: this.#request.signal });
      if (response.ok) this.#show(await response.text());
    } catch {
      // Typed on, or offline: the field goes on working without suggestions.
    }
  }

  #show(html) {
    this.#list.innerHTML = html;
    this.#active = -1;
    this.#input.removeAttribute("aria-activedescendant");
    const note = this.#list.querySelector("[data-status]");
    this.#status.textContent = note?.dataset.status ?? "";
    note?.remove();
    this.#options.forEach((option, index) => {
      option.id = `${this.#list.id}-${index}`;
    });
    const open = this.#options.length > 0 && this.#input.matches(":focus");
    this.#list.hidden = !open;
    this.#input.setAttribute("aria-expanded", String(open));
  }

  #key(event) {
    const last = this.#options.length - 1;
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "Escape" && !this.#list.hidden) {
      this.close();
    } else if (event.key === "ArrowDown" && last >= 0) {
      this.#open();
      this.#activate(this.#active >= last ? -1 : this.#active + 1);
    } else if (event.key === "ArrowUp" && last >= 0) {
      this.#open();
      this.#activate(this.#active === -1 ? last : this.#active - 1);
    } else if (event.key === "Enter" && this.#active >= 0 && !this.#list.hidden) {
      this.#choose(this.#options[this.#active]);
    } else {
      return;
    }
    event.preventDefault();
  }

  #open() {
    this.#list.hidden = false;
    this.#input.setAttribute("aria-expanded", "true");
  }

  #activate(index) {
    this.#active = index;
    this.#options.forEach((option, place) => option.setAttribute("aria-selected", String(place === index)));
    const option = this.#options[index];
    if (option) {
      this.#input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else {
      this.#input.removeAttribute("aria-activedescendant");
    }
  }

  #choose(option) {
    if (option) location.assign(option.dataset.url);
  }
}
