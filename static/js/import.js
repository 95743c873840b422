/* An answer in an import puts the page's part anew: what is typed or chosen elsewhere in it meanwhile stays, and so does the
   hand; where its place is gone it stays in that part. */
(() => {
  let typed = [];
  let at = null;
  const all = () => [...document.querySelectorAll("#run :is(input[id], select, [name=remember], a.tab)")];
  const isBox = (field) => field.type === "checkbox";
  // A column and a box are known by what their form is about, a tab by where it leads.
  function nameOf(field) {
    if (field.id || field.href) return field.id || field.href;
    const about = [...(field.form?.querySelectorAll("[type=hidden]:is([name=sheet], [name=place])") ?? [])];
    return [...about.map((one) => one.value), field.name].join("\n");
  }
  function differs(field) {
    if (isBox(field)) return field.checked !== field.defaultChecked;
    return field.options ? !field.selectedOptions[0]?.defaultSelected : field.value !== field.defaultValue;
  }
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target.id !== "run") return;
    const answered = event.detail.requestConfig.elt;
    const fields = all().filter((field) => field === answered || !answered.contains(field));
    typed = fields.filter(differs).map((field) => [nameOf(field), isBox(field) ? field.checked : field.value]);
    const hand = fields.find((field) => field === document.activeElement);
    at = hand && [nameOf(hand), hand.selectionStart, hand.selectionEnd];
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target.id !== "run") return;
    const fields = new Map(all().map((field) => [nameOf(field), field]));
    const show = (field) => field.closest("details")?.setAttribute("open", "");
    for (const [name, value] of typed) {
      const field = fields.get(name);
      if (!field) continue;
      field[isBox(field) ? "checked" : "value"] = value;
      show(field);
    }
    const hand = at && fields.get(at[0]);
    if (hand) {
      show(hand);
      hand.focus();
      if (at[1] != null) hand.setSelectionRange(at[1], at[2]);
    }
    const run = document.getElementById("run");
    if (document.activeElement === document.body) {
      run.tabIndex = -1;
      run.focus({ preventScroll: true });
    }
    typed = [];
    at = null;
  });
})();
