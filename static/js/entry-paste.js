/* A column copied from a spreadsheet fills the cells downwards from the one it is pasted into. */
(() => {
  const { sheet, rowOf, cellsOf, typedRows, put, save } = window.dxEntry;
  if (!sheet) return;

  sheet.addEventListener("paste", (event) => {
    const start = event.target;
    const text = event.clipboardData?.getData("text/plain") ?? "";
    const lines = text.replace(/\r/g, "").replace(/\n$/, "").split("\n");
    if (!start.matches("[data-dx-cell]") || (lines.length < 2 && !text.includes("\t"))) return;
    event.preventDefault();
    const rows = typedRows();
    const from = rows.indexOf(rowOf(start));
    const column = Number(start.dataset.dxCell);
    lines.slice(0, rows.length - from).forEach((line, index) => {
      const row = rows[from + index];
      const cells = cellsOf(row).slice(index ? Math.min(column, cellsOf(row).length - 1) : column);
      const parts = line.split("\t").slice(0, cells.length);
      if (!parts.some((part) => part.trim())) return;
      parts.forEach((part, place) => put(cells[place], part.trim()));
      save(row);
    });
  });
})();
