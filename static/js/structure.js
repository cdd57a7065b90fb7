/* Dragging modules and lessons of a course: the numbers and the modules that the form sends follow. Without it the
   numbers are typed. */

function number(root) {
  for (const [place, module] of [...root.querySelectorAll("[data-module]")].entries()) {
    module.querySelector("input").value = place + 1;
    for (const [inner, lesson] of [...module.querySelectorAll("[data-lesson]")].entries()) {
      lesson.querySelector("input").value = inner + 1;
      lesson.querySelector("select").value = module.dataset.module;
    }
  }
}

/* Where among the children of a list something is let go: before the first whose middle is below the pointer. */
function after(list, dragged, y) {
  return [...list.children].find((child) => {
    const { top, height } = child.getBoundingClientRect();
    return child !== dragged && y < top + height / 2;
  }) ?? null;
}

function start(root) {
  let dragged = null;
  root.addEventListener("dragstart", (event) => {
    dragged = event.target.closest("[draggable]");
    event.dataTransfer.effectAllowed = "move";
    /* Firefox drags nothing that carries nothing. */
    event.dataTransfer.setData("text/plain", "");
    event.stopPropagation();
  });
  root.addEventListener("dragover", (event) => {
    if (!dragged) return;
    const isModule = "module" in dragged.dataset;
    const list = isModule
      ? root.querySelector(".structure")
      : event.target.closest("[data-module]")?.querySelector("[data-lessons]");
    if (!list) return;
    event.preventDefault();
    list.insertBefore(dragged, after(list, dragged, event.clientY));
  });
  root.addEventListener("dragend", () => {
    dragged = null;
    number(root);
  });
}

for (const root of document.querySelectorAll("[data-structure]")) start(root);
