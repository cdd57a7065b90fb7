/* Names suggested after an @ in the text of a post. The server says who takes part; without this module one types the name. */

const WAIT = 160;
const TYPED = /(?:^|[\s([«"'„“])@([\p{L}\p{M}][\p{L}\p{M}’ʻ'\-. ]{1,60})$/u;

for (const field of document.querySelectorAll("textarea[data-mentions]")) enhance(field);

function enhance(field) {
  const list = document.createElement("ul");
  const status = document.createElement("p");
  const box = document.createElement("div");
  let active = -1;
  let timer;
  let request;

  list.id = `${field.id}-people`;
  list.className = "mentions__list";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", document.querySelector(`label[for="${field.id}"]`)?.textContent.trim() ?? "@");
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  box.className = "mentions";
  field.after(box);
  box.append(list, status);
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  field.setAttribute("aria-haspopup", "listbox");

  const typed = () => TYPED.exec(field.value.slice(0, field.selectionStart))?.[1];
  const options = () => [...list.querySelectorAll("[role=option]")];

  function close() {
    clearTimeout(timer);
    request?.abort();
    list.hidden = true;
    activate(-1);
  }

  function activate(index) {
    active = index;
    options().forEach((option, place) => option.setAttribute("aria-selected", String(place === index)));
    const option = options()[index];
    if (option) {
      field.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else {
      field.removeAttribute("aria-activedescendant");
    }
  }

  async function suggest() {
    const words = typed();
    if (!words || words.trim().length < 2) {
      close();
      return;
    }
    request?.abort();
    request = new AbortController();
    const url = new URL(field.dataset.mentions, location.href);
    url.searchParams.set("q", words);
    try {
      const response = await fetch(url, { signal: request.signal });
      if (response.ok) show(await response.text());
      else close();
    } catch {
      // Typed on, or offline: one types the name.
    }
  }

  function show(html) {
    list.innerHTML = html;
    const note = list.querySelector("[data-status]");
    status.textContent = note?.dataset.status ?? "";
    note?.remove();
    options().forEach((option, index) => {
      option.id = `${list.id}-${index}`;
    });
    const open = options().length > 0 && field.matches(":focus");
    list.hidden = !open;
    activate(-1);
  }

  function choose(option) {
    const words = typed();
    if (!option || words === undefined) return;
    const end = field.selectionStart;
    field.setRangeText(`${option.dataset.name} `, end - words.length, end, "end");
    field.focus();
    close();
  }

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(suggest, WAIT);
  });
  field.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) return;
    const last = options().length - 1;
    if (event.key === "Escape") close();
    else if (event.key === "ArrowDown") activate(active >= last ? 0 : active + 1);
    else if (event.key === "ArrowUp") activate(active <= 0 ? last : active - 1);
    else if ((event.key === "Enter" || event.key === "Tab") && active >= 0) choose(options()[active]);
    else return;
    if (event.key !== "Tab" || active >= 0) event.preventDefault();
  });
  field.addEventListener("blur", close);
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => choose(event.target.closest("[role=option]")));
}
