"""Views: query files whose front matter says what network their rows are, and how to draw it.

The front matter of a view holds, under ``view:``,

==============  =========================================================================
key             meaning
==============  =========================================================================
``network``     what the rows become: ``pairs`` (a row ties the two ends of ``edge``) or
                ``records`` (each record is a node, tied to its organisations and actors).
                Left out, it follows from the drawing.
``drawing``     how a page draws it: ``rings`` (partners around a state), ``lanes`` (a
                calendar with a row for each organisation, or for each node of the first
                mode), ``columns`` (two columns joined by lines; what pairs are drawn as
                unless they say otherwise), ``map`` (where the ends lie) or ``matrix`` (how
                much the nodes of the second mode share)
``title``       a few words, for the list of pages
``question``    what the drawing answers; ``{state}`` and ``{period}`` are filled in
``reading``     how to read it, in a few sentences
``rule``        what counts as a tie; ``{state}``, ``{most_states}`` and ``{involvement}``
                (whether the state takes part in all of it) are filled in
``edge``        the two columns that a tie joins
``modes``       in a network of two modes, what the two ends are: ``[States, Gatherings]``.
                Such a network has a projection
``through``     a column with what a tie runs through (the organisation of a chairmanship);
                ties through different things stay apart
``directed``    true where every tie goes from the first end to the second. A column
                ``directed`` says so row by row
``reporting``   ``left out`` where the reporting state would hide all others; ``kept`` is
                the default
``dated``       false where the rows have no dates and no source, so that no year or period
                can be asked for
``weight``      the column whose distinct values are counted
``most_states`` the largest number of states in a record that makes bilateral ties; the
                query file applies it
``families``    a list of ``id``, ``label`` and ``classes`` or ``kinds``: the classes of
                records, or their kinds by local name, that are one way of dealing. The last
                family takes every other. Without any, all are one family.
==============  =========================================================================

A new view is a new file in ``queries/views``; no code changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from dipgraph.errors import QueryError
from dipgraph.namespaces import PREFIXES, shorten_iri
from dipgraph.queries import Query, load_library
from dipgraph.resources import Project
from dipgraph.spelling import suggest

DRAWINGS: dict[str, tuple[str, ...]] = {
    "rings": ("from", "to", "directed", "record", "class"),
    "lanes": ("record", "class"),
    "columns": ("record", "class"),
    "map": ("record", "class"),
    "matrix": ("record", "class"),
}
"""Ways to draw a view, and the columns that each needs."""

NETWORKS: dict[str, tuple[str, ...]] = {
    "pairs": ("record", "class"),
    "records": ("organisation", "actor", "role", "record", "class"),
}
"""What the rows of a view become, and the columns that each needs beside those of ``edge``."""

_NETWORK_OF = {
    "rings": ("pairs",),
    "lanes": ("records", "pairs"),
    "columns": ("pairs",),
    "map": ("pairs",),
    "matrix": ("pairs",),
}
"""What each drawing can draw; the first is meant where the view does not say."""
_MODES_NEEDED = ("matrix",)
_KEYS = frozenset(
    "network drawing title question reading rule edge modes through directed reporting dated "
    "weight most_states families".split(),
)
_DIP, _KIND = PREFIXES["dip"], PREFIXES["kind"]


class Family(NamedTuple):
    """One way of dealing: some classes or kinds of records, taken together."""

    id: str
    label: str
    classes: tuple[str, ...]
    kinds: tuple[str, ...] = ()


class View(NamedTuple):
    """A view, read from its query file."""

    name: str
    query: Query
    drawing: str
    title: str
    question: str
    reading: str
    rule: str
    most_states: int
    families: tuple[Family, ...]
    network: str = "pairs"
    edge: tuple[str, str] = ("from", "to")
    modes: tuple[str, ...] = ()
    through: str = ""
    directed: bool = False
    reporting_kept: bool = True
    dated: bool = True

    def family_of(self, class_iri: str, kind_iri: str = "") -> Family:
        """Return the family of a class or kind of records; the last takes what no other does."""
        local, kind = class_iri.removeprefix(_DIP), kind_iri.removeprefix(_KIND)
        for family in self.families:
            if local in family.classes or (kind and kind in family.kinds):
                return family
        return self.families[-1]


def list_views(project: Project) -> list[View]:
    """Return all views of a project, sorted by name.

    Raises
    ------
    QueryError
        If the front matter of one cannot be used.
    """
    library = load_library(project)
    for name, fault in library.faults.items():
        if f"views/{name}.rq" in fault:
            raise QueryError(fault)
    queries = sorted(library.queries.values(), key=lambda query: query.name)
    return [_read_view(query) for query in queries if query.view]


def find_view(project: Project, name: str) -> View:
    """Return the view of that name.

    Raises
    ------
    QueryError
        If there is none, or it cannot be drawn.
    """
    views = {view.name: view for view in list_views(project)}
    wanted = name.replace("_", "-").lower()
    for known, view in views.items():
        if known.replace("_", "-").lower() == wanted:
            return view
    guess = suggest(name, views) or f" Views: {', '.join(views)}."
    raise QueryError(f"there is no view {name!r}.{guess}")


def _read_view(query: Query) -> View:
    meta: Mapping[str, Any] = query.view
    for key in meta:
        if key not in _KEYS:
            raise QueryError(
                f"{query.file}: view has no key {key!r}; it may hold {', '.join(sorted(_KEYS))}."
                f"{suggest(key, _KEYS)}"
            )
    drawing = _choose(query, "drawing", meta.get("drawing", ""), DRAWINGS)
    usual = _NETWORK_OF[drawing][0] if drawing else ""
    network = _choose(query, "network", meta.get("network", usual), NETWORKS)
    if not network:
        raise QueryError(f"{query.file}: a view without a drawing says network: pairs or records.")
    drawing = drawing or ("columns" if network == "pairs" else "lanes")
    if network not in _NETWORK_OF[drawing]:
        raise QueryError(
            f"{query.file}: the drawing {drawing} is of a network of {usual}, and "
            f"not of {network}. Leave network out."
        )
    edge = _read_pair(query, "edge", meta.get("edge", ["from", "to"]))
    modes = _read_pair(query, "modes", meta["modes"]) if "modes" in meta else ()
    if not modes and (drawing in _MODES_NEEDED or (drawing == "lanes" and network == "pairs")):
        raise QueryError(
            f"{query.file}: the drawing {drawing} is of two modes. Add modes, like "
            "[States, Gatherings]."
        )
    through = str(meta.get("through") or "")
    needed = [*NETWORKS[network], *DRAWINGS[drawing], *edge, *filter(None, [through])]
    lacking = [column for column in dict.fromkeys(needed) if column not in query.columns]
    if lacking:
        drawn = "drawing" in meta
        what = f"the drawing {drawing}" if drawn else f"the network of {network}"
        raise QueryError(
            f"{query.file}: {what} needs the columns {', '.join(lacking)}. "
            "Select them, and describe them under columns."
        )
    reporting = meta.get("reporting", "kept")
    if reporting not in ("kept", "left out"):
        raise QueryError(f"{query.file}: reporting is kept or left out, and not {reporting!r}.")
    for key in ("directed", "dated"):
        if not isinstance(meta.get(key, False), bool):
            raise QueryError(f"{query.file}: {key} is true or false, and not {meta[key]!r}.")
    most = meta.get("most_states", 0)
    if not isinstance(most, int) or isinstance(most, bool) or most < 0:
        raise QueryError(f"{query.file}: most_states is a whole number, and not {most!r}.")
    return View(
        name=query.name,
        query=query,
        drawing=drawing,
        title=_words(meta.get("title")) or query.summary or shorten_iri(query.name),
        question=_words(meta.get("question")) or query.summary,
        reading=_words(meta.get("reading")),
        rule=_words(meta.get("rule")),
        most_states=most,
        families=tuple(_read_families(query, meta.get("families"))),
        network=network,
        edge=edge,
        modes=modes,
        through=through,
        directed=meta.get("directed", False),
        reporting_kept=reporting == "kept",
        dated=meta.get("dated", True),
    )


def _choose(query: Query, key: str, given: object, known: Mapping[str, object]) -> str:
    name = str(given or "")
    if name and name not in known:
        raise QueryError(
            f"{query.file}: view has the {key} {name!r}; there are "
            f"{', '.join(known)}.{suggest(name, known)}"
        )
    return name


def _read_pair(query: Query, key: str, given: object) -> tuple[str, str]:
    if not isinstance(given, list) or len(given) != 2 or given[0] == given[1]:
        raise QueryError(f"{query.file}: {key} is a list of two names, like [from, to].")
    return str(given[0]), str(given[1])


def _read_families(query: Query, given: object) -> list[Family]:
    if given is None:
        return [Family("all", "All", ())]
    if not isinstance(given, list) or not given:
        raise QueryError(f"{query.file}: view needs families: a list of id, label and classes.")
    families: list[Family] = []
    for entry in given:
        if not isinstance(entry, dict) or not entry.get("id") or not entry.get("label"):
            raise QueryError(f"{query.file}: each family of a view has an id and a label.")
        classes, kinds = entry.get("classes") or [], entry.get("kinds") or []
        if not isinstance(classes, list) or not isinstance(kinds, list):
            raise QueryError(
                f"{query.file}: classes is a list of names like [Visit, Meeting], kinds one like "
                "[embassy, consulate-general]."
            )
        name = str(entry["id"])
        if any(family.id == name for family in families):
            raise QueryError(f"{query.file}: there are two families {name!r}. Rename one.")
        families.append(
            Family(name, str(entry["label"]), tuple(map(str, classes)), tuple(map(str, kinds)))
        )
    return families


def _words(value: object) -> str:
    return " ".join(str(value or "").split())
