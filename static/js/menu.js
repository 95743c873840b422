/* Menus are <details>: one open at a time, closed by Escape, a click elsewhere or a hand that has gone elsewhere: an open one
   would lie over what it has come to. */
(() => {
  const open = () => document.querySelectorAll("details[data-dx-menu][open]");
  for (const left of ["click", "focusin"]) {
    document.addEventListener(left, (event) => {
      for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
    });
  }
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of open()) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
})();
