/* What is typed and not yet saved stays in this browser, by person, agency and month, until the server has it:
   an expired session, a reload or a lost connection takes nothing. */
(() => {
  const { sheet, nameOf, textOf, rowOf, rowOfKey, textsOf, versionOf, fill, save, focusRow } = window.dxEntry;
  if (!sheet) return;
  const place = sheet.dataset.dxKeep;
  const banner = document.querySelector("[data-dx-kept]");
  const read = () => {
    try {
      return JSON.parse(localStorage.getItem(place)) ?? {};
    } catch {
      return {};
    }
  };
  const write = (kept) => {
    try {
      if (Object.keys(kept).length) localStorage.setItem(place, JSON.stringify(kept));
      else localStorage.removeItem(place);
    } catch {
      /* a full or forbidden store: the row still says that it is not saved */
    }
  };

  // What can be put back, and what came too late: its figure has been sent, or the month closed.
  const late = {};
  function waiting() {
    const found = {};
    for (const [key, row] of Object.entries(read())) {
      const shown = rowOfKey(key);
      if (!shown) continue;
      if (!versionOf(shown)) {
        late[key] = row;
        continue;
      }
      const texts = textsOf(shown);
      const fields = Object.entries(row.fields).filter(([name, text]) => texts[name] !== undefined && texts[name] !== text);
      if (fields.length) found[key] = { ...row, fields: Object.fromEntries(fields) };
    }
    return found;
  }
  const begun = waiting();
  write({ ...begun, ...late });
  const count = Object.values(begun).reduce((sum, row) => sum + Object.keys(row.fields).length, 0);
  if (count) {
    banner.hidden = false;
    banner.querySelector("[data-dx-kept-count]").textContent = count;
    const words = banner.querySelector("[data-dx-one]");
    if (count === 1) words.textContent = words.dataset.dxOne;
  }
  function drop(keys) {
    const kept = read();
    for (const key of keys) delete kept[key];
    write(kept);
    document.getElementById("main").focus();
  }
  const lateBanner = document.querySelector("[data-dx-late]");
  for (const [key, row] of Object.entries(late)) {
    const line = document.createElement("li");
    const texts = Object.entries(row.fields).map(([name, text]) => row.shown?.[name] ?? text);
    line.textContent = `${rowOfKey(key).querySelector(".entry-title").textContent}: ${texts.filter(Boolean).join(" · ") || "–"}`;
    lateBanner.querySelector("[data-dx-late-lines]").append(line);
    lateBanner.hidden = false;
  }
  lateBanner.querySelector("button").addEventListener("click", () => {
    lateBanner.hidden = true;
    drop(Object.keys(late));
  });
  banner.querySelector("[data-dx-kept-restore]").addEventListener("click", () => {
    banner.hidden = true;
    for (const [key, row] of Object.entries(begun)) {
      if (!versionOf(rowOfKey(key))) continue; // sent meanwhile
      versionOf(rowOfKey(key)).value = row.version;
      fill(rowOfKey(key), row.fields);
      save(rowOfKey(key));
    }
    focusRow(rowOfKey(Object.keys(begun)[0]));
  });
  banner.querySelector("[data-dx-kept-drop]").addEventListener("click", () => {
    banner.hidden = true;
    drop(Object.keys(begun));
  });

  // A cause is kept by its key, and shown by its name.
  const wordsOf = (field) => (field.options ? field.selectedOptions[0]?.text : field.type === "checkbox" && field.checked && field.parentElement.textContent.trim());
  sheet.addEventListener("input", (event) => {
    const row = rowOf(event.target);
    if (!row || !event.target.matches("[data-dx-field], [data-dx-none]")) return;
    const kept = read();
    const key = row.dataset.dxRow;
    kept[key] ??= { version: versionOf(row).value, fields: {} };
    kept[key].fields[nameOf(event.target)] = textOf(event.target);
    kept[key].shown = { ...kept[key].shown, [nameOf(event.target)]: wordsOf(event.target) || textOf(event.target) };
    write(kept);
  });
  document.addEventListener("dx-confirmed", (event) => {
    const { key, texts } = event.detail;
    const kept = read();
    if (!kept[key]) return;
    for (const [name, text] of Object.entries(kept[key].fields)) if (texts[name] === text) delete kept[key].fields[name];
    kept[key].version = versionOf(rowOfKey(key))?.value ?? "";
    if (!Object.keys(kept[key].fields).length) delete kept[key];
    write(kept);
  });
  document.addEventListener("dx-dropped", (event) => {
    const kept = read();
    delete kept[event.detail.key];
    write(kept);
  });
})();
