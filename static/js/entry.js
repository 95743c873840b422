/* The month's page saves a row when it is left or changed, and says so: at the row and at the foot. */
(() => {
  const { sheet, rowOf, rowOfKey, fieldsOf, cellsOf, textsOf, versionOf, put, fill, save, focusOn, focusRow } = window.dxEntry;
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
    place.saved ??= [...place.childNodes];
    const held = leaving && files ? [words.dxSending] : place.saved;
    if (pending > files || queued.size) place.textContent = words.dxSaving;
    else if (dirty.size) place.textContent = `${dirty.size} ${words.dxWaiting}`;
    else place.replaceChildren(...held);
    sheet.classList.toggle("has-unsaved", dirty.size > 0);
    if (pending || queued.size || !leaving) return;
    window.location.assign(leaving);
    leaving = "";
  }
  // Who wanted to go on is led to what holds them here.
  function stay(row) {
    if (!leaving) return;
    leaving = "";
    focusRow(row, row.querySelector("[aria-invalid]"));
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
  // What is pressed stays in its place until it is let go: an answer would put another there, and the press would be lost.
  const left = new Set();
  let pressed = 0;
  const saveLeft = (row) => (pressed ? left.add(row.dataset.dxRow) : saveNow(row));
  function letGo() {
    clearTimeout(pressed);
    pressed = 0;
    for (const key of left) if (rowOfKey(key)) saveNow(rowOfKey(key));
    left.clear();
  }
  sheet.addEventListener("pointerdown", () => {
    clearTimeout(pressed);
    pressed = setTimeout(letGo, 1000);
  });
  for (const name of ["pointerup", "pointercancel"]) document.addEventListener(name, letGo);
  sheet.addEventListener("dx-save", (event) => versionOf(event.target) && queued.add(event.target.dataset.dxRow), true);

  // "No activity" takes the figures out of its row, and puts them back where the tick was a slip.
  const taken = new Map();
  function takeAway(row, is) {
    const filled = cellsOf(row).filter((cell) => cell.value);
    if (!is && !filled.length) fill(row, taken.get(row.dataset.dxRow) ?? {});
    if (!is) return;
    taken.set(row.dataset.dxRow, Object.fromEntries(filled.map((cell) => [cell.dataset.dxField, cell.value])));
    filled.forEach((cell) => put(cell, ""));
  }
  sheet.addEventListener("input", (event) => {
    const row = rowOf(event.target);
    if (!row || !event.target.matches("[data-dx-field], [data-dx-none]")) return;
    dirty.add(row.dataset.dxRow);
    say(row, words.dxWaiting);
    if (Object.values(decided.get(row.dataset.dxRow) ?? {}).includes("theirs")) decided.delete(row.dataset.dxRow);
    const none = row.querySelector("[data-dx-none]");
    if (event.target === none) takeAway(row, none.checked);
    if (event.target.matches("[data-dx-cell]") && event.target.value && none?.checked) put(none, "");
  });
  sheet.addEventListener("change", (event) => {
    const row = rowOf(event.target);
    if (row && event.target.matches("[data-dx-field], [data-dx-none]") && !isHalf(row)) saveLeft(row);
  });
  sheet.addEventListener("focusout", (event) => {
    const row = rowOf(event.target);
    if (row && rowOf(event.relatedTarget ?? document.body) !== row) saveLeft(row);
  });

  // On a phone a row is two lines until it is entered; it then stays open: nothing moves under the finger.
  function open(field) {
    const row = rowOf(field);
    if (!row || row.classList.contains("is-open")) return;
    row.classList.add("is-open");
    field.scrollIntoView({ block: "nearest" });
  }
  sheet.addEventListener("focusin", (event) => open(event.target));
  // Evidence that was taken back leads to its folded part, which is shut anew.
  const aim = document.getElementById(location.hash.slice(1));
  if (aim?.matches(".entry-more")) aim.open = true;
  if (sheet.contains(document.activeElement)) open(document.activeElement);

  // What was decided of a clash is sent with the row's next request, also where another one is still on its way. Who types
  // on after taking the saved one is asked anew.
  const decided = new Map();
  const isDecided = (config) => Boolean(config.parameters[`choice-${config.elt.dataset.dxRow}`]);
  document.addEventListener("htmx:configRequest", (event) => {
    Object.assign(event.detail.parameters, decided.get(event.detail.elt.dataset.dxRow));
  });

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
      const seen = row.querySelector(`[name="${row.dataset.dxRow}-seen"]`);
      decided.set(row.dataset.dxRow, { [button.name]: button.value, [seen.name]: seen.value });
      if (button.value === "theirs") document.dispatchEvent(new CustomEvent("dx-dropped", { detail: { key: row.dataset.dxRow } }));
    }
    dirty.add(row.dataset.dxRow);
    save(row);
  });

  // A row that its own answer replaces is no longer there when htmx tells of the end: the request knows it.
  const senderOf = (event) => event.detail.requestConfig?.elt ?? event.detail.elt;

  // Evidence goes its own way, and holds whoever wants to go on: a file that was not sent to its end is gone.
  let files = 0;
  const isEvidence = (event) => senderOf(event).dataset?.dxEvidence !== undefined;
  const sending = (form, is) => {
    form.ariaBusy = is || null;
    form.querySelector("[data-dx-sending]").textContent = is ? words.dxSending : "";
  };
  sheet.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-dx-evidence][aria-busy]")) return;
    event.preventDefault();
    event.stopPropagation();
  }, true);
  window.addEventListener("beforeunload", (event) => files && event.preventDefault());
  function count(by) {
    files += by;
    pending += by;
  }
  // Its end is heard at the request itself: htmx tells it of the form, which is gone where its row was put anew.
  function follow(form, xhr) {
    const key = rowOf(form).dataset.dxRow;
    count(1);
    sending(form, true);
    sayAll();
    xhr.addEventListener("loadend", () => {
      count(-1);
      sending(form, false);
      if (document.activeElement === document.body) focusOn(document.getElementById(form.dataset.dxEvidence));
      if (xhr.getResponseHeader("DX-Saved") !== "1") stay(rowOfKey(key));
      sayAll();
    });
  }

  document.addEventListener("htmx:beforeRequest", (event) => {
    const row = senderOf(event);
    if (isEvidence(event)) return follow(row, event.detail.xhr);
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
  let answered = null;
  document.addEventListener("htmx:beforeSwap", (event) => {
    const key = senderOf(event).dataset?.dxRow;
    answered = isEvidence(event) ? rowOf(senderOf(event)) : null;
    since.delete(key);
    if (!dirty.has(key)) return;
    const before = sent.get(key);
    since.set(key, Object.fromEntries(Object.entries(textsOf(rowOfKey(key))).filter(([name, text]) => text !== before[name])));
  });
  // What is said of a row that is not saved stays beside it where only its evidence was answered.
  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    if (answered && dirty.has(answered.dataset.dxRow) && event.detail.target.matches(".entry-say")) event.detail.shouldSwap = false;
  });
  function goOn(key, row) {
    fill(row, since.get(key) ?? {});
    since.delete(key);
    // What waited for its turn was told to the row that is gone.
    if (queued.delete(key) && (decided.has(key) || !isIn(row))) save(row);
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
    judge(event, key, rowOfKey(key), event.detail.xhr.getResponseHeader("DX-Saved"));
    sayAll();
  });
  function judge(event, key, row, state) {
    if (row !== senderOf(event)) goOn(key, row);
    mark(row);
    if (state && isDecided(event.detail.requestConfig)) {
      decided.delete(key);
      if (document.activeElement === document.body) focusRow(row);
    }
    if (state === "1") {
      tries.delete(key);
      document.dispatchEvent(new CustomEvent("dx-confirmed", { detail: { key, texts: sent.get(key) } }));
      if (dirty.has(key)) say(row, words.dxWaiting);
      return;
    }
    // Who may no longer write here, or whose page is too old, gains nothing by trying again.
    const isOver = [401, 403, 404].includes(event.detail.xhr.status);
    say(row, state ? words.dxUnsaved : isOver ? words.dxReopen : words.dxRetry);
    if (versionOf(row)) dirty.add(key);
    else dirty.delete(key); // sent meanwhile: what was typed stands beside it, and nothing can be saved
    if (!state && !isOver) again(key);
    stay(row);
  }
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
    sayAll();
  });
})();
