"""What the sources cover, and values of parameters that no answer can fit.

A year that no source covers gives no rows, and so does a period that ends before it begins. Both
look like an answer; neither may pass for one.
"""

from __future__ import annotations

import pyoxigraph as ox

from dipgraph.errors import QueryError
from dipgraph.namespaces import PREFIXES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from dipgraph.querying.files import Query

_COVERS = ox.NamedNode(PREFIXES["dip"] + "coversYear")
_PERIODS = (("since", "until"), ("earlier", "later"))
_DIFFERENT = (("one", "other"), ("earlier", "later"))


def covered_years(store: ox.Store) -> list[int]:
    """Return the years that the sources report on, sorted."""
    pattern = store.quads_for_pattern(None, _COVERS, None, ox.DefaultGraph())
    texts = {quad.object.value for quad in pattern if isinstance(quad.object, ox.Literal)}
    return sorted(int(text) for text in texts if text.isascii() and text.isdigit())


def check_values(name: str, values: Mapping[str, str]) -> None:
    """Refuse values of parameters that exclude each other.

    Parameters
    ----------
    name
        The query, for messages.
    values
        Terms in SPARQL by parameter: ``since`` and ``until``, ``earlier`` and ``later`` are in
        this order, ``one`` and ``other`` differ, ``year`` lies in the period.

    Raises
    ------
    QueryError
        With a remedy.
    """
    for first, second in _PERIODS:
        # Dates and years of four digits are in the order of their characters.
        if first in values and second in values and _plain(values[second]) < _plain(values[first]):
            raise QueryError(
                f"{name}: --{second} ({_plain(values[second])}) comes before --{first} "
                f"({_plain(values[first])}). Exchange them."
            )
    for first, second in _DIFFERENT:
        if first in values and values[first] == values.get(second):
            raise QueryError(f"{name}: --{first} and --{second} are the same. Name two.")
    if "year" in values:
        year = _plain(values["year"])
        since, until = _plain(values.get("since", "")), _plain(values.get("until", ""))
        if (since and since[:4] > year) or (until and until[:4] < year):
            raise QueryError(
                f"{name}: --year {year} lies outside the period of --since and --until. "
                "Give the one or the other."
            )


def _plain(term: str) -> str:
    """Return the text of a literal in SPARQL, without quotation marks and datatype."""
    return term.split('"')[1] if term.startswith('"') else term


def tell_gaps(query: Query, given: Mapping[str, object], store: ox.Store) -> str:
    """Return a sentence on the years that the parameters name and no source covers, or "".

    Parameters
    ----------
    query, given
        A query, and the values of its parameters, which :func:`check_values` has passed.
    store
        The graph that is asked.
    """
    named: dict[str, int] = {}
    for name, param in query.params.items():
        value = next((given[key] for key in (name, name.replace("_", "-")) if key in given), None)
        value = param.default if value is None else value
        if value is not None and param.type in ("year", "date"):
            named[name] = int(str(getattr(value, "value", value)).strip()[:4])
    covered = covered_years(store)
    if not named or not covered:
        return ""
    since, until = named.pop("since", None), named.pop("until", None)
    missed = set(named.values()) - set(covered)
    if since is not None or until is not None:
        first = covered[0] if since is None else since
        last = max(covered[-1], first) if until is None else until
        missed |= set(range(first, last + 1)) - set(covered)
    if not missed:
        return ""
    from dipgraph.telling import runs_of, tell_years

    return f"no source covers {tell_years(runs_of(list(missed)))}: a hole, not a zero."
