"use strict";
// Draws the network with fixed places, and shows the records behind what is chosen. Text from
// the data reaches the page as text nodes or on the canvas only.
(function () {
  const root = document.documentElement;
  const byId = (id) => document.getElementById(id);
  const data = JSON.parse(byId("data").textContent);
  const records = data.records;
  const nodes = new Map(data.nodes.map((node) => [node.id, node]));
  const edges = new Map(data.edges.map((edge) => [edge.id, edge]));
  const [left, top, width, height] = data.box;
  const off = new Set(); // families that are left out
  let chosen = null; // {kind: "node" | "edge", id}
  let found = null; // ids of the nodes that the search finds, or null
  let lit = null; // numbers of the records that the choice rests on, or null
  let palette = {};
  let fitScale = 1;

  // --- words ---------------------------------------------------------------------

  const fold = (text) =>
    text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/ı/g, "i").replace(/ə/g, "e");
  const count = (number, one, many) => `${number} ${number === 1 ? one : many}`;
  const words = records.map((r) => fold(`${r.l} ${r.c} ${r.d}`));
  const names = new Map(data.nodes.map((n) => [n.id, fold(`${n.label} ${n.dip.also}`)]));

  // --- what is shown -------------------------------------------------------------

  const visible = (list) => list.filter((number) => !off.has(records[number].f));
  const isLit = (list) => lit === null || list.some((number) => lit.has(number));

  function strength(item) {
    if (found !== null && !found.has(item.id) && item.dip.look !== undefined) return 0.16;
    if (lit === null) return 1;
    if (chosen.id === item.id) return 1;
    return isLit(item.dip.now) ? 1 : 0.16;
  }

  function refresh() {
    for (const item of [...data.nodes, ...data.edges]) item.dip.now = visible(item.dip.records);
    lit = null;
    if (chosen) {
      const item = (chosen.kind === "node" ? nodes : edges).get(chosen.id);
      lit = new Set(item.dip.now);
    }
    nodeSet.update(data.nodes.map((n) => ({ id: n.id, hidden: n.dip.now.length === 0 && n.dip.look !== "name" })));
    edgeSet.update(data.edges.map(dressEdge));
    showPanel();
    const shown = filterTable();
    const ties =
      data.edges.filter((e) => e.dip.now.length).length +
      data.nodes.filter((n) => n.dip.tie && n.dip.now.length).length;
    byId("shown").textContent =
      `${count(shown, "record", "records")}, ${count(ties, "tie", "ties")} shown`;
    root.dataset.records = shown;
    root.dataset.ties = ties;
    root.dataset.chosen = chosen ? chosen.id : "";
    network.redraw();
  }

  function dressEdge(edge) {
    const style = edge.dip.style;
    const chosenNow = lit !== null && isLit(edge.dip.now);
    const look = {
      link: { width: 1 + 0.7 * Math.min(edge.dip.now.length, 6), opacity: 0.75, color: palette.link },
      host: { width: 1.1, opacity: 0.5, color: palette.link },
      part: { width: 0.6, opacity: 0.28, color: palette.link },
      also: { width: 0.8, opacity: 0, color: palette.link },
    }[style];
    if (chosenNow) Object.assign(look, { width: look.width + 0.8, opacity: 1, color: palette.accent });
    else if (lit !== null || found !== null) look.opacity *= 0.15;
    return {
      id: edge.id,
      hidden: edge.dip.now.length === 0 || look.opacity === 0,
      width: look.width,
      dashes: style === "part" ? [3, 3] : false,
      color: { color: look.color, opacity: look.opacity },
    };
  }

  function filterTable() {
    const query = fold(byId("search").value.trim());
    const shown = new Set();
    for (const body of document.querySelectorAll("tbody[data-group]")) {
      const title = fold(body.rows[0].cells[0].textContent);
      let any = false;
      for (const row of body.querySelectorAll("tr[data-record]")) {
        const number = Number(row.dataset.record);
        const stays = !off.has(records[number].f);
        if (stays) shown.add(number);
        row.hidden = !stays || (query !== "" && !title.includes(query) && !words[number].includes(query));
        any = any || !row.hidden;
      }
      body.hidden = !any;
    }
    return shown.size;
  }

  // --- the panel -----------------------------------------------------------------

  function showPanel() {
    const list = byId("panel-records");
    list.replaceChildren();
    byId("close").hidden = chosen === null;
    byId("panel").classList.toggle("idle", chosen === null);
    if (chosen === null) {
      byId("panel-title").textContent = "Records";
      byId("panel-note").textContent =
        "Choose a name, a mark or a line in the drawing to see the records behind it.";
      root.dataset.panel = "0";
      return;
    }
    const item = (chosen.kind === "node" ? nodes : edges).get(chosen.id);
    byId("panel-title").textContent = chosen.kind === "node" ? item.label : edgeName(item);
    const note = item.dip.note ? `${item.dip.note}; ` : "";
    byId("panel-note").textContent = note + count(item.dip.now.length, "record", "records");
    for (const number of item.dip.now) list.append(recordItem(records[number]));
    root.dataset.panel = String(item.dip.now.length);
  }

  function edgeName(edge) {
    if (edge.dip.style === "link") return edge.dip.name;
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
    add("strong", record.d);
    add("span", ` ${record.c}${record.s ? ` (${record.s.toLowerCase()})` : ""}`, "what");
    item.append(document.createElement("br"));
    add("bdi", record.l);
    for (const place of record.p) add("span", place, "where");
    add("span", record.n, "where");
    return item;
  }

  // --- drawing -------------------------------------------------------------------

  function readPalette() {
    const style = getComputedStyle(root);
    const read = (name) => style.getPropertyValue(`--${name}`).trim();
    palette = { families: data.families.map((_, index) => read(`family-${index}`)) };
    for (const name of ["paper", "ink", "soft", "line", "even", "odd", "centre", "accent", "link"]) {
      palette[name] = read(name);
    }
  }

  const font = (size, bold) =>
    `${bold ? "bold " : ""}${size}px Arial, Helvetica, "Liberation Sans", sans-serif`;

  function drawBackdrop(ctx) {
    const fills = {
      "ring-even": palette.even, "ring-odd": palette.odd, centre: palette.centre,
      "lane-even": palette.even, "lane-odd": palette.paper,
    };
    for (const shape of data.backdrop) {
      if (shape.t === "ellipse") {
        ctx.beginPath();
        ctx.ellipse(0, 0, shape.rx, shape.ry, 0, 0, 2 * Math.PI);
        ctx.fillStyle = fills[shape.style];
        ctx.fill();
        ctx.strokeStyle = palette.line;
        ctx.lineWidth = 0.8;
        ctx.stroke();
      } else if (shape.t === "rect") {
        ctx.fillStyle = fills[shape.style];
        ctx.fillRect(shape.x, shape.y, shape.w, shape.h);
      } else if (shape.t === "line") {
        ctx.beginPath();
        ctx.moveTo(shape.x1, shape.y1);
        ctx.lineTo(shape.x2, shape.y2);
        ctx.strokeStyle = palette.line;
        ctx.lineWidth = shape.style === "spoke" ? 1.2 : 0.8;
        ctx.stroke();
      } else {
        ctx.font = font(shape.font, shape.style === "title");
        ctx.textAlign = shape.align;
        ctx.fillStyle = palette.soft;
        if (shape.style === "scale" && data.drawing === "rings") {
          ctx.strokeStyle = palette.odd;
          ctx.lineWidth = 4;
          ctx.strokeText(shape.text, shape.x, shape.y, shape.width);
        }
        ctx.fillText(shape.text, shape.x, shape.y, shape.width);
      }
    }
  }

  function drawNode({ ctx, id, x, y }) {
    const node = nodes.get(id);
    const mine = node.dip;
    const share = mine.records.length ? Math.sqrt(mine.now.length / mine.records.length) : 1;
    const radius = mine.look === "disc" ? Math.max(5, node.size * share) : node.size;
    return {
      drawNode() {
        ctx.globalAlpha = strength(node);
        const isChosen = chosen !== null && chosen.id === id;
        if (mine.look === "disc") drawDisc(ctx, x, y, radius, mine.now);
        if (mine.look === "mark") drawMark(ctx, x, y, radius, mine);
        if (mine.look === "actor") drawActor(ctx, x, y);
        if (isChosen && mine.look !== "name") ring(ctx, x, y, radius + 3);
        drawLabel(ctx, x, y, mine, isChosen);
        ctx.globalAlpha = 1;
      },
      nodeDimensions: { width: 2 * radius, height: 2 * radius },
    };
  }

  function drawDisc(ctx, x, y, radius, numbers) {
    const parts = data.families.map(() => 0);
    for (const number of numbers) parts[records[number].f] += 1;
    let angle = -Math.PI / 2;
    parts.forEach((part, family) => {
      if (part === 0) return;
      const next = angle + (2 * Math.PI * part) / numbers.length;
      ctx.beginPath();
      ctx.moveTo(x, y);
      ctx.arc(x, y, radius, angle, next);
      ctx.closePath();
      ctx.fillStyle = palette.families[family];
      ctx.fill();
      if (part < numbers.length) {
        ctx.strokeStyle = palette.paper;
        ctx.lineWidth = 1;
        ctx.stroke();
      }
      angle = next;
    });
    if (radius > 12) {
      ctx.beginPath();
      ctx.arc(x, y, radius * 0.52, 0, 2 * Math.PI);
      ctx.fillStyle = palette.paper;
      ctx.fill();
      ctx.fillStyle = palette.ink;
      ctx.font = font(Math.min(13, radius * 0.62), true);
      ctx.textAlign = "center";
      ctx.fillText(String(numbers.length), x, y + Math.min(13, radius * 0.62) * 0.36);
    }
  }

  function drawMark(ctx, x, y, radius, mine) {
    const colour = palette.families[records[mine.records[0]].f];
    ctx.beginPath();
    ctx.arc(x, y, radius, 0, 2 * Math.PI);
    ctx.fillStyle = mine.open ? palette.paper : colour; // a ring: planned, proposed, under way
    ctx.fill();
    ctx.strokeStyle = colour;
    ctx.lineWidth = 1.8;
    ctx.stroke();
  }

  function drawActor(ctx, x, y) {
    ctx.fillStyle = palette.soft;
    ctx.fillRect(x - 3, y - 3, 6, 6);
  }

  function ring(ctx, x, y, radius) {
    ctx.beginPath();
    ctx.arc(x, y, radius, 0, 2 * Math.PI);
    ctx.strokeStyle = palette.accent;
    ctx.lineWidth = 2;
    ctx.stroke();
  }

  function drawLabel(ctx, x, y, mine, isChosen) {
    ctx.font = font(mine.font, mine.bold || (mine.look === "name" && data.drawing === "rings"));
    ctx.textAlign = mine.align;
    ctx.fillStyle = isChosen ? palette.accent : palette.ink;
    ctx.fillText(mine.text, x + mine.at[0], y + mine.at[1], mine.width);
  }

  // --- finding what is under the pointer -----------------------------------------

  function labelAt(point) {
    for (const node of data.nodes) {
      const mine = node.dip;
      if (mine.now.length === 0) continue;
      const x = node.x + mine.at[0];
      const from = mine.align === "left" ? x : mine.align === "right" ? x - mine.width : x - mine.width / 2;
      const y = node.y + mine.at[1];
      if (point.x >= from && point.x <= from + mine.width && point.y >= y - mine.font && point.y <= y + 4) {
        return node.id;
      }
    }
    return null;
  }

  function under(dom) {
    const node = network.getNodeAt(dom) || labelAt(network.DOMtoCanvas(dom));
    if (node) return { kind: "node", id: node };
    const edge = network.getEdgeAt(dom);
    return edge ? { kind: "edge", id: edge } : null;
  }

  function choose(next) {
    chosen = next && (next.kind === "node" ? nodes : edges).has(next.id) ? next : null;
    refresh();
  }

  // --- the network ---------------------------------------------------------------

  readPalette();
  for (const item of [...data.nodes, ...data.edges]) item.dip.now = item.dip.records;
  const stage = byId("drawing");
  const nodeSet = new vis.DataSet(data.nodes.map((n) => ({ ...n, label: undefined, ctxRenderer: drawNode })));
  const edgeSet = new vis.DataSet(data.edges.map((e) => ({ ...e })));
  const options = data.options;
  options.edges.smooth = data.drawing === "lanes"
    ? { enabled: true, type: "cubicBezier", forceDirection: "horizontal", roundness: 0.55 }
    : { enabled: true, type: "curvedCW", roundness: 0.14 };
  options.interaction.hover = false;
  const network = new vis.Network(stage, { nodes: nodeSet, edges: edgeSet }, options);
  network.on("beforeDrawing", drawBackdrop);
  network.on("click", (event) => choose(under(event.pointer.DOM)));

  function fit() {
    const wide = stage.clientWidth;
    if (wide === 0) return; // an empty page hides its drawing
    if (data.fit === "width") {
      fitScale = Math.min(1.5, wide / width);
      setHeight(wide, Math.ceil(height * fitScale));
    } else {
      const room = Math.max(520, window.innerHeight - document.querySelector("main").offsetTop - 12);
      fitScale = Math.min(wide / width, 1.6);
      if (height * fitScale > room) fitScale = Math.max(room / height, Math.min(fitScale, 0.9));
      setHeight(wide, Math.ceil(height * fitScale));
    }
    zoom(fitScale);
  }

  function setHeight(wide, high) {
    stage.style.height = `${high}px`;
    network.setSize(`${wide}px`, `${high}px`);
  }

  function zoom(scale) {
    const inner = { x: left + width / 2, y: top + height / 2 };
    const whole = scale <= fitScale * 1.001;
    stage.classList.toggle("zoomed", !whole);
    network.moveTo({ scale: Math.max(scale, fitScale), position: whole ? inner : network.getViewPosition() });
    network.setOptions({ interaction: { dragView: !whole } }); // else a page could not be scrolled
    network.redraw();
  }

  byId("zoom-in").addEventListener("click", () => zoom(network.getScale() * 1.3));
  byId("zoom-out").addEventListener("click", () => zoom(network.getScale() / 1.3));
  byId("zoom-fit").addEventListener("click", fit);
  byId("close").addEventListener("click", () => choose(null));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && chosen) choose(null);
  });
  for (const box of document.querySelectorAll("input[data-family]")) {
    box.addEventListener("change", () => {
      const family = Number(box.dataset.family);
      if (box.checked) off.delete(family);
      else off.add(family);
      refresh();
    });
  }

  const search = byId("search");
  search.addEventListener("input", () => {
    const query = fold(search.value.trim());
    found = null;
    if (query !== "") {
      const fits = (node) =>
        names.get(node.id).includes(query) ||
        node.dip.now.some((number) => node.dip.look === "mark" && words[number].includes(query));
      found = new Set(data.nodes.filter(fits).map((node) => node.id));
    }
    chosen = null;
    refresh();
  });
  search.addEventListener("change", () => {
    if (found === null || found.size === 0) return;
    const query = fold(search.value.trim());
    const exact = [...found].find((id) => fold(nodes.get(id).label) === query);
    if (exact || found.size === 1) choose({ kind: "node", id: exact || [...found][0] });
  });

  // --- a hint beside the pointer -------------------------------------------------

  const hint = document.createElement("div");
  hint.className = "vis-tooltip";
  document.body.append(hint);
  stage.addEventListener("mousemove", (event) => {
    const box = stage.getBoundingClientRect();
    const over = under({ x: event.clientX - box.left, y: event.clientY - box.top });
    stage.style.cursor = over ? "pointer" : "";
    hint.style.visibility = over ? "visible" : "hidden";
    if (!over) return;
    const item = (over.kind === "node" ? nodes : edges).get(over.id);
    const name = over.kind === "node" ? item.label : edgeName(item);
    const only = item.dip.now.length === 1 ? records[item.dip.now[0]] : null;
    hint.textContent = item.dip.look === "mark" && only
      ? `${name}\n${only.d} · ${only.c}`
      : `${name}\n${only ? `${only.d} · ${only.l}` : count(item.dip.now.length, "record", "records")}`;
    const x = Math.min(event.pageX + 14, window.scrollX + root.clientWidth - hint.offsetWidth - 8);
    hint.style.left = `${x}px`;
    hint.style.top = `${event.pageY + 14}px`;
  });
  stage.addEventListener("mouseleave", () => { hint.style.visibility = "hidden"; });

  // --- light, dark, print, size --------------------------------------------------

  const repaint = () => { readPalette(); refresh(); };
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
  window.addEventListener("beforeprint", () => { root.dataset.print = "yes"; repaint(); });
  window.addEventListener("afterprint", () => { delete root.dataset.print; repaint(); });
  let waiting = 0;
  window.addEventListener("resize", () => {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(fit);
  });

  // For tests and for whoever writes on the console.
  window.dipgraph = {
    choose,
    place(id, share = 0.5) {
      const box = stage.getBoundingClientRect();
      const line = network.body.edges[id];
      const point = line ? line.edgeType.getPoint(share) : network.getPosition(id);
      const at = network.canvasToDOM(point);
      return { x: box.left + at.x, y: box.top + at.y };
    },
  };
  fit();
  refresh();
  const frame = byId("stage");
  if (data.fit === "screen") frame.scrollLeft = (frame.scrollWidth - frame.clientWidth) / 2;
  root.dataset.ready = "yes";
})();
