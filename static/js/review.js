/* The review of a month: buttons tell how many figures are chosen; giving a reason chooses its figure. Enter at a box ticks
   it: browsers would press the first button that can be pressed, which may be "all of them". */
(() => {
  const foot = document.querySelector("[data-dx-review-foot]");
  if (!foot) return;
  const boxes = [...document.querySelectorAll("[data-dx-choose]")];
  const buttons = [...foot.querySelectorAll("[data-dx-count]")];
  const show = () => {
    const chosen = boxes.filter((box) => box.checked).length;
    for (const button of buttons) {
      const { dxOne, dxCount } = button.dataset;
      button.textContent = (chosen === 1 ? dxOne : dxCount).replace("{n}", chosen);
      button.disabled = chosen === 0;
    }
    // The dark button is the one that does what the ticks say; without ticks it is "all of them".
    const all = foot.querySelector("[data-dx-all-of-them]");
    foot.querySelector("[data-dx-chosen]").classList.toggle("first", chosen > 0 || !all);
    all?.classList.toggle("first", chosen === 0);
  };
  for (const box of boxes) {
    box.addEventListener("change", show);
    box.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      box.click();
    });
  }
  for (const field of document.querySelectorAll("[data-dx-reason]")) {
    field.addEventListener("input", () => {
      const box = field.closest("[data-dx-reviewed]").querySelector("[data-dx-choose]");
      if (field.value.trim()) box.checked = true;
      show();
    });
  }
  window.addEventListener("pageshow", show);
  show();
})();
