// What is shown: records by kind, family and year; what changed against the year before; and the
// part of the address that keeps it.
const root = document.documentElement;
const byId = (id) => document.getElementById(id);
const data = JSON.parse(byId("data").textContent);
performance.mark("dipgraph-data");
const records = data.records;
const nodes = new Map(data.nodes.map((node) => [node.id, node]));
const edges = new Map(data.edges.map((edge) => [edge.id, edge]));
const items = [...data.nodes, ...data.edges];
const covered = new Set(data.years);

const off = new Set(); // families that are left out
let kind = ""; // the kind of record shown, "" for all
let year = 0; // the year shown, 0 for all
let chosen = null; // {kind: "node" | "edge", id}
let found = null; // ids of the nodes that the search finds, or null
let lit = null; // numbers of the records that the choice rests on, or null
let arrangement = data.arrangements[0].id;

const fold = (text) =>
  text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/ı/g, "i").replace(/ə/g, "e");
const count = (number, one, many) => `${number} ${number === 1 ? one : many}`;
const words = records.map((r) => fold(`${r.l} ${r.c} ${r.d}`));
const names = new Map(data.nodes.map((n) => [n.id, fold(`${n.label} ${n.dip.also}`)]));

const isFiltered = () => year !== 0 || kind !== "" || off.size > 0;
const isCompared = () => data.compares && covered.has(year) && covered.has(year - 1);

function fits(record, inYear, anyFamily = false) {
  if ((!anyFamily && off.has(record.f)) || (kind !== "" && !record.k.includes(kind))) return false;
  return inYear === 0 || (record.y[0] <= inYear && inYear <= record.y[1]);
}

function select() {
  const holds = covered.size === 0 || year === 0 || covered.has(year);
  const now = records.map((record) => holds && fits(record, year));
  const before = isCompared() ? records.map((record) => fits(record, year - 1)) : null;
  const all = !isFiltered();
  for (const { dip } of items) {
    dip.now = all ? dip.records : dip.records.filter((number) => now[number]);
    dip.before = before ? dip.records.filter((number) => before[number]) : null;
  }
  return now;
}

// "came", "went" and "stayed" against the year before; "" where nothing is compared.
function changeOf({ dip }) {
  if (!dip.before || (dip.look !== undefined && !dip.tie)) return "";
  if (dip.now.length === 0) return dip.before.length ? "went" : "";
  return dip.before.length ? "stayed" : "came";
}

const isTie = (item) => item.dip.look === undefined || item.dip.tie === true;
const isGone = (item) => item.dip.now.length === 0 && !(item.dip.before && item.dip.before.length);

function countChanges() {
  const counts = { came: 0, stayed: 0, went: 0 };
  for (const item of items) {
    const change = isTie(item) ? changeOf(item) : "";
    if (change) counts[change] += 1;
  }
  return counts;
}

function tellChange() {
  if (!data.compares || year === 0 || !covered.has(year)) return "";
  if (covered.has(year - 1)) {
    const { came, stayed, went } = countChanges();
    return `Against ${year - 1} (the texts differ in length): ${came} came (marked +), ${stayed} stayed, ${went} went (broken outline).`;
  }
  return year - 1 > Math.min(...covered)
    ? `${year - 1} has no source, so nothing is compared with it.`
    : "No year before it has a source, so nothing is compared.";
}

// --- the address -------------------------------------------------------------------

function readAddress() {
  const given = new URLSearchParams(location.hash.slice(1));
  const wanted = Number(given.get("year") || 0);
  const slider = byId("year");
  year = slider && wanted >= Number(slider.dataset.first) && wanted <= Number(slider.dataset.last) ? wanted : 0;
  const select_ = byId("kind");
  kind = select_ && [...select_.options].some((o) => o.value === given.get("kind")) ? given.get("kind") : "";
  off.clear();
  const without = new Set((given.get("without") || "").split(","));
  data.families.forEach((family, index) => { if (without.has(family.id)) off.add(index); });
  const by = given.get("by");
  arrangement = data.arrangements.some((a) => a.id === by) ? by : data.arrangements[0].id;
  byId("search").value = given.get("find") || "";
  const at = given.get("at");
  chosen = null;
  if (nodes.has(at)) chosen = { kind: "node", id: at };
  else if (edges.has(at)) chosen = { kind: "edge", id: at };
}

function writeAddress() {
  const kept = new URLSearchParams();
  if (year) kept.set("year", year);
  if (off.size) kept.set("without", [...off].sort((a, b) => a - b).map((f) => data.families[f].id).join(","));
  if (kind) kept.set("kind", kind);
  if (byId("search").value.trim()) kept.set("find", byId("search").value.trim());
  if (arrangement !== data.arrangements[0].id) kept.set("by", arrangement);
  if (chosen) kept.set("at", chosen.id);
  const text = kept.toString();
  if (text === location.hash.slice(1)) return;
  try {
    history.replaceState(null, "", text ? `#${text}` : location.pathname + location.search);
  } catch (error) {
    // A page in a notebook's frame has no address of its own.
  }
}
