/* A table with data-dx-sort gets a button in each heading that carries data-dx-key; rows keep to their own tbody.
   Heads repeat on each printed page, but what stands in a button does not: the words stand beside it for print. */
(() => {
  const value = (row, index) => {
    const cell = row.cells[index];
    const text = cell.dataset.dxValue ?? cell.textContent.trim();
    const number = Number(text);
    return text !== "" && !Number.isNaN(number) ? number : text;
  };
  const compare = (a, b) =>
    typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), "vi");

  function sort(table, heading) {
    const descending = heading.getAttribute("aria-sort")
      ? heading.getAttribute("aria-sort") === "ascending"
      : heading.dataset.dxKey === "down";
    for (const other of table.querySelectorAll("[aria-sort]")) other.removeAttribute("aria-sort");
    heading.setAttribute("aria-sort", descending ? "descending" : "ascending");
    for (const body of table.tBodies) {
      const rows = [...body.rows].filter((row) => !row.hasAttribute("data-dx-fixed"));
      rows.sort((a, b) => {
        const order = compare(value(a, heading.cellIndex), value(b, heading.cellIndex));
        return descending ? -order : order;
      });
      body.append(...rows);
    }
  }

  for (const table of document.querySelectorAll("table[data-dx-sort]")) {
    for (const heading of table.querySelectorAll("th[data-dx-key]")) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sorter";
      const words = document.createElement("span");
      words.className = "printed";
      words.append(...[...heading.childNodes].map((node) => node.cloneNode(true)));
      button.append(...heading.childNodes);
      heading.append(words, button);
      button.addEventListener("click", () => sort(table, heading));
    }
  }
})();
