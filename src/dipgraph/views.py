"""Views: query files whose front matter says how their rows are drawn.

The front matter of a view holds, under ``view:``,

==============  =========================================================================
key             meaning
==============  =========================================================================
``drawing``     how a page draws it: ``rings`` (partners around a state) or ``lanes``
                (organisations as rows of a calendar)
``title``       a few words, for the list of pages
``question``    what the drawing answers; ``{state}`` and ``{period}`` are filled in
``reading``     how to read it, in a few sentences
``rule``        what counts as a tie; ``{state}``, ``{most_states}`` and ``{involvement}``
                (whether the state takes part in all of it) are filled in
``edge``        the two columns that a tie joins
``weight``      the column whose distinct values are counted
``most_states`` the largest number of states in a record that makes bilateral ties; the
                query file applies it
``families``    a list of ``id``, ``label`` and ``classes``: the classes of records that
                are one way of dealing. The last family takes every other class.
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
    "lanes": ("organisation", "actor", "role", "record", "class"),
}
"""Ways to draw a view, and the columns that each needs."""

_KEYS = frozenset(
    "drawing title question reading rule edge weight most_states families".split(),
)
_DIP = PREFIXES["dip"]


class Family(NamedTuple):
    """One way of dealing: some classes of records, taken together."""

    id: str
    label: str
    classes: tuple[str, ...]


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

    def family_of(self, class_iri: str) -> Family:
        """Return the family of a class of records; the last one takes what no other does."""
        local = class_iri.removeprefix(_DIP)
        for family in self.families:
            if local in family.classes:
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
    drawing = str(meta.get("drawing", ""))
    if drawing not in DRAWINGS:
        raise QueryError(
            f"{query.file}: view has the drawing {drawing!r}; drawings are "
            f"{', '.join(DRAWINGS)}.{suggest(drawing, DRAWINGS)}"
        )
    lacking = [column for column in DRAWINGS[drawing] if column not in query.columns]
    if lacking:
        raise QueryError(
            f"{query.file}: the drawing {drawing} needs the columns {', '.join(lacking)}. "
            "Select them, and describe them under columns."
        )
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
    )


def _read_families(query: Query, given: object) -> list[Family]:
    if not isinstance(given, list) or not given:
        raise QueryError(f"{query.file}: view needs families: a list of id, label and classes.")
    families: list[Family] = []
    for entry in given:
        if not isinstance(entry, dict) or not entry.get("id") or not entry.get("label"):
            raise QueryError(f"{query.file}: each family of a view has an id and a label.")
        classes = entry.get("classes") or []
        if not isinstance(classes, list):
            raise QueryError(f"{query.file}: classes is a list of names like [Visit, Meeting].")
        name = str(entry["id"])
        if any(family.id == name for family in families):
            raise QueryError(f"{query.file}: there are two families {name!r}. Rename one.")
        families.append(Family(name, str(entry["label"]), tuple(map(str, classes))))
    return families


def _words(value: object) -> str:
    return " ".join(str(value or "").split())
