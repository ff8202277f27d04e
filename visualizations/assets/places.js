// Where things stand: as computed when the page was made, or moved together where filters leave
// rows empty.
const ROW = 17;
const COLUMN_ROW = data.row;
const HEAD = 40;
let box = data.arrangements[0].box; // left, top, width, height
let backdrop = data.arrangements[0].backdrop;
const places = new Map();

function place() {
  const now = data.arrangements.find((a) => a.id === arrangement);
  box = now.box;
  backdrop = now.backdrop;
  for (const node of data.nodes) {
    const at = now.places ? now.places[node.id] : null;
    places.set(node.id, at || [node.x, node.y]);
  }
  if (!isFiltered()) return;
  if (data.drawing === "lanes") closeLanes();
  if (data.drawing === "columns") closeColumns();
}

// Put wanted heights in order, a step apart, and none below the foot.
function pushApart(wanted, step, top, foot) {
  wanted.sort((a, b) => a[1] - b[1]);
  let last = top - step;
  for (const entry of wanted) last = entry[1] = Math.max(entry[1], last + step);
  let limit = Math.max(foot, top + step * (wanted.length - 1));
  for (let i = wanted.length - 1; i >= 0; i -= 1) {
    wanted[i][1] = Math.min(wanted[i][1], limit);
    limit = wanted[i][1] - step;
  }
  return wanted;
}

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

function closeLanes() {
  const marks = data.nodes.filter((n) => n.dip.look === "mark" && n.dip.now.length);
  let top = HEAD;
  const moved = new Map();
  const rects = [];
  for (const rect of backdrop.filter((shape) => shape.lane)) {
    const inside = marks.filter((m) => m.y >= rect.y && m.y < rect.y + rect.h);
    const rows = [...new Set(inside.map((m) => m.y))].sort((a, b) => a - b);
    const name = nodes.get(rect.lane);
    if (!rows.length && !name.dip.now.length) continue;
    places.set(name.id, [name.x, top + 11]);
    for (const mark of inside) {
      const y = top + (rows.indexOf(mark.y) + 0.5) * ROW + 2.5;
      places.set(mark.id, [mark.x, y]);
      moved.set(mark.id, y);
    }
    const high = Math.max(1, rows.length) * ROW + 5;
    rects.push({ ...rect, y: top, h: high });
    top += high;
  }
  const heights = new Map();
  for (const edge of data.edges) {
    if (!edge.dip.now.length || !moved.has(edge.from)) continue;
    if (!heights.has(edge.to)) heights.set(edge.to, []);
    heights.get(edge.to).push(moved.get(edge.from));
  }
  const actors = data.nodes.filter((n) => n.dip.look === "actor" && heights.has(n.id));
  const wanted = actors.map((actor) => [actor, mean(heights.get(actor.id))]);
  for (const [actor, y] of pushApart(wanted, ROW - 1, HEAD + ROW / 2, top - ROW / 2)) {
    places.set(actor.id, [actor.x, y]);
    top = Math.max(top, y + ROW);
  }
  backdrop = [
    ...rects,
    ...backdrop.filter((shape) => !shape.lane).map((shape) => {
      if (shape.style === "hole") return { ...shape, h: top - shape.y };
      return shape.t === "line" ? { ...shape, y2: top } : shape;
    }),
  ];
  box = [box[0], box[1], box[2], top + 8];
}

function closeColumns() {
  const sides = [0, 1].map((side) => data.nodes.filter((n) => n.dip.side === side && !isGone(n)));
  const long = sides[0].length > sides[1].length ? 0 : 1;
  sides[long].sort((a, b) => a.y - b.y).forEach((node, index) => {
    places.set(node.id, [node.x, HEAD + (index + 0.5) * COLUMN_ROW]);
  });
  const heights = new Map();
  for (const edge of data.edges) {
    if (isGone(edge)) continue;
    const [near, far] = long === 1 ? [edge.from, edge.to] : [edge.to, edge.from];
    if (!heights.has(near)) heights.set(near, []);
    heights.get(near).push(places.get(far)[1]);
  }
  const foot = HEAD + (sides[long].length - 0.5) * COLUMN_ROW;
  const wanted = sides[1 - long].map((n) => [n, mean(heights.get(n.id) || [n.y])]);
  for (const [node, y] of pushApart(wanted, COLUMN_ROW, HEAD + COLUMN_ROW / 2, foot)) {
    places.set(node.id, [node.x, y]);
  }
  box = [box[0], box[1], box[2], Math.max(foot, HEAD) + COLUMN_ROW * 1.5];
}
