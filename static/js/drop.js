/* A file field in data-dx-drop becomes an area to click or drop on; the chosen file's name stands in it. */
for (const area of document.querySelectorAll("[data-dx-drop]")) {
  const input = area.querySelector("input[type=file]");
  const name = area.querySelector("[data-dx-drop-name]");
  area.classList.add("is-ready");
  const over = (is) => area.classList.toggle("is-over", is);
  input.addEventListener("dragenter", () => over(true));
  for (const left of ["dragleave", "dragend", "drop"]) input.addEventListener(left, () => over(false));
  const show = () => {
    name.textContent = input.files[0]?.name ?? "";
    name.hidden = !input.files.length;
  };
  input.addEventListener("change", show);
  show();
}
