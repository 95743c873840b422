/* A meeting on the wall: each link of the foot names the keys that lead where it leads. */
(() => {
  const links = [...document.querySelectorAll("[data-dx-show] [data-dx-key]")];
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const link = links.find((one) => one.dataset.dxKey.split(" ").includes(event.key));
    if (!link) return;
    event.preventDefault();
    link.click();
  });
})();
