// What is drawn on the canvas: the backdrop, the nodes and their labels.
let palette = {};

function readPalette() {
  const style = getComputedStyle(root);
  const read = (name) => style.getPropertyValue(`--${name}`).trim();
  palette = { families: data.families.map((_, index) => read(`family-${index % 8}`)) };
  for (const name of ["paper", "ink", "soft", "line", "even", "odd", "centre", "accent", "link", "sea"]) {
    palette[name] = read(name);
  }
}

const font = (size, bold) =>
  `${bold ? "bold " : ""}${size}px Arial, Helvetica, "Liberation Sans", sans-serif`;

function strength(item) {
  if (found !== null && !found.has(item.id) && item.dip.look !== undefined) return 0.16;
  if (lit === null || chosen.id === item.id) return 1;
  return item.dip.now.some((number) => lit.has(number)) ? 1 : 0.16;
}

function drawBackdrop(ctx) {
  const fills = {
    "ring-even": palette.even, "ring-odd": palette.odd, centre: palette.centre,
    "lane-even": palette.even, "lane-odd": palette.paper, hole: palette.line,
  };
  for (const shape of backdrop) {
    if (shape.t === "ellipse") {
      ctx.beginPath();
      ctx.ellipse(0, 0, shape.rx, shape.ry, 0, 0, 2 * Math.PI);
      ctx.fillStyle = fills[shape.style];
      ctx.fill();
      ctx.strokeStyle = palette.line;
      ctx.lineWidth = 0.8;
      ctx.stroke();
    } else if (shape.t === "rect") {
      ctx.globalAlpha = shape.style === "hole" ? 0.45 : 1;
      ctx.fillStyle = fills[shape.style];
      ctx.fillRect(shape.x, shape.y, shape.w, shape.h);
      ctx.globalAlpha = 1;
    } else if (shape.t === "path") {
      drawPath(ctx, shape);
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

function drawPath(ctx, { points, style }) {
  ctx.beginPath();
  for (let i = 0; i < points.length; i += 2) ctx.lineTo(points[i], points[i + 1]);
  if (style === "sea") {
    ctx.closePath();
    ctx.fillStyle = palette.sea;
    ctx.fill();
  }
  ctx.strokeStyle = palette.line;
  ctx.lineWidth = 0.8;
  ctx.stroke();
}

function drawNode({ ctx, id, x, y }) {
  const node = nodes.get(id);
  const mine = node.dip;
  const change = changeOf(node);
  const weight = change === "went" ? mine.before.length : mine.now.length;
  const share = mine.records.length ? Math.sqrt(weight / mine.records.length) : 1;
  const least = data.drawing === "rings" ? 5 : 3.5;
  const radius = mine.look === "disc" ? Math.max(least, node.size * share) : node.size;
  return {
    drawNode() {
      ctx.globalAlpha = strength(node);
      const isChosen = chosen !== null && chosen.id === id;
      if (mine.look === "disc") {
        if (mine.now.length === 0) drawGhost(ctx, x, y, radius);
        else drawDisc(ctx, x, y, radius, mine.now);
      }
      if (mine.look === "mark") drawMark(ctx, x, y, radius, mine);
      if (mine.look === "actor") drawActor(ctx, x, y);
      if (mine.look === "dot") drawDot(ctx, x, y, radius);
      if (mine.look === "cell") drawCell(ctx, x, y, radius, mine);
      if (change === "came") drawPlus(ctx, x + radius + 2, y - radius);
      if (isChosen && mine.look !== "name" && mine.look !== "cell") ring(ctx, x, y, radius + 3);
      if (mine.text) drawLabel(ctx, x, y, mine, isChosen, weight);
      ctx.globalAlpha = 1;
    },
    nodeDimensions: { width: 2 * Math.max(radius, 8), height: 2 * Math.max(radius, 8) },
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
    ctx.arc(x, y, radius * 0.58, 0, 2 * Math.PI);
    ctx.fillStyle = palette.paper;
    ctx.fill();
    ctx.fillStyle = palette.ink;
    const size = Math.min(13, radius * 0.74);
    ctx.font = font(size, true);
    ctx.textAlign = "center";
    ctx.fillText(String(numbers.length), x, y + size * 0.36, radius * 1.1);
  }
}

function drawGhost(ctx, x, y, radius) {
  ctx.beginPath();
  ctx.arc(x, y, radius, 0, 2 * Math.PI);
  ctx.setLineDash([3, 3]);
  ctx.strokeStyle = palette.soft;
  ctx.lineWidth = 1.4;
  ctx.stroke();
  ctx.setLineDash([]);
}

function drawPlus(ctx, x, y) {
  ctx.strokeStyle = palette.ink;
  ctx.lineWidth = 2.2;
  ctx.beginPath();
  ctx.moveTo(x - 4, y);
  ctx.lineTo(x + 4, y);
  ctx.moveTo(x, y - 4);
  ctx.lineTo(x, y + 4);
  ctx.stroke();
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

function drawDot(ctx, x, y, radius) {
  ctx.beginPath();
  ctx.arc(x, y, radius, 0, 2 * Math.PI);
  ctx.fillStyle = palette.link;
  ctx.fill();
}

function drawCell(ctx, x, y, half, mine) {
  const before = ctx.globalAlpha;
  ctx.globalAlpha = before * (0.1 + 0.9 * mine.shade);
  ctx.fillStyle = palette.accent;
  ctx.fillRect(x - half + 0.5, y - half + 0.5, 2 * half - 1, 2 * half - 1);
  ctx.globalAlpha = before;
  if (chosen !== null && chosen.id === `${mine.ends[0]}|${mine.ends[1]}`) {
    ctx.strokeStyle = palette.ink;
    ctx.lineWidth = 2;
    ctx.strokeRect(x - half, y - half, 2 * half, 2 * half);
  }
}

function ring(ctx, x, y, radius) {
  ctx.beginPath();
  ctx.arc(x, y, radius, 0, 2 * Math.PI);
  ctx.strokeStyle = palette.accent;
  ctx.lineWidth = 2;
  ctx.stroke();
}

function drawLabel(ctx, x, y, mine, isChosen, weight) {
  ctx.font = font(mine.font, mine.bold || (mine.look === "name" && data.drawing === "rings"));
  ctx.textAlign = mine.align;
  const [dx, dy] = mine.at;
  if (mine.halo) {
    ctx.strokeStyle = palette.sea;
    ctx.lineWidth = 4;
    ctx.lineJoin = "round";
    ctx.strokeText(mine.text, x + dx, y + dy, mine.width);
  }
  ctx.fillStyle = isChosen ? palette.accent : mine.now.length || mine.look === "dot" ? palette.ink : palette.soft;
  if (mine.look === "cell") ctx.fillStyle = mine.shade > 0.72 ? palette.paper : palette.ink;
  ctx.fillText(mine.text, x + dx, y + dy, mine.width);
  if (!mine.counted) return;
  const gap = Math.min(ctx.measureText(mine.text).width, mine.width) + 7;
  ctx.fillStyle = palette.soft;
  ctx.fillText(String(weight), x + dx + (mine.align === "left" ? gap : -gap), y + dy);
}

// How a line looks now: for vis-network.
function dressEdge(edge) {
  const { dip } = edge;
  const change = changeOf(edge);
  const most = dip.now.length ? records[dip.now[0]].f : 0;
  const width = 1 + 0.7 * Math.min(Math.max(dip.now.length, 1), 8);
  const look = {
    link: { width, opacity: 0.75, color: palette.link },
    tie: { width, opacity: 0.6, color: palette.families[most] },
    host: { width: 1.1, opacity: 0.5, color: palette.link },
    part: { width: 0.6, opacity: 0.28, color: palette.link },
    also: { width: 0.8, opacity: 0, color: palette.link },
  }[dip.style];
  if (change === "went") Object.assign(look, { color: palette.soft, width: 1.2, opacity: 0.5 });
  const isLit = lit !== null && (chosen.id === edge.id || dip.now.some((number) => lit.has(number)));
  if (isLit) Object.assign(look, { width: look.width + 0.8, opacity: 1, color: palette.accent });
  else if (lit !== null || (found !== null && !found.has(edge.from) && !found.has(edge.to))) look.opacity *= 0.15;
  return {
    id: edge.id,
    hidden: isGone(edge) || look.opacity === 0,
    width: look.width,
    dashes: dip.style === "part" ? [3, 3] : change === "went" ? [5, 5] : false,
    color: { color: look.color, opacity: look.opacity },
    arrows: { to: { enabled: dip.arrow === true, scaleFactor: 0.6 } },
  };
}

// What a line runs through, written on it where there are few lines.
function drawEdgeLabels(ctx) {
  for (const edge of data.edges) {
    const line = edge.dip.text && !isGone(edge) ? network.body.edges[edge.id] : null;
    if (!line || !line.connected) continue;
    const at = line.edgeType.getPoint(0.72);
    ctx.font = font(11, false);
    ctx.textAlign = "center";
    ctx.lineWidth = 3;
    ctx.strokeStyle = palette.paper;
    ctx.strokeText(edge.dip.text, at.x, at.y - 9);
    ctx.fillStyle = palette.ink;
    ctx.fillText(edge.dip.text, at.x, at.y - 9);
  }
}
