"""Data of somebody else, queried in place of a project."""

from __future__ import annotations

import pyoxigraph as ox

from dipgraph.errors import InputError, SyntaxFault

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

ENDINGS = (".ttl", ".nt", ".trig", ".nq", ".jsonld")


def is_data_file(name: str) -> bool:
    """Tell whether a name ends as RDF files do that are read here."""
    return name.lower().endswith(ENDINGS)


def load_other_data(names: Sequence[str]) -> ox.Store:
    """Return a store with the triples of some RDF files, quads in their own graphs.

    JSON-LD is read with the contexts that it holds itself; a context elsewhere is not fetched.

    Raises
    ------
    InputError
        If a file cannot be read or holds nothing.
    SyntaxFault
        With file, line and column.
    """
    from dipgraph import turtle

    store = ox.Store()
    for name in names:
        text = turtle.read_text(name)
        is_json = name.lower().endswith(".jsonld")
        kind = ox.RdfFormat.JSON_LD if is_json else turtle.rdf_format(name)
        before = len(store)
        try:
            store.load(text, format=kind)
        except SyntaxError as error:
            if "remote context" in str(error):
                raise SyntaxFault(
                    f"{name}: its @context stands elsewhere, and dipgraph makes no network "
                    "request. Write the context into the file."
                ) from None
            raise turtle.syntax_fault(error, text, name) from None
        if len(store) == before and not before:
            raise InputError(f"{name}: the file holds no statement. Fill it or name another.")
    return store
