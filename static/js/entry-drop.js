/* A file dropped on a row's evidence is chosen there, and attached once it is said not to be secret. */
(() => {
  const zoneOf = (event) => event.target.closest?.("[data-dx-drop]");
  document.addEventListener("dragover", (event) => {
    const zone = zoneOf(event);
    if (!zone || !event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    zone.classList.add("over-zone");
  });
  document.addEventListener("dragleave", (event) => zoneOf(event)?.classList.remove("over-zone"));
  document.addEventListener("drop", (event) => {
    const zone = zoneOf(event);
    const file = zone?.querySelector("[data-dx-file]");
    if (!file || !event.dataTransfer.files.length) return;
    event.preventDefault();
    zone.classList.remove("over-zone");
    file.files = event.dataTransfer.files;
    const asked = file.form.elements.is_open;
    if (asked.checked) file.form.requestSubmit();
    else asked.focus();
  });
})();
