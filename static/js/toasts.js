/* Short news in a corner: toast("Saved"). Read out politely; gone after a while, unless a pointer or the focus is on it. */

const STAY = 6000;

function closeButton(region) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "toast__close";
  button.setAttribute("aria-label", region.dataset.close);
  button.innerHTML = `<svg class="icon" aria-hidden="true"><use href="${region.dataset.sprite}#close"></use></svg>`;
  return button;
}

export function toast(text, { stay = STAY } = {}) {
  const region = document.getElementById("toasts");
  if (!region) return null;
  const element = document.createElement("div");
  element.className = "toast";
  const words = document.createElement("span");
  words.textContent = text;
  const button = closeButton(region);
  element.append(words, button);
  button.addEventListener("click", () => element.remove());
  region.append(element);
  if (stay) {
    const leave = () => (element.matches(":hover, :focus-within") ? setTimeout(leave, 1000) : element.remove());
    setTimeout(leave, stay);
  }
  return element;
}
