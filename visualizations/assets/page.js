// Draws the network with vis-network at fixed places, and hears what the reader does.
let fitScale = 1;

function refresh() {
  const now = select();
  if (chosen && isGone(itemOf(chosen))) chosen = null;
  lit = null;
  if (chosen) {
    const item = itemOf(chosen);
    lit = new Set(item.dip.now);
    if (item.dip.ends) for (const id of item.dip.ends) nodes.get(id).dip.now.forEach((n) => lit.add(n));
  }
  place();
  if (network) {
    const moved = data.nodes.map((node) => {
      const [x, y] = places.get(node.id);
      return { id: node.id, hidden: isHidden(node), x, y };
    });
    nodeSet.update(moved);
    edgeSet.update(data.edges.map(dressEdge));
  }
  showPanel();
  tell(filterTable(now));
  writeAddress();
  if (network) fit();
}

// A year without a source may be touched by what the accounts of other years tell.
function tellTouching() {
  const touching = records.filter((record) => fits(record, year, true)).length;
  return touching ? ` ${count(touching, "record", "records")} of other years' accounts ${touching === 1 ? "touches" : "touch"} it.` : "";
}

function isHidden(node) {
  if (node.dip.look === "dot") return false;
  if (node.dip.look === "name" && data.drawing !== "lanes") return false;
  return isGone(node);
}

function tell(shown) {
  const inFamily = data.families.map(() => 0);
  const drawn = new Set(data.nodes.flatMap((node) => node.dip.records));
  drawn.forEach((number) => { if (fits(records[number], year, true)) inFamily[records[number].f] += 1; });
  for (const input of document.querySelectorAll("input[data-family]")) {
    input.closest("label").querySelector(".count").textContent = inFamily[Number(input.dataset.family)];
  }
  const ties = items.filter((item) => isTie(item) && item.dip.now.length).length;
  const hole = year !== 0 && covered.size > 0 && !covered.has(year);
  byId("shown").textContent = hole
    ? `${year}: no source.`
    : `${year ? `${year}: ` : ""}${count(shown, "record", "records")}, ${count(ties, "tie", "ties")} shown.`;
  byId("change").textContent = tellChange();
  const note = byId("hole");
  note.hidden = !hole && (shown > 0 || data.counts.records === 0);
  note.textContent = hole
    ? `There is no source for ${year}. That nothing is drawn says nothing about the year.${tellTouching()}`
    : "Nothing fits this choice. Tick more, or choose another year or kind.";
  const changes = isCompared() ? countChanges() : { came: "", stayed: "", went: "" };
  Object.assign(root.dataset, { records: shown, ties, chosen: chosen ? chosen.id : "", year, ...changes });
  byId("search").ariaInvalid = found !== null && found.size === 0 ? "true" : null;
}

// --- what is under the pointer -----------------------------------------------------

function labelAt(point) {
  for (const node of data.nodes) {
    const mine = node.dip;
    if (isHidden(node) || mine.records.length === 0) continue;
    const [nodeX, nodeY] = places.get(node.id);
    const x = nodeX + mine.at[0];
    const from = mine.align === "left" ? x : mine.align === "right" ? x - mine.width : x - mine.width / 2;
    const y = nodeY + mine.at[1];
    if (point.x >= from && point.x <= from + mine.width && point.y >= y - mine.font && point.y <= y + 4) {
      return node.id;
    }
  }
  return null;
}

function under(dom) {
  let node = network.getNodeAt(dom);
  if (node && nodes.get(node).dip.records.length === 0) node = null;
  node = node || labelAt(network.DOMtoCanvas(dom));
  if (node) return { kind: "node", id: node };
  const edge = network.getEdgeAt(dom);
  return edge ? { kind: "edge", id: edge } : null;
}

function choose(next) {
  chosen = next && (next.kind === "node" ? nodes : edges).has(next.id) ? next : null;
  refresh();
}

function search() {
  const query = fold(byId("search").value.trim());
  found = null;
  if (query === "") return;
  const isFound = (node) =>
    names.get(node.id).includes(query) ||
    (node.dip.look === "mark" && node.dip.records.some((number) => words[number].includes(query)));
  found = new Set(data.nodes.filter(isFound).map((node) => node.id));
}

// --- the controls ------------------------------------------------------------------

