/* The reading panel at work at once. The choice is kept in the cookie the server reads, so that the next page comes out
   right from its first byte; localStorage only tells the other open tabs. */

const COOKIE = "reading";
const FIELDS = ["text", "scheme", "spacing"]; // The order of cms/reading.py.
const YEAR = 365 * 24 * 60 * 60;

function apply(choice) {
  for (const { name, value, isDefault } of choice) {
    if (isDefault) document.documentElement.removeAttribute(`data-${name}`);
    else document.documentElement.setAttribute(`data-${name}`, value);
  }
}

function chosen(form) {
  return FIELDS.map((name) => {
    const option = form.querySelector(`input[name="${name}"]:checked`);
    return { name, value: option.value, isDefault: "default" in option.dataset };
  });
}

function select(form, values) {
  FIELDS.forEach((name, index) => {
    const option = form.querySelector(`input[name="${name}"][value="${CSS.escape(values[index] ?? "")}"]`);
    if (option) option.checked = true;
  });
}

function keep(value) {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${COOKIE}=${value}; Path=/; Max-Age=${YEAR}; SameSite=Lax${secure}`;
  try {
    localStorage.setItem(COOKIE, value);
  } catch {
    // Storage may be forbidden; the cookie is what counts.
  }
}

function changed(form, forms) {
  const choice = chosen(form);
  const values = choice.map(({ value }) => value);
  apply(choice);
  for (const other of forms) if (other !== form) select(other, values);
  return values.join(".");
}

export function enhanceReading() {
  const forms = [...document.querySelectorAll("[data-reading]")];
  if (!forms.length) return;
  for (const form of forms) {
    form.addEventListener("change", () => keep(changed(form, forms)));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (event.submitter?.name === "reset") {
        for (const option of form.querySelectorAll("[data-default]")) option.checked = true;
      }
      keep(changed(form, forms));
    });
  }
  addEventListener("storage", (event) => {
    if (event.key !== COOKIE || !event.newValue) return;
    select(forms[0], event.newValue.split("."));
    changed(forms[0], forms);
  });
}
