/* The catalogue: suggestions while typing, and what htmx does not keep when it replaces filters and results. */
import { enhanceComboboxes } from "./combobox.js";

const wide = matchMedia("(min-width: 62em)");
const form = document.getElementById("catalogue-form");
const filters = () => document.getElementById("catalogue-filters");

enhanceComboboxes();
if (window.htmx) form.dataset.enhanced = "";

// Beside the results the filters stand open; above them, on a phone, they are a drawer.
function fit() {
  if (filters()) filters().open = wide.matches;
}
fit();
wide.addEventListener("change", fit);

const nameOf = (input) => `[name="${CSS.escape(input.name)}"][value="${CSS.escape(input.value)}"]`;
let before = null;

form.addEventListener("htmx:beforeSwap", () => {
  const groups = [...form.querySelectorAll(".facet")];
  const active = document.activeElement;
  before = {
    filters: filters()?.open,
    groups: new Map(groups.map((group) => [group.querySelector("input").name, [group.open, group.querySelector(".facet__options").scrollTop]])),
    input: active?.matches?.(".facet input") ? nameOf(active) : null,
    link: active?.closest?.("#catalogue a") ? true : false,
  };
});

form.addEventListener("htmx:afterSwap", () => {
  if (!before) return;
  if (filters() && before.filters !== undefined) filters().open = before.filters;
  for (const group of form.querySelectorAll(".facet")) {
    const [open, scroll] = before.groups.get(group.querySelector("input").name) ?? [];
    if (open !== undefined) group.open = open;
    if (scroll) group.querySelector(".facet__options").scrollTop = scroll;
  }
  if (before.input) form.querySelector(before.input)?.focus({ preventScroll: true });
  // The link that was followed is gone: go on reading at the results.
  if (before.link) document.getElementById("catalogue-results")?.focus();
  before = null;
});

// A page of results begins at its top.
form.addEventListener("click", (event) => {
  if (event.target.closest("[data-pages] a")) form.addEventListener("htmx:afterSettle", () => form.scrollIntoView(), { once: true });
});

// The words of an address reached by following a link inside the results are also the field's.
document.body.addEventListener("htmx:pushedIntoHistory", () => {
  document.getElementById("catalogue-query").value = new URLSearchParams(location.search).get("q") ?? "";
});