const slider = byId("year");

function setControls() {
  if (slider) {
    const first = Number(slider.dataset.first);
    slider.value = year ? year - first + 1 : 0;
    const said = year === 0 ? "all years" : covered.has(year) ? String(year) : `${year}: no source`;
    slider.setAttribute("aria-valuetext", said);
    byId("year-said").textContent = said;
  }
  if (byId("kind")) byId("kind").value = kind;
  for (const input of document.querySelectorAll("input[data-family]")) {
    input.checked = !off.has(Number(input.dataset.family));
  }
  for (const input of document.querySelectorAll("input[name=arrangement]")) {
    input.checked = input.value === arrangement;
  }
}

if (slider) {
  slider.addEventListener("input", () => {
    const stop = Number(slider.value);
    year = stop ? Number(slider.dataset.first) + stop - 1 : 0;
    setControls();
    refresh();
  });
}
if (byId("kind")) byId("kind").addEventListener("change", () => { kind = byId("kind").value; refresh(); });
for (const input of document.querySelectorAll("input[name=arrangement]")) {
  input.addEventListener("change", () => { arrangement = input.value; refresh(); });
}
for (const input of document.querySelectorAll("input[data-family]")) {
  input.addEventListener("change", () => {
    const family = Number(input.dataset.family);
    if (input.checked) off.delete(family);
    else off.add(family);
    refresh();
  });
}
byId("search").addEventListener("input", () => {
  search();
  chosen = null;
  refresh();
});
byId("search").addEventListener("change", () => {
  if (found === null || found.size === 0) return;
  const query = fold(byId("search").value.trim());
  const exact = [...found].find((id) => fold(nodes.get(id).label) === query);
  if (exact || found.size === 1) choose({ kind: "node", id: exact || [...found][0] });
});
byId("close").addEventListener("click", () => choose(null));
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && chosen) choose(null);
});

// --- the network -------------------------------------------------------------------

let network = null;
readPalette();
readAddress();
search();
setControls();
refresh();
performance.mark("dipgraph-laid");
if (window.innerWidth <= 860) for (const part of document.querySelectorAll("header details, .choices")) part.open = false;
const stage = byId("drawing");
const nodeSet = new vis.DataSet(data.nodes.map((node) => {
  const [x, y] = places.get(node.id);
  return { ...node, x, y, label: undefined, hidden: isHidden(node), ctxRenderer: drawNode };
}));
const edgeSet = new vis.DataSet(data.edges.map((edge) => ({ ...edge, ...dressEdge(edge) })));
const options = data.options;
options.edges.smooth = {
  arc: { enabled: true, type: "curvedCW", roundness: 0.14 },
  flow: { enabled: true, type: "cubicBezier", forceDirection: "horizontal", roundness: 0.55 },
  line: { enabled: false },
}[data.edges.length > 3000 ? "line" : data.curve];
options.interaction.hover = false;
network = new vis.Network(stage, { nodes: nodeSet, edges: edgeSet }, options);
stage.firstElementChild.removeAttribute("tabindex"); // the frame around it takes the focus
network.on("beforeDrawing", drawBackdrop);
if (data.edges.some((edge) => edge.dip.text)) network.on("afterDrawing", drawEdgeLabels);
network.on("click", (event) => choose(under(event.pointer.DOM)));

function fit() {
  const [, , width, height] = box;
  // On a narrow window the drawing is wider than it, to be read and moved about.
  const least = window.innerWidth <= 860 ? 0.72 : 0;
  stage.style.width = `${Math.max(byId("stage").clientWidth, Math.round(width * least))}px`;
  const wide = stage.clientWidth;
  if (wide === 0) return; // an empty page hides its drawing
  if (data.fit === "width") {
    fitScale = Math.min(1.25, wide / width);
    setHeight(wide, Math.ceil(height * fitScale));
  } else {
    const room = Math.max(520, window.innerHeight - document.querySelector("main").offsetTop - 12);
    fitScale = Math.min(wide / width, 1.3);
    if (height * fitScale > room) fitScale = Math.max(room / height, Math.min(fitScale, 0.95));
    setHeight(wide, Math.ceil(height * fitScale));
  }
  zoom(fitScale);
}

