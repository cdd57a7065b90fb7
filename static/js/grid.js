/* <table data-grid>: one stop for the Tab key; arrow keys, Home, End and the Page keys move from cell to cell, with
   Control to the first and the last row; Enter opens what the cell links to, else what its row does, at the place that
   data-anchor on the head of its column names. data-narrow is where a narrow screen goes instead.
   Without this script the table is read as any other, and all of its links are stops. */

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], PageUp: [-10, 0], PageDown: [10, 0] };

/* The anchors of the last columns: those before, such as names, have none. A head may stand over several. */
function anchorsOf(table) {
  return [...table.querySelectorAll("th[data-anchor]")].flatMap((head) => Array(head.colSpan).fill(head.dataset.anchor));
}

class Grid {
  constructor(table) {
    this.rows = [...table.tBodies].flatMap((body) => [...body.rows]);
    if (!this.rows.length) return;
    this.anchors = anchorsOf(table);
    table.setAttribute("role", "grid");
    for (const link of table.querySelectorAll("tbody a")) link.tabIndex = -1;
    this.current = this.#cell(0, 0);
    this.current.tabIndex = 0;
    table.addEventListener("keydown", (event) => this.#key(event));
    table.addEventListener("focusin", ({ target }) => this.#make(this.#of(target)));
    table.addEventListener("click", ({ target }) => {
      if (!target.closest("a, button, input, select, textarea, label")) this.#go(this.#of(target));
    });
  }

  #cell(row, column) {
    const { cells } = this.rows[Math.min(Math.max(row, 0), this.rows.length - 1)];
    return cells[Math.min(Math.max(column, 0), cells.length - 1)];
  }

  #of(element) {
    return element.closest("tbody :is(th, td)");
  }

  #make(cell) {
    if (!cell || cell === this.current) return;
    this.current.tabIndex = -1;
    this.current = cell;
    cell.tabIndex = 0;
  }

  #go(cell) {
    if (!cell) return;
    this.#make(cell);
    cell.focus();
    cell.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  #key(event) {
    if (event.altKey || event.metaKey || !this.#of(event.target)) return;
    if (event.target.matches("input, select, textarea, button")) return;
    if (event.key === "Enter") {
      // A link that has the focus opens by itself.
      if (!event.target.matches("a")) this.#open();
      return;
    }
    const cell = this.#target(event.key, event.ctrlKey);
    if (!cell) return;
    event.preventDefault();
    this.#go(cell);
  }

  #target(key, far) {
    const row = this.rows.indexOf(this.current.parentElement);
    if (key === "Home") return this.#cell(far ? 0 : row, 0);
    if (key === "End") return this.#cell(far ? Infinity : row, Infinity);
    const step = far ? null : STEPS[key];
    return step && this.#cell(row + step[0], this.current.cellIndex + step[1]);
  }

  #open() {
    const row = this.current.parentElement;
    const own = this.current.querySelector("a");
    const link = own ?? row.querySelector("th a");
    if (!link) return;
    const anchor = this.anchors[this.current.cellIndex - (row.cells.length - this.anchors.length)];
    location.assign(own || !anchor ? link.href : `${link.href}#${anchor}`);
  }
}

for (const table of document.querySelectorAll("table[data-grid]")) {
  if (table.dataset.narrow && matchMedia("(max-width: 40em)").matches) location.replace(table.dataset.narrow);
  else new Grid(table);
}
