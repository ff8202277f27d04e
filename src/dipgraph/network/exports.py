"""Networks in the formats of other tools, the same bytes for the same network."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from dipgraph.namespaces import shorten_iri

if TYPE_CHECKING:
    import networkx as nx

FORMATS = ("graphml", "gexf", "csv", "json", "pajek", "dot")
"""Formats of :func:`write_network`."""

_EDGE_COLUMNS = (
    "from,from label,to,to label,family,role,directed,weight,first,last,kinds,through,records"
).split(",")
_NODE_COLUMNS = (
    "node,label,type,class,kind,state,iso3,region,lat,long,mode,records,first,last,reporting"
).split(",")
_INTERVALS = ("dates",)
_LISTS_OF_LABELS = ("kinds",)


def write_network(network: nx.MultiDiGraph | nx.Graph, name: str) -> str:
    """Return a network of :func:`dipgraph.network.build_network` as text.

    Parameters
    ----------
    network
        The network.
    name
        ==========  =======================================================================
        graphml     all attributes; lists as text, IRIs joined by spaces
        gexf        version 1.2, dynamic: an element exists from ``start`` to ``end``, or in
                    several spells where its records leave a gap between them
        csv         one line an edge; :func:`write_nodes` gives the nodes
        json        networkx's node-link form, which keeps lists and numbers
        pajek       ``.net``: labels and weights, no more; arcs for directed ties
        dot         labels and weights, for Graphviz
        ==========  =======================================================================

    Notes
    -----
    A spell covers the days between which a record is dated: a record dated by its year covers
    the year. A tie that was not recorded in a year may have existed all the same.
    """
    if name == "json":
        import networkx as nx

        data = nx.node_link_data(network, edges="edges")
        return json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    if name == "csv":
        return _write_csv(_EDGE_COLUMNS, _edge_rows(network))
    if name == "pajek":
        return _write_pajek(network)
    if name == "dot":
        return _write_dot(network)
    return _write_xml(network, dynamic=name == "gexf")


def write_nodes(network: nx.MultiDiGraph | nx.Graph) -> str:
    """Return the nodes of a network as CSV, one line a node; coordinates are in degrees."""

    def rows() -> Iterator[list[Any]]:
        for node, data in network.nodes(data=True):
            short = {"node": shorten_iri(node), "state": shorten_iri(data.get("state", ""))}
            yield [{**data, **short}.get(column, "") for column in _NODE_COLUMNS]

    return _write_csv(_NODE_COLUMNS, rows())


# --- GraphML and GEXF --------------------------------------------------------------


def _write_xml(network: nx.MultiDiGraph | nx.Graph, dynamic: bool) -> str:
    import networkx as nx

    # GEXF could say edge by edge which is directed, but networkx refuses to read such a file: where
    # only some are, all are written as directed, with the attribute "directed" to tell.
    directed = any(data["directed"] for *_, data in network.edges(data=True))
    plain = nx.MultiDiGraph() if directed else nx.MultiGraph()
    plain.graph.update(_scalars(network.graph))
    for node, data in network.nodes(data=True):
        own = _scalars(data)
        if dynamic:
            own = {key: value for key, value in own.items() if key not in ("start", "end")}
            own |= _times(_days_around(network, node))
        plain.add_node(node, **own)
    for number, (one, other, data) in enumerate(network.edges(data=True)):
        own = _scalars(data)
        if dynamic:
            own |= _times(data.get("dates") or [[data["first"], data["last"]]])
            own["id"] = f"e{number}"
        # A key is the id of an edge in GraphML, unique in the file.
        plain.add_edge(one, other, key=f"e{number}", **own)
    write = nx.generate_gexf if dynamic else nx.generate_graphml
    text = "\n".join(write(plain)) + "\n"
    # networkx dates a GEXF file; the same data must give the same bytes.
    text = re.sub(r' lastmodifieddate="[^"]*"', "", text)
    return text if text.startswith("<?xml") else f"<?xml version='1.0' encoding='utf-8'?>\n{text}"


def _days_around(network: nx.MultiDiGraph | nx.Graph, node: str) -> list[list[str]]:
    own = network.nodes[node]
    if own.get("start"):
        return [[own["start"], own.get("end", "")]]
    edges = list(network.edges(node, data=True))
    if network.is_directed():
        edges += network.in_edges(node, data=True)
    return [
        days for *_, data in edges for days in data.get("dates") or [[data["first"], data["last"]]]
    ]


def _times(dates: list[list[str]]) -> dict[str, Any]:
    """Return what networkx writes as start and end, or as spells, of an element."""
    spells: list[tuple[str, str]] = []
    for start, end in sorted((start, end or start) for start, end in dates if start):
        if spells and start <= spells[-1][1]:
            spells[-1] = (spells[-1][0], max(end, spells[-1][1]))
        else:
            spells.append((start, end))
    if len(spells) > 1:
        return {"spells": spells}
    return {"start": spells[0][0], "end": spells[0][1]} if spells else {}


def _scalars(data: dict[str, Any]) -> dict[str, Any]:
    """Return attributes as GraphML and GEXF take them: no lists, no None, no control characters."""
    return {key: _clean(_join(key, value)) for key, value in data.items() if value is not None}


def _join(key: str, value: Any) -> Any:
    if not isinstance(value, list):
        return value
    if key in _INTERVALS:
        return " ".join(f"{start}/{end}" for start, end in value)  # as ISO 8601 writes intervals
    return ("; " if key in _LISTS_OF_LABELS else " ").join(value)


def _clean(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    # XML 1.0 has no way to write most control characters.
    return "".join(
        c for c in value if c in "\t\n\r" or (ord(c) >= 32 and ord(c) not in (65534, 65535))
    )


# --- CSV ---------------------------------------------------------------------------


def _edge_rows(network: nx.MultiDiGraph | nx.Graph) -> Iterator[list[Any]]:
    for one, other, data in network.edges(data=True):
        yield [
            shorten_iri(one),
            network.nodes[one]["label"],
            shorten_iri(other),
            network.nodes[other]["label"],
            data["family"],
            data["role"],
            data["directed"],
            data["weight"],
            data["first"],
            data["last"],
            "; ".join(data.get("kinds", ())),
            shorten_iri(data.get("through", "")),
            " ".join(shorten_iri(record) for record in data["records"]),
        ]


def _write_csv(columns: list[str], rows: Iterator[list[Any]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([guard_cell(cell) for cell in row] for row in rows)
    return out.getvalue()


def guard_cell(cell: Any) -> Any:
    """Keep a spreadsheet from taking a text for a formula."""
    return (
        f"'{cell}"
        if isinstance(cell, str) and cell.lstrip().startswith(tuple("=+-@\t\r"))
        else cell
    )


# --- Pajek and DOT -----------------------------------------------------------------
# networkx leaves quotation marks in Pajek labels as they are, and writes DOT only with a further
# package; both formats are a few lines.


def _write_pajek(network: nx.MultiDiGraph | nx.Graph) -> str:
    numbers = {node: number for number, node in enumerate(network, 1)}
    used: set[str] = set()
    lines = [f"*Vertices {len(numbers)}"]
    for node, number in numbers.items():
        label = _one_line(network.nodes[node]["label"]).replace('"', "'")
        if label in used:  # Pajek tells vertices apart by their labels
            label = f"{label} ({shorten_iri(node)})"
        used.add(label)
        lines.append(f'{number} "{label}"')
    for head, directed in (("*Arcs", True), ("*Edges", False)):
        found = [
            f"{numbers[one]} {numbers[other]} {data['weight']}"
            for one, other, data in network.edges(data=True)
            if data["directed"] is directed
        ]
        lines += [head, *found] if found else []
    return "\n".join(lines) + "\n"


def _write_dot(network: nx.MultiDiGraph | nx.Graph) -> str:
    directed = network.is_directed()
    lines = [f"{'digraph' if directed else 'graph'} {_quote(network.graph.get('view', ''))} {{"]
    for node, data in network.nodes(data=True):
        lines.append(f"  {_quote(shorten_iri(node))} [label={_quote(data['label'])}];")
    for one, other, data in network.edges(data=True):
        ends = (
            f"{_quote(shorten_iri(one))} {'->' if directed else '--'} {_quote(shorten_iri(other))}"
        )
        also = "" if data["directed"] or not directed else ", dir=none"
        lines.append(
            f"  {ends} [weight={data['weight']}, label={_quote(data['family_label'])}{also}];"
        )
    return "\n".join([*lines, "}"]) + "\n"


def _quote(text: str) -> str:
    plain = _one_line(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{plain}"'


def _one_line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() or c == " " else " " for c in text).split())
