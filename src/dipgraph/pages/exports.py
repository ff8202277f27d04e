"""Networks in the formats of other tools."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import TYPE_CHECKING, Any

from dipgraph.namespaces import shorten_iri

if TYPE_CHECKING:
    import networkx as nx

FORMATS = ("graphml", "gexf", "json", "csv")
"""Formats of :func:`write_network`."""

_COLUMNS = ("from", "to", "family", "role", "directed", "weight", "first", "last", "records")


def write_network(network: nx.MultiDiGraph, name: str) -> str:
    """Return a network of :func:`dipgraph.network.build_network` as text.

    Parameters
    ----------
    network
        The network.
    name
        "graphml", "gexf", "json" (networkx's node-link form, which keeps lists) or "csv" (one
        line an edge). Where a format has no lists, IRIs of records are joined by spaces.
    """
    import networkx as nx

    if name == "json":
        data = nx.node_link_data(network, edges="edges")
        return json.dumps(data, ensure_ascii=False, indent=1) + "\n"
    if name == "csv":
        return _write_csv(network)
    plain = nx.MultiDiGraph(**_scalars(network.graph))
    plain.add_nodes_from((node, _scalars(data)) for node, data in network.nodes(data=True))
    for one, other, key, data in network.edges(keys=True, data=True):
        plain.add_edge(one, other, key=key, **_scalars(data))
    write = nx.generate_graphml if name == "graphml" else nx.generate_gexf
    text = "\n".join(write(plain)) + "\n"
    # networkx dates a GEXF file; the same data must give the same bytes.
    text = re.sub(r' lastmodifieddate="[^"]*"', "", text)
    return text if text.startswith("<?xml") else f"<?xml version='1.0' encoding='utf-8'?>\n{text}"


def _scalars(data: dict[str, Any]) -> dict[str, Any]:
    """Return attributes as GraphML and GEXF take them: no lists, no None, no control characters."""
    return {
        key: _clean(" ".join(value) if isinstance(value, list) else value)
        for key, value in data.items()
        if value is not None
    }


def _clean(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    # XML 1.0 has no way to write most control characters.
    return "".join(
        c for c in value if c in "\t\n\r" or (ord(c) >= 32 and ord(c) not in (65534, 65535))
    )


def _write_csv(network: nx.MultiDiGraph) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["from", "from label", "to", "to label", *_COLUMNS[2:]])
    for one, other, data in network.edges(data=True):
        cells = [
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
            " ".join(shorten_iri(record) for record in data["records"]),
        ]
        writer.writerow([_guard(cell) for cell in cells])
    return out.getvalue()


def _guard(cell: Any) -> Any:
    """Keep a spreadsheet from taking a text for a formula."""
    return (
        f"'{cell}"
        if isinstance(cell, str) and cell.lstrip().startswith(tuple("=+-@\t\r"))
        else cell
    )
