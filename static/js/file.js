/* A file field names the file that was chosen or dropped on its area, data-dx-drop. One that was dropped beside a question
   that has to be answered first, whether it is secret, goes on its way once that is answered. */
(() => {
  const areaOf = (event) => event.target.closest?.("[data-dx-drop]");
  const over = (event, is) => areaOf(event)?.classList.toggle("is-over", is);
  const name = (input) => {
    const name = input.closest("[data-dx-drop]")?.querySelector("[data-dx-file-name]");
    if (!name) return;
    name.dataset.dxFileName ||= name.textContent || " ";
    name.textContent = input.files[0]?.name ?? name.dataset.dxFileName.trim();
  };
  document.addEventListener("change", (event) => {
    if (event.target.type === "file") name(event.target);
  });
  document.addEventListener("dragover", (event) => {
    if (!areaOf(event) || !event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    over(event, true);
  });
  for (const left of ["dragleave", "dragend"]) document.addEventListener(left, (event) => over(event, false));
  document.addEventListener("drop", (event) => {
    const input = areaOf(event)?.querySelector("[type=file]");
    if (!input || !event.dataTransfer.files.length) return;
    event.preventDefault();
    over(event, false);
    input.files = event.dataTransfer.files;
    name(input);
    const asked = input.form.elements.is_open;
    if (asked?.checked) input.form.requestSubmit();
    else asked?.focus();
  });
  for (const input of document.querySelectorAll("[data-dx-drop] [type=file]")) name(input);
})();
