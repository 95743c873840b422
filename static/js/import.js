/* An answer in an import puts the page's part anew: what is typed at other cells meanwhile stays, and so does the hand. */
(() => {
  let typed = [];
  let at = null;
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target.id !== "run") return;
    const answered = event.detail.requestConfig.elt;
    const fields = [...document.querySelectorAll("#run input[id]:not([type=checkbox])")].filter((field) => !answered.contains(field));
    typed = fields.filter((field) => field.value !== field.defaultValue).map((field) => [field.id, field.value]);
    const hand = fields.find((field) => field === document.activeElement);
    at = hand && [hand.id, hand.selectionStart, hand.selectionEnd];
  });
  document.addEventListener("htmx:afterSettle", () => {
    for (const [id, text] of typed) {
      const field = document.getElementById(id);
      if (field) field.value = text;
    }
    const hand = at && document.getElementById(at[0]);
    hand?.focus();
    hand?.setSelectionRange(at[1], at[2]);
    typed = [];
    at = null;
  });
})();
