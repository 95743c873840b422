/* The month's page by keyboard: Enter goes to the next row, Shift and Enter back, arrows along a column,
   "=" types what "unchanged" means for the item. */
(() => {
  const { sheet, rowOf, cellsOf, typedRows, put, save } = window.dxEntry;
  if (!sheet) return;
  // A row of one cell does not make the arrows forget in which of two columns they go.
  let column = 0;
  sheet.addEventListener("focusin", (event) => {
    if (event.target.matches("[data-dx-cell]") && cellsOf(rowOf(event.target)).length > 1) column = Number(event.target.dataset.dxCell);
  });

  function go(row, step, place) {
    const rows = typedRows();
    const next = rows[rows.indexOf(row) + step];
    if (!next) return step > 0 && sheet.querySelector("[data-dx-leave]")?.focus();
    const cells = cellsOf(next);
    const cell = cells[Math.min(place, cells.length - 1)];
    cell.focus();
    return cell.select();
  }

  const isEmpty = (row) => cellsOf(row).every((cell) => !cell.value.trim()) && !row.querySelector("[data-dx-none]")?.checked;

  // The hand starts at the first empty row; where it has gone elsewhere already, or would open a keyboard, it is left.
  const came = performance.getEntriesByType("navigation")[0]?.type;
  const isFree = document.activeElement === document.body && !location.hash && came === "navigate";
  if (isFree && matchMedia("(pointer: fine)").matches) cellsOf(typedRows().find(isEmpty) ?? document.createElement("p"))[0]?.focus();

  // "Next empty row" goes on from where the hand was last, and round again from the top.
  let last = null;
  sheet.addEventListener("focusin", (event) => (last = rowOf(event.target) ?? last));
  sheet.addEventListener("click", (event) => {
    if (!event.target.closest("[data-dx-next-empty]")) return;
    const rows = typedRows();
    const from = rows.findIndex((row) => row.dataset.dxRow === last?.dataset.dxRow) + 1;
    const next = [...rows.slice(from), ...rows.slice(0, from)].find(isEmpty);
    if (!next) return;
    event.preventDefault();
    next.scrollIntoView({ block: "center" });
    cellsOf(next)[0].focus({ preventScroll: true });
  });

  sheet.addEventListener("keydown", (event) => {
    const cell = event.target;
    if (!cell.matches("[data-dx-cell]") || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const row = rowOf(cell);
    if (event.key === "Enter") go(row, event.shiftKey ? -1 : 1, 0);
    else if (event.key === "ArrowDown") go(row, 1, column);
    else if (event.key === "ArrowUp") go(row, -1, column);
    else if (event.key === "=" && cell.dataset.dxSame) {
      for (const one of cellsOf(row)) put(one, one.dataset.dxSame ?? "");
      save(row);
    } else return;
    event.preventDefault();
  });
})();
