/* The matrix of learners and activities: one stop for the Tab key, arrow keys from cell to cell, Enter to the record.
   Without it the table is read as any other, and the learners' names are links. */

/* The lesson over each column, by the spans of its heads. */
function lessonsOf(table) {
  return [...table.querySelectorAll("th[data-lesson]")].flatMap((head) => Array(head.colSpan).fill(head.dataset.lesson));
}

function start(table) {
  if (table.dataset.narrow && matchMedia("(max-width: 40em)").matches) {
    location.replace(table.dataset.narrow);
    return;
  }
  const rows = [...table.tBodies[0].rows];
  const lessons = lessonsOf(table);
  let current = null;
  table.setAttribute("role", "grid");
  for (const link of table.querySelectorAll("tbody th a")) link.tabIndex = -1;

  function focusOn(row, column, { take = true } = {}) {
    const line = rows[Math.min(Math.max(row, 0), rows.length - 1)];
    const cell = line.cells[Math.min(Math.max(column, 0), line.cells.length - 1)];
    if (current) current.tabIndex = -1;
    current = cell;
    cell.tabIndex = 0;
    if (take) cell.focus();
  }

  function open(cell) {
    const { href } = cell.parentElement.querySelector("th a");
    location.href = cell.cellIndex ? `${href}#lesson-${lessons[cell.cellIndex - 1]}` : href;
  }

  table.addEventListener("keydown", (event) => {
    const cell = event.target.closest("tbody td, tbody th");
    if (!cell || event.altKey || event.metaKey) return;
    const row = rows.indexOf(cell.parentElement);
    const column = cell.cellIndex;
    const last = cell.parentElement.cells.length - 1;
    const to = {
      ArrowUp: [row - 1, column],
      ArrowDown: [row + 1, column],
      ArrowLeft: [row, column - 1],
      ArrowRight: [row, column + 1],
      Home: [event.ctrlKey ? 0 : row, 0],
      End: [event.ctrlKey ? rows.length - 1 : row, last],
      PageUp: [row - 10, column],
      PageDown: [row + 10, column],
    }[event.key];
    if (event.key === "Enter") open(cell);
    else if (to) focusOn(...to);
    else return;
    event.preventDefault();
  });
  table.addEventListener("click", (event) => {
    const cell = event.target.closest("tbody td");
    if (cell) focusOn(rows.indexOf(cell.parentElement), cell.cellIndex);
  });
  focusOn(0, 0, { take: false });
}

const table = document.querySelector("[data-matrix]");
if (table) start(table);