function setHeight(wide, high) {
  if (stage.dataset.size === `${wide} ${high}`) return;
  stage.dataset.size = `${wide} ${high}`;
  stage.style.height = `${high}px`;
  network.setSize(`${wide}px`, `${high}px`);
}

function zoom(scale) {
  const whole = scale <= fitScale * 1.001;
  const middle = { x: box[0] + box[2] / 2, y: box[1] + box[3] / 2 };
  stage.classList.toggle("zoomed", !whole);
  network.moveTo({ scale: Math.max(scale, fitScale), position: whole ? middle : network.getViewPosition() });
  network.setOptions({ interaction: { dragView: !whole } }); // else a page could not be scrolled
  network.redraw();
}

byId("zoom-in").addEventListener("click", () => zoom(network.getScale() * 1.3));
byId("zoom-out").addEventListener("click", () => zoom(network.getScale() / 1.3));
byId("zoom-fit").addEventListener("click", fit);

// --- a hint beside the pointer -----------------------------------------------------

const hint = document.createElement("div");
hint.className = "vis-tooltip";
hint.setAttribute("aria-hidden", "true");
document.body.append(hint);
stage.addEventListener("mousemove", (event) => {
  const frame = stage.getBoundingClientRect();
  const over = under({ x: event.clientX - frame.left, y: event.clientY - frame.top });
  stage.style.cursor = over ? "pointer" : "";
  hint.style.visibility = over ? "visible" : "hidden";
  if (!over) return;
  const item = itemOf(over);
  const name = over.kind === "node" ? item.label : edgeName(item);
  const only = item.dip.now.length === 1 ? records[item.dip.now[0]] : null;
  const behind = changeOf(item) === "went" ? `none in ${year}` : count(item.dip.now.length, "record", "records");
  if (item.dip.look === "cell") hint.textContent = `${name}\n${item.dip.note}`;
  else if (item.dip.look === "mark" && only) hint.textContent = `${name}\n${only.d} · ${only.c}`;
  else hint.textContent = `${name}\n${only ? `${only.d} · ${only.l}` : behind}`;
  const x = Math.min(event.pageX + 14, window.scrollX + root.clientWidth - hint.offsetWidth - 8);
  hint.style.left = `${x}px`;
  hint.style.top = `${event.pageY + 14}px`;
});
stage.addEventListener("mouseleave", () => { hint.style.visibility = "hidden"; });

// --- light, dark, print, size, address ---------------------------------------------

const repaint = () => { readPalette(); refresh(); };
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
window.addEventListener("beforeprint", () => {
  root.dataset.print = "yes";
  for (const part of document.querySelectorAll("header details, .choices")) part.open = true;
  repaint();
  slice();
});
window.addEventListener("afterprint", () => {
  delete root.dataset.print;
  byId("slices").replaceChildren();
  repaint();
});

// A canvas cannot go on over a page's end: what is printed are pieces of it, each a page at most.
function slice() {
  const whole = stage.querySelector("canvas");
  const pieces = [];
  let y = 0;
  while (y < whole.height) {
    const share = y === 0 ? 0.85 : 1.2; // the first piece has the heading on its page
    const piece = document.createElement("canvas");
    piece.width = whole.width;
    piece.height = Math.min(Math.round(whole.width * share), whole.height - y);
    piece.getContext("2d").drawImage(whole, 0, -y);
    pieces.push(piece);
    y += piece.height;
  }
  byId("slices").replaceChildren(...pieces);
}
window.addEventListener("hashchange", () => { readAddress(); search(); setControls(); refresh(); });
let waiting = 0;
window.addEventListener("resize", () => {
  cancelAnimationFrame(waiting);
  waiting = requestAnimationFrame(fit);
});

// For tests and for whoever writes on the console.
window.dipgraph = {
  choose,
  place(id, share = 0.5) {
    const frame = stage.getBoundingClientRect();
    const line = network.body.edges[id];
    const point = line ? line.edgeType.getPoint(share) : network.getPosition(id);
    const at = network.canvasToDOM(point);
    return { x: frame.left + at.x, y: frame.top + at.y };
  },
};
fit();
const frame = byId("stage");
if (data.fit === "screen") frame.scrollLeft = (frame.scrollWidth - frame.clientWidth) / 2;
performance.mark("dipgraph-ready");
root.dataset.ready = "yes";
