"use strict";
(() => {
  const one = (query, within = document) => within.querySelector(query);
  const all = (query, within = document) => [...within.querySelectorAll(query)];
  const make = (name, text = "", style = "") => {
    const element = document.createElement(name);
    element.textContent = text;
    if (style) element.className = style;
    return element;
  };
  const data = JSON.parse(one("#data").textContent);
  all("[data-script]").forEach((element) => { element.hidden = false; });

  // Choose an actor.
  const select = one("#actor");
  const choose = () => all(".panel").forEach((panel) => { panel.hidden = panel.dataset.actor !== select.value; });
  if (select) {
    select.addEventListener("change", choose);
    choose(); // A browser may restore an earlier choice.
  }

  // What opens sentences becomes a button. A piece of a bar is told by its row, label and width.
  const told = (mark) => {
    const title = one("title", mark);
    if (title) return title.textContent;
    const name = one(".name", mark.parentElement).firstChild.textContent;
    const text = `${name}: ${data.labels[parseInt(mark.dataset.c, 16)]} ${Math.round(parseFloat(mark.getAttribute("width")))} %, ${mark.dataset.n} sentences`;
    const tip = document.createElementNS(mark.namespaceURI, "title");
    tip.textContent = text;
    mark.append(tip);
    return text;
  };
  all("[data-n]").forEach((element) => {
    if (element instanceof SVGElement) {
      element.setAttribute("role", "button");
      element.setAttribute("aria-label", `${told(element)}, read the sentences`);
      element.dataset.open = "";
    } else {
      const button = make("button");
      button.type = "button";
      button.dataset.open = "";
      button.append(...element.childNodes);
      element.append(button);
    }
  });

  // Of a chart or table one button is in the tab order; arrow keys reach the others.
  const openers = (within) => all("[data-open]", within).filter((o) => !o.closest("tr[hidden]"));
  const rove = (within, to) => {
    const list = openers(within);
    const chosen = list.includes(to) ? to : list[0];
    all("[data-open]", within).forEach((o) => o.setAttribute("tabindex", o === chosen ? "0" : "-1"));
    return chosen;
  };
  const fields = all(".chart, table");
  fields.forEach((field) => rove(field));
  const rowOf = (opener) => opener.closest("tr, .chart [data-s]");
  const columnOf = (opener) => opener.closest("td")?.cellIndex ?? openers(rowOf(opener)).indexOf(opener);
  const beside = (field, opener, key) => {
    const list = openers(field);
    const at = list.indexOf(opener);
    if (key === "ArrowRight") return list[at + 1];
    if (key === "ArrowLeft") return list[at - 1];
    if (key === "Home") return list[0];
    if (key === "End") return list[list.length - 1];
    const others = key === "ArrowDown" ? list.slice(at + 1) : list.slice(0, at).reverse();
    return others.find((o) => rowOf(o) !== rowOf(opener) && columnOf(o) === columnOf(opener));
  };
  document.addEventListener("keydown", (event) => {
    const opener = event.target.closest?.("[data-open]");
    if (!opener || event.altKey || event.ctrlKey || event.metaKey) return;
    if (opener instanceof SVGElement && (event.key === "Enter" || event.key === " ")) {
      event.preventDefault();
      open(opener);
    } else if (/^(Arrow|Home$|End$)/.test(event.key)) {
      event.preventDefault();
      const field = opener.closest(".chart, table");
      const next = beside(field, opener, event.key);
      if (next) rove(field, next).focus();
    }
  });
  document.addEventListener("click", (event) => {
    const opener = event.target.closest?.("[data-open]");
    if (opener) open(opener);
  });

  // The sentences behind a number.
  const MOST = 50;
  const dialog = one("#sentences");
  let opened = null;
  const asked = (opener) => {
    const wanted = {};
    for (let e = opener; e; e = e.parentElement) {
      for (const [, key, n] of (e.dataset.s ?? "").matchAll(/([gasp])(\d+)/g)) wanted[key] ??= Number(n);
    }
    const holder = opener.closest("[data-n]");
    wanted.classes = [...(holder.dataset.c ?? "")].map((digit) => parseInt(digit, 16));
    wanted.n = holder.dataset.n;
    return wanted;
  };
  const behind = (wanted) => data.citations.filter(([sentence, actor, label, speaker, period]) =>
    (wanted.g === undefined || data.articles[data.sentences[sentence][0]][0] === wanted.g)
    && (wanted.a === undefined || actor === wanted.a)
    && (wanted.s === undefined || speaker === wanted.s)
    && (wanted.p === undefined || period === wanted.p)
    && wanted.classes.includes(label));
  const heading = (wanted) => {
    const labels = wanted.classes.map((c) => data.labels[c]).join(", ");
    const about = wanted.a === undefined ? "" : ` about ${data.actors[wanted.a]}`;
    const where = wanted.g === undefined ? `all ${data.noun}s` : data.groups[wanted.g];
    const when = wanted.p === undefined ? "" : `, ${data.periods[wanted.p]}`;
    const who = wanted.s === undefined ? "" : `, in the words of ${data.speakers[wanted.s]}`;
    return `Sentences${about}: ${labels} – ${where}${when}${who}`;
  };
  const marked = (text, mention, words) => {
    const line = make("p", "", "said");
    const marks = [];
    for (let i = 0; i < words.length; i += 3) {
      const [start, length, weight] = words.slice(i, i + 3);
      const apart = start + length <= mention[0] || start >= mention[1];
      if (apart) marks.push([start, start + length, weight > 0 ? "plus" : "minus"]);
    }
    if (mention[1] > mention[0]) marks.push([...mention, "actor"]);
    marks.sort((a, b) => a[0] - b[0]);
    let at = 0;
    for (const [start, end, style] of marks) {
      line.append(text.slice(at, start), make("mark", text.slice(start, end), style));
      at = end;
    }
    line.append(text.slice(at));
    return line;
  };
  const item = ([sentence, actor, label, speaker, , start, end, manner, verb, words], wanted) => {
    const [article, headline, text] = data.sentences[sentence];
    const [group, source, title, date, url] = data.articles[article];
    const li = make("li");
    const meta = make("p", "", "quiet");
    meta.append(make("strong", data.labels[label]));
    if (wanted.a === undefined) meta.append(` toward ${data.actors[actor]}`);
    if (speaker >= 0) meta.append(` · voice: ${data.speakers[speaker]}, ${data.manners[manner]}${verb ? ` (“${verb}”)` : ""}`);
    meta.append(" · ");
    const name = make(/^https?:\/\//i.test(url) ? "a" : "span", title);
    if (name.tagName === "A") {
      name.href = url;
      name.rel = "noopener noreferrer";
    }
    const cite = make("cite");
    cite.append(name);
    meta.append(cite, ` · ${[source || data.groups[group], date, headline ? "headline" : ""].filter(Boolean).join(" · ")}`);
    li.append(marked(text, [start, end], words), meta);
    return li;
  };
  const open = (opener) => {
    const wanted = asked(opener);
    const found = behind(wanted);
    const shown = found.slice(0, MOST);
    opened = opener;
    one("#sentences-h").textContent = heading(wanted);
    const of = wanted.n ? ` of ${wanted.n}` : found.length > shown.length ? ` of ${found.length} that the page holds` : "";
    one("#shown").textContent = shown.length
      ? `Showing ${shown.length}${of}, the most certain first.`
      : wanted.n && wanted.n !== "0" ? `The page has no room for any of the ${wanted.n}.` : wanted.n ? "There is none." : "The page holds none of them.";
    one("#list").replaceChildren(...shown.map((citation) => item(citation, wanted)));
    dialog.showModal();
    dialog.scrollTop = 0;
    one("#sentences-h").focus();
  };
  one("#close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  dialog.addEventListener("close", () => opened?.focus());

  // Sort: words upward first, numbers downward; what has no number stays last.
  const value = (row, column, isNumber) => {
    const text = row.cells[column].textContent.trim();
    return isNumber ? parseFloat(text) : text;
  };
  const sort = (table, head) => {
    const isNumber = head.classList.contains("number");
    const before = head.getAttribute("aria-sort");
    const upward = before ? before === "descending" : !isNumber;
    all("thead th", table).forEach((th) => th.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", upward ? "ascending" : "descending");
    const sign = upward ? 1 : -1;
    const compare = (a, b) => {
      if (!isNumber) return sign * a.localeCompare(b, "en");
      if (isNaN(a) || isNaN(b)) return isNaN(a) - isNaN(b);
      return sign * (a - b);
    };
    const body = table.tBodies[0];
    const rows = [...body.rows].map((row) => [value(row, head.cellIndex, isNumber), row]);
    rows.sort((a, b) => compare(a[0], b[0]));
    body.append(...rows.map(([, row]) => row));
    rove(table);
  };
  all("table.sortable").forEach((table) => all("thead th", table).forEach((head) => {
    const button = make("button", head.textContent);
    button.type = "button";
    button.addEventListener("click", () => sort(table, head));
    head.replaceChildren(button);
  }));

  // Filter rows by words.
  const filter = one("#filter");
  if (filter) {
    const table = one("#listing");
    const rows = [...table.tBodies[0].rows];
    const words = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));
    const apply = () => {
      const typed = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
      rows.forEach((row) => { row.hidden = !typed.every((word) => words.get(row).includes(word)); });
      one("#filtered").textContent = `${rows.filter((row) => !row.hidden).length} of ${rows.length} rows`;
      rove(table);
    };
    filter.addEventListener("input", apply);
    apply();
  }

  // On paper nothing can be opened.
  addEventListener("beforeprint", () => all("details").forEach((details) => { details.open = true; }));
})();
