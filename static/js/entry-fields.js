/* What the scripts of the month's page share: rows, their fields, and filling a field as if it had been typed. */
window.dxEntry = (() => {
  const sheet = document.querySelector("[data-dx-sheet]");
  const nameOf = (field) => field.dataset.dxField ?? "is_no_activity";
  const textOf = (field) => (field.type === "checkbox" ? (field.checked ? "on" : "") : field.value);

  const rowOf = (element) => element.closest?.("[data-dx-row]");
  const rowOfKey = (key) => sheet.querySelector(`[data-dx-row="${key}"]`);
  const fieldsOf = (row) => [...row.querySelectorAll("[data-dx-field], [data-dx-none]")];
  const cellsOf = (row) => [...row.querySelectorAll("[data-dx-cell]")];
  const textsOf = (row) => Object.fromEntries(fieldsOf(row).map((field) => [nameOf(field), textOf(field)]));
  const versionOf = (row) => row.querySelector("[data-dx-version]");
  const isOpen = (cell) => !cell.closest("details:not([open])");
  const typedRows = () => [...sheet.querySelectorAll("[data-dx-row]")].filter((row) => cellsOf(row).some(isOpen));

  function put(field, text) {
    if (field.type === "checkbox") field.checked = text === "on";
    else field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  function fill(row, texts) {
    for (const field of fieldsOf(row)) if (nameOf(field) in texts) put(field, texts[nameOf(field)]);
  }

  // htmx listens to the rows once all scripts have come: until then nothing is sent, and the row says that it waits.
  let isReady = false;
  document.addEventListener("DOMContentLoaded", () => (isReady = true));
  const save = (row) => isReady && row.dispatchEvent(new CustomEvent("dx-save"));

  // The hand goes to a field of the row, else to the row itself, which opens no keyboard on a phone.
  function focusOn(place) {
    if (!place) return;
    place.tabIndex = -1;
    place.focus({ preventScroll: true });
  }
  function focusRow(row, field = null) {
    if (field) field.focus();
    else focusOn(row);
    row.scrollIntoView({ block: "nearest" });
  }

  return { sheet, nameOf, textOf, rowOf, rowOfKey, fieldsOf, cellsOf, textsOf, versionOf, typedRows, put, fill, save, focusOn, focusRow };
})();
