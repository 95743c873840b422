/* A long list of boxes to tick, data-dx-choices: a field finds in it, without marks and in any order of words. What is
   ticked stays in sight and is named above the list. */
for (const box of document.querySelectorAll("[data-dx-choices]:has([type=search])")) {
  const fold = (text) => text.toLowerCase().replaceAll("đ", "d").normalize("NFD").replace(/\p{M}/gu, "");
  const field = box.querySelector("[type=search]");
  const chosen = box.querySelector("[data-dx-chosen]");
  const lines = [...box.querySelectorAll("label")];
  const texts = lines.map((line) => fold(line.textContent));
  const show = () => {
    const words = fold(field.value).split(/\s+/);
    lines.forEach((line, at) => {
      line.hidden = !line.control.checked && !words.every((word) => texts[at].includes(word));
    });
    const names = lines.filter((line) => line.control.checked).map((line) => line.textContent.trim());
    chosen.hidden = !names.length;
    chosen.textContent = `${chosen.dataset.dxChosen} ${names.join("; ")}`;
  };
  field.hidden = false;
  field.addEventListener("input", show);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  box.addEventListener("change", show);
  show();
}
