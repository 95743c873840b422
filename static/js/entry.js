/* The month's page saves a row when it is left or changed, and says so: at the row and at the foot. */
(() => {
  const { sheet, rowOf, rowOfKey, fieldsOf, cellsOf, textsOf, put, fill, save } = window.dxEntry;
  if (!sheet) return;
  const words = sheet.dataset;
  const dirty = new Set();
  const sent = new Map();
  const tries = new Map();
  const queued = new Set();
  let pending = 0;
  let leaving = "";

  const say = (row, word) => {
    const place = row.querySelector("[data-dx-state]");
    if (place) place.textContent = word;
  };
  function sayAll() {
    const place = sheet.querySelector("[data-dx-all]");
    if (pending || queued.size) place.textContent = words.dxSaving;
    else if (dirty.size) place.textContent = `${dirty.size} ${words.dxWaiting}`;
    sheet.classList.toggle("has-unsaved", dirty.size > 0);
    if (!pending && !queued.size && leaving) window.location.assign(leaving);
  }
  const isHalf = (row) => {
    const filled = cellsOf(row).filter((cell) => cell.value.trim()).length;
    return filled > 0 && filled < cellsOf(row).length;
  };
  const isIn = (row) => row.contains(document.activeElement);
  // A request that waits for its turn reads the row when it is sent: a second one would say the same.
  function saveNow(row) {
    if (dirty.has(row.dataset.dxRow) && !queued.has(row.dataset.dxRow)) save(row);
  }
  sheet.addEventListener("dx-save", (event) => queued.add(event.target.dataset.dxRow), true);

  sheet.addEventListener("input", (event) => {
    const row = rowOf(event.target);
    if (!row || !event.target.matches("[data-dx-field], [data-dx-none]")) return;
    dirty.add(row.dataset.dxRow);
    say(row, words.dxWaiting);
    const none = row.querySelector("[data-dx-none]");
    if (event.target === none && none.checked) cellsOf(row).forEach((cell) => cell.value && put(cell, ""));
    if (event.target.matches("[data-dx-cell]") && event.target.value && none) none.checked = false;
  });
  sheet.addEventListener("change", (event) => {
    const row = rowOf(event.target);
    if (row && event.target.matches("[data-dx-field], [data-dx-none]") && !isHalf(row)) saveNow(row);
  });
  sheet.addEventListener("focusout", (event) => {
    const row = rowOf(event.target);
    if (row && rowOf(event.relatedTarget ?? document.body) !== row) saveNow(row);
  });

  // On a phone a row is two lines until it is entered; it then stays open: nothing moves under the finger.
  function open(field) {
    const row = rowOf(field);
    if (!row || row.classList.contains("is-open")) return;
    row.classList.add("is-open");
    field.scrollIntoView({ block: "nearest" });
  }
  sheet.addEventListener("focusin", (event) => open(event.target));
  if (sheet.contains(document.activeElement)) open(document.activeElement);

  sheet.addEventListener("click", (event) => {
    const button = event.target.closest("[data-dx-fill], [data-dx-choice], [data-dx-open]");
    const row = button && rowOf(button);
    if (!row) return;
    if (button.matches("[data-dx-open]")) {
      const more = document.getElementById(button.dataset.dxOpen);
      const goal = document.querySelector(button.getAttribute("href"));
      if (more) more.open = true;
      if (!goal) return;
      event.preventDefault();
      (goal.matches("input, select, textarea") ? goal : goal.querySelector("input") ?? goal).focus();
      return;
    }
    event.preventDefault();
    if (button.matches("[data-dx-fill]")) {
      fill(row, Object.fromEntries(button.value.split("&").map((part) => part.split("="))));
      cellsOf(row)[0]?.focus();
    } else {
      const choice = document.createElement("input");
      choice.type = "hidden";
      choice.name = button.name;
      choice.value = button.value;
      row.querySelector("[data-dx-clash]").append(choice);
      if (button.value === "theirs") document.dispatchEvent(new CustomEvent("dx-dropped", { detail: { key: row.dataset.dxRow } }));
    }
    dirty.add(row.dataset.dxRow);
    save(row);
  });

  // A row that its own answer replaces is no longer there when htmx tells of the end: the request knows it.
  const senderOf = (event) => event.detail.requestConfig?.elt ?? event.detail.elt;

  document.addEventListener("htmx:beforeRequest", (event) => {
    const row = senderOf(event);
    if (!row.dataset?.dxRow) return;
    pending += 1;
    dirty.delete(row.dataset.dxRow);
    queued.delete(row.dataset.dxRow);
    sent.set(row.dataset.dxRow, textsOf(row));
    say(row, words.dxSaving);
    sayAll();
  });
  // An answer that puts the whole row anew keeps what was typed since it was asked for.
  const since = new Map();
  document.addEventListener("htmx:beforeSwap", (event) => {
    const key = senderOf(event).dataset?.dxRow;
    if (!dirty.has(key)) return;
    const before = sent.get(key);
    since.set(key, Object.fromEntries(Object.entries(textsOf(rowOfKey(key))).filter(([name, text]) => text !== before[name])));
  });
  function goOn(key, row) {
    fill(row, since.get(key) ?? {});
    since.delete(key);
    // What waited for its turn was told to the row that is gone.
    if (queued.delete(key) && !isIn(row)) save(row);
  }
  function mark(row) {
    const wrong = [...row.querySelectorAll("[data-dx-wrong]")].map((line) => line.dataset.dxWrong);
    for (const field of fieldsOf(row)) {
      if (wrong.includes(field.dataset.dxField)) field.setAttribute("aria-invalid", "true");
      else field.removeAttribute("aria-invalid");
    }
  }
  function again(key) {
    const count = (tries.get(key) ?? 0) + 1;
    tries.set(key, count);
    setTimeout(() => dirty.has(key) && rowOfKey(key) && save(rowOfKey(key)), Math.min(2000 * 2 ** count, 60000));
  }
  document.addEventListener("htmx:afterRequest", (event) => {
    const key = senderOf(event).dataset?.dxRow;
    if (!key) return;
    pending -= 1;
    const row = rowOfKey(key);
    if (row !== senderOf(event)) goOn(key, row);
    const state = event.detail.xhr.getResponseHeader("DX-Saved");
    if (state === "1") {
      tries.delete(key);
      document.dispatchEvent(new CustomEvent("dx-confirmed", { detail: { key, texts: sent.get(key) } }));
      if (dirty.has(key)) say(row, words.dxWaiting);
    } else if (state) {
      dirty.add(key);
      say(row, words.dxUnsaved);
      leaving = "";
    } else {
      dirty.add(key);
      // Who may no longer write here, or whose page is too old, gains nothing by trying again.
      const isOver = [401, 403, 404].includes(event.detail.xhr.status);
      say(row, isOver ? words.dxReopen : words.dxRetry);
      leaving = "";
      if (!isOver) again(key);
    }
    mark(row);
    sayAll();
  });
  // On a slow line somebody types before the scripts are there: such fields differ from what the page came with.
  function differs(field) {
    if (field.type === "checkbox") return field.checked !== field.defaultChecked;
    if (field.options) return field.value !== ([...field.options].find((one) => one.defaultSelected) ?? field.options[0]).value;
    return field.value !== field.defaultValue;
  }
  document.addEventListener("DOMContentLoaded", () => {
    for (const field of sheet.querySelectorAll("[data-dx-field], [data-dx-none]")) {
      if (differs(field)) field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    for (const key of dirty) if (!isIn(rowOfKey(key))) saveNow(rowOfKey(key));
  });
  // Enter in a field that is no cell saves what waits, as the form does without a script.
  document.getElementById("sheet")?.addEventListener("submit", (event) => {
    event.preventDefault();
    for (const key of dirty) if (rowOfKey(key)) saveNow(rowOfKey(key));
  });
  window.addEventListener("online", () => dirty.forEach((key) => rowOfKey(key) && save(rowOfKey(key))));

  sheet.querySelector("[data-dx-leave]")?.addEventListener("click", (event) => {
    for (const key of dirty) if (rowOfKey(key)) saveNow(rowOfKey(key));
    if (!pending && !queued.size) return;
    event.preventDefault();
    leaving = event.currentTarget.href;
  });
})();
