// The records behind what is chosen, and the table. Text from the data reaches the page as text
// nodes only.
function filterTable(now) {
  const query = fold(byId("search").value.trim());
  const shown = new Set();
  for (const body of tableBodies) {
    let any = false;
    for (const row of body.rows) {
      const stays = now[row.number];
      if (stays) shown.add(row.number);
      const hidden = !stays || (query !== "" && !body.title.includes(query) && !words[row.number].includes(query));
      if (row.element.hidden !== hidden) row.element.hidden = hidden;
      any = any || !hidden;
    }
    if (body.element.hidden === any) body.element.hidden = !any;
  }
  return shown.size;
}

const tableBodies = [...document.querySelectorAll("tbody[data-group]")].map((element) => ({
  element,
  title: fold(element.rows[0].cells[0].textContent),
  rows: [...element.rows].slice(1).map((row) => ({ element: row, number: Number(row.dataset.record) })),
}));

// The names in the table choose what is behind them: the way for those who use no pointer.
for (const name of document.querySelectorAll(".pick[data-node]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "pick";
  button.textContent = name.textContent;
  button.addEventListener("click", () => {
    choose({ kind: "node", id: name.dataset.node });
    byId("panel").focus({ preventScroll: false });
  });
  name.replaceWith(button);
}

function showPanel() {
  const list = byId("panel-records");
  byId("close").hidden = chosen === null;
  byId("panel").classList.toggle("idle", chosen === null);
  if (chosen === null) {
    list.replaceChildren();
    byId("panel-title").textContent = "Records";
    byId("panel-note").textContent =
      "Choose a name, a mark or a line in the drawing to see the records behind it.";
    root.dataset.panel = "0";
    return;
  }
  const item = itemOf(chosen);
  const gone = item.dip.now.length === 0 && item.dip.before && item.dip.before.length > 0;
  const behind = gone ? item.dip.before : item.dip.now;
  byId("panel-title").textContent = chosen.kind === "node" ? item.label : edgeName(item);
  const note = item.dip.note ? `${item.dip.note}; ` : "";
  const when = gone ? ` in ${year - 1}, none in ${year}` : "";
  byId("panel-note").textContent = note + count(behind.length, "record", "records") + when;
  list.replaceChildren(...behind.map((number) => recordItem(records[number])));
  root.dataset.panel = String(behind.length);
}

const itemOf = (which) => (which.kind === "node" ? nodes : edges).get(which.id);

function edgeName(edge) {
  if (data.drawing !== "lanes") return edge.dip.name;
  return `${nodes.get(edge.from).label}: ${edge.dip.name}`;
}

function recordItem(record) {
  const item = document.createElement("li");
  item.style.setProperty("--of", `var(--family-${record.f})`);
  const add = (tag, text, cls) => {
    const part = document.createElement(tag);
    part.textContent = text;
    if (cls) part.className = cls;
    item.append(part);
  };
  if (record.d) add("strong", record.d);
  add("span", ` ${record.c}${record.s ? ` (${record.s.toLowerCase()})` : ""}`, "what");
  item.append(document.createElement("br"));
  add("bdi", record.l);
  for (const locator of record.p) add("span", locator, "where");
  add("span", record.n, "where");
  return item;
}
