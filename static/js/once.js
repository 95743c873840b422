/* A form that was sent is not sent again while its answer is on the way: a second press would be answered in place of the
   first, mostly by a refusal. Where no answer comes it can be pressed again. */
(() => {
  const WAIT_MS = 10000;
  const free = (form) => form.removeAttribute("aria-busy");
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.hasAttribute("aria-busy")) return event.preventDefault();
    form.setAttribute("aria-busy", "true");
    setTimeout(free, WAIT_MS, form);
  });
  window.addEventListener("pageshow", () => document.querySelectorAll("form[aria-busy]").forEach(free));
})();
