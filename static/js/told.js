/* What a script sent and no answer came to, or a refusal, is said beside the form: what was typed stays as it is. A link is
   followed as without a script. The month's rows say it themselves. */
(() => {
  const { dxLost: lost, dxRefused: refused } = document.body.dataset;
  const formOf = (event) => event.detail.elt?.closest?.("form");
  const lineOf = (form) => (form.nextElementSibling?.matches("[data-dx-told]") ? form.nextElementSibling : null);

  // Our own pages of refusals say why; those of a server in front do not.
  function reason(text) {
    const main = new DOMParser().parseFromString(text, "text/html").getElementById("main");
    const said = main && ["h1", "p"].map((name) => main.querySelector(name)?.textContent.trim()).filter(Boolean);
    return said?.length === 2 ? `${said[0]}. ${said[1]}` : refused;
  }
  function tell(event, words) {
    const link = event.detail.elt?.closest?.("a[href]");
    if (link) window.location.assign(link.href);
    const form = formOf(event);
    if (!form) return;
    const line = lineOf(form) ?? document.createElement("p");
    line.className = "wrong";
    line.setAttribute("role", "alert");
    line.dataset.dxTold = "";
    form.after(line);
    line.textContent = words;
  }
  document.addEventListener("htmx:responseError", (event) => tell(event, reason(event.detail.xhr.responseText)));
  for (const name of ["htmx:sendError", "htmx:timeout"]) document.addEventListener(name, (event) => tell(event, lost));
  document.addEventListener("htmx:beforeRequest", (event) => {
    const form = formOf(event);
    if (form) lineOf(form)?.remove();
  });
})();
