/* A column copied from a spreadsheet fills the cells downwards from the one it is pasted into, a line a row: that of a row
   which asks nothing is left out, or the lines below it would become other items' figures. What is left out is said. */
(() => {
  const { sheet, rowOf, cellsOf, typedRows, put, save } = window.dxEntry;
  if (!sheet) return;
  const told = sheet.querySelector("[data-dx-pasted]");

  // A cell of several lines is copied in quotes: it is one line of the sheet all the same.
  const QUOTED = /(^|[\t\n])"((?:[^"]|"")*)"(?=[\t\n]|$)/g;
  const inOneLine = (_all, before, inner) => before + inner.replaceAll('""', '"').split(/\s+/).join(" ").trim();
  const flat = (text) => text.replace(QUOTED, inOneLine);

  sheet.addEventListener("paste", (event) => {
    const start = event.target;
    const copied = (event.clipboardData?.getData("text/plain") ?? "").replace(/\r/g, "").replace(/\n+$/, "");
    if (!start.matches("[data-dx-cell]") || !/[\t\n]/.test(copied)) return;
    const lines = flat(copied).split("\n");
    event.preventDefault();
    const rows = [...sheet.querySelectorAll("[data-dx-row]")];
    const typed = new Set(typedRows());
    const from = rows.indexOf(rowOf(start));
    const column = Number(start.dataset.dxCell);
    let left = 0;
    lines.forEach((line, index) => {
      if (!line.trim()) return;
      const row = rows[from + index];
      if (!typed.has(row)) return (left += 1);
      const cells = cellsOf(row).slice(index ? Math.min(column, cellsOf(row).length - 1) : column);
      const parts = line.split("\t").slice(0, cells.length);
      parts.forEach((part, place) => part.trim() && put(cells[place], part.trim()));
      save(row);
    });
    told.hidden = !left;
    told.textContent = (left === 1 ? told.dataset.dxOne : told.dataset.dxPasted).replace("{n}", left);
  });
})();
