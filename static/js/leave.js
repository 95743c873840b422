/* Words that were typed into a form and not sent are not left without the browser's question. The month's rows keep theirs
   themselves (entry-keep.js); names and codes of a login are nobody's loss. */
(() => {
  const OWN_WAY = "#sheet, [data-dx-sheet] form";
  const AT_THE_DOOR = "[type=password], [autocomplete=one-time-code]";
  const NO_WORDS = "select, button, fieldset, output, [type=hidden], [type=checkbox], [type=radio], [type=file], [type=submit]";
  const holdsWords = (field) => !field.matches(NO_WORDS) && field.value.trim() && field.value !== field.defaultValue;
  const keepsItself = (form) => form.matches(OWN_WAY) || form.querySelector(AT_THE_DOOR);
  const isLeft = (form) => form.method === "post" && !form.hasAttribute("aria-busy") && !keepsItself(form); // busy: it is being sent
  window.addEventListener("beforeunload", (event) => {
    if ([...document.forms].some((form) => isLeft(form) && [...form.elements].some(holdsWords))) event.preventDefault();
  });
})();
