"""Read a SHACL property path from a shapes graph."""

from __future__ import annotations

from collections.abc import Callable

from pyoxigraph import BlankNode, NamedNode

from dipgraph.shacl.graph import DataGraph
from dipgraph.shacl.paths import Alternative, Chain, Inverse, Path, Predicate, Repeat
from dipgraph.shacl.vocabulary import RDF_FIRST, RDF_NIL, Term, sh, show

_MOST_DEPTH = 100


class PathError(ValueError):
    """The node does not describe a well-formed property path."""


_OF_ONE: dict[str, Callable[[Path], Path]] = {
    "inversePath": Inverse,
    "zeroOrMorePath": lambda path: Repeat(path, 0, True),
    "oneOrMorePath": lambda path: Repeat(path, 1, True),
    "zeroOrOnePath": lambda path: Repeat(path, 0, False),
}


def read_path(graph: DataGraph, node: Term, depth: int = 0) -> Path:
    """Return the property path that a node of the shapes graph describes.

    A node that is a list and has another kind of path beside it is read as the list, as the
    W3C test suite has it.

    Raises
    ------
    PathError
        If the node is no path, or its path is endless.
    """
    if depth > _MOST_DEPTH:
        raise PathError(f"paths within paths, more than {_MOST_DEPTH} deep")
    if isinstance(node, NamedNode) and node != RDF_NIL:
        return Predicate(node)
    if not isinstance(node, BlankNode):
        raise PathError(f"{show(node)} is not a property path")
    if graph.objects(node, RDF_FIRST):
        return Chain(_parts(graph, node, depth))
    options = graph.objects(node, sh("alternativePath"))
    if len(options) == 1:
        return Alternative(_parts(graph, options[0], depth))
    for name, make in _OF_ONE.items():
        inner = graph.objects(node, sh(name))
        if len(inner) == 1:
            return make(read_path(graph, inner[0], depth + 1))
    raise PathError("a blank node that describes no property path, or more than one")


def _parts(graph: DataGraph, head: Term, depth: int) -> tuple[Path, ...]:
    members = graph.read_list(head)
    if members is None:
        raise PathError("a list that is not well formed")
    if len(members) < 2:
        raise PathError("a list of paths needs two or more members")
    return tuple(read_path(graph, member, depth + 1) for member in members)
