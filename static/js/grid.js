/* <table data-grid>: arrow keys, Home, End and Page keys move from cell to cell; Enter opens what the cell links to.
   One cell is in the order of Tab; without this script every link is. */

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], PageUp: [-10, 0], PageDown: [10, 0] };

class Grid {
  constructor(table) {
    this.rows = [...table.tBodies].flatMap((body) => [...body.rows]);
    if (!this.rows.length) return;
    this.current = this.#cell(0, 0);
    for (const link of table.querySelectorAll("tbody a")) link.tabIndex = -1;
    this.current.tabIndex = 0;
    table.addEventListener("keydown", (event) => this.#key(event));
    table.addEventListener("focusin", ({ target }) => this.#make(target.closest("tbody :is(th, td)")));
  }

  #cell(row, column) {
    return this.rows[row]?.cells[Math.min(column, this.rows[row].cells.length - 1)];
  }

  #make(cell) {
    if (!cell || cell === this.current) return;
    this.current.tabIndex = -1;
    this.current = cell;
    cell.tabIndex = 0;
  }

  #key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.target.matches("input, select, textarea, button")) return;
    if (event.key === "Enter") {
      if (event.target.matches("a")) return;
      this.#open();
      return;
    }
    const place = this.#target(event.key);
    if (!place) return;
    event.preventDefault();
    this.#make(place);
    place.focus();
    place.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  /* What the cell links to, else what its row does, at the place its column names. */
  #open() {
    const own = this.current.querySelector("a");
    if (own) {
      own.click();
      return;
    }
    const link = this.current.parentElement.querySelector("th a");
    const { anchor } = this.current.closest("table").tHead.rows[0].cells[this.current.cellIndex].dataset;
    if (link) location.assign(anchor ? `${link.href}#${anchor}` : link.href);
  }

  #target(key) {
    const row = this.rows.indexOf(this.current.parentElement);
    const column = this.current.cellIndex;
    if (key === "Home") return this.#cell(row, 0);
    if (key === "End") return this.#cell(row, Infinity);
    const step = STEPS[key];
    if (!step) return null;
    const to = Math.min(Math.max(row + step[0], 0), this.rows.length - 1);
    return this.#cell(to, Math.max(column + step[1], 0));
  }
}

for (const table of document.querySelectorAll("[data-grid]")) new Grid(table);
