/* Menus are <details>: one open at a time, closed by Escape or a click elsewhere. */
(() => {
  const open = () => document.querySelectorAll("details[data-dx-menu][open]");
  document.addEventListener("click", (event) => {
    for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of open()) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
})();
