/* The cells of the matrix are one stop of the tabulator; arrows, Home and End move within. Beside it stands a card of the
   cell in focus: what the cell says at once, its target and reason as soon as they have come. */
(() => {
  for (const frame of document.querySelectorAll("[data-dx-matrix]")) set_up(frame);

  function set_up(frame) {
    const table = frame.querySelector("table");
    const card = frame.querySelector("[data-dx-card]");
    const names = table.tHead.rows[1].cells;
    const rows = [...table.querySelectorAll("tbody tr:not(.group)")];
    const links = rows.map((row) => [...row.cells].slice(2).map((cell) => cell.firstElementChild));
    let at = null;
    let waits = 0;

    for (const row of links) for (const link of row) if (link) link.tabIndex = -1;
    const first = links.flat().find(Boolean);
    if (!first) return;
    first.tabIndex = 0;
    let stop = first;

    const place = (link) => {
      const row = rows.indexOf(link.closest("tr"));
      return [row, link.parentElement.cellIndex - 2];
    };

    const next = (row, column, down, right) => {
      for (;;) {
        row += down;
        column += right;
        if (!links[row] || column < 0 || column >= links[row].length) return null;
        if (links[row][column]) return links[row][column];
      }
    };

    const edge = (row, from, step) => next(row, from, 0, step);

    table.addEventListener("keydown", (event) => {
      const link = event.target.closest("tbody td:not(.xy) a");
      if (!link || event.altKey || event.metaKey || event.shiftKey) return;
      const [row, column] = place(link);
      const whole = event.ctrlKey;
      const width = links[row].length;
      const moves = {
        ArrowUp: () => next(row, column, -1, 0),
        ArrowDown: () => next(row, column, 1, 0),
        ArrowLeft: () => next(row, column, 0, -1),
        ArrowRight: () => next(row, column, 0, 1),
        Home: () => (whole ? links.flat().find(Boolean) : edge(row, -1, 1)),
        End: () => (whole ? links.flat().filter(Boolean).at(-1) : edge(row, width, -1)),
      };
      if (!moves[event.key]) return;
      event.preventDefault();
      moves[event.key]()?.focus();
    });

    const show = (link) => {
      if (link === at) return;
      at = link;
      const head = link.closest("tr").querySelector("th a");
      const column = names[link.parentElement.cellIndex].querySelector("a");
      card.querySelector("[data-dx-where]").textContent = `${head.title} · ${column.title}`;
      card.querySelector("[data-dx-said]").textContent = `${link.textContent} ${link.getAttribute("aria-label")}`;
      card.querySelector("[data-dx-more]").replaceChildren();
      card.hidden = false;
      window.clearTimeout(waits);
      waits = window.setTimeout(() => fill(link), 180);
    };

    async function fill(link) {
      const [, item] = link.pathname.match(/(\d+)\/$/);
      const answer = await fetch(frame.dataset.dxCardUrl.replace("/0/", `/${item}/`), { headers: { Accept: "text/html" } });
      if (!answer.ok || answer.redirected || at !== link) return;
      const more = new DOMParser().parseFromString(await answer.text(), "text/html");
      card.querySelector("[data-dx-said]").textContent = "";
      card.querySelector("[data-dx-more]").replaceChildren(...more.body.children);
    }

    table.addEventListener("focusin", (event) => {
      const link = event.target.closest("tbody td:not(.xy) a");
      if (!link) return;
      stop.tabIndex = -1;
      link.tabIndex = 0;
      stop = link;
      show(link);
    });
    table.addEventListener("pointerover", (event) => {
      const link = event.target.closest("tbody td:not(.xy) a");
      if (link) show(link);
    });
    frame.addEventListener("keydown", (event) => {
      if (event.key === "Escape") card.hidden = true;
    });
  }
})();
