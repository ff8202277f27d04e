"""Turn a name as somebody types it into the one node that it means, or say what it could mean."""

from __future__ import annotations

import sqlite3

import pyoxigraph as ox

from dipgraph.errors import InputError
from dipgraph.finding.fold import fold_spellings
from dipgraph.finding.index import open_index
from dipgraph.finding.search import LONGEST, NEAR, OWN, search
from dipgraph.namespaces import PREFIXES, expand_name, shorten_iri
from dipgraph.store import Opened

_TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")
_ACTOR = f" {PREFIXES['dip']}Actor "
_SHOWN = 6


def find_node(
    name: str,
    opened: Opened,
    index: sqlite3.Connection | None = None,
    *,
    only: tuple[str, ...] = (),
) -> str:
    """Return the IRI of the actor, place or record that a name means.

    Parameters
    ----------
    name
        A short name (``state:TUR``), an IRI, a code, or a name in words. Of a state and a place
        of the same name the state is meant.
    opened
        The store.
    index
        The index of names; it is opened when a name in words needs it.
    only
        IRIs of classes. Things of one of them are taken, and offered as choices, before others;
        what the name means although it is of none of them is returned all the same.

    Raises
    ------
    InputError
        If nothing has the name (the message says what is near), or several things have it
        (the message lists them).
    """
    if not isinstance(name, str):
        raise InputError(f"a name is text, such as 'TUR', and not {name!r}.")
    given = name.strip()
    if not given:
        raise InputError("an empty name means nothing. Give a short name, a code or words.")
    iri = given[1:-1] if given[0] == "<" and given[-1] == ">" else given
    full = iri if "://" in iri else expand_name(iri)
    if len(given) > LONGEST:
        raise InputError(f"a name of {len(given):,} characters is none. Give a shorter one.")
    index = open_index(opened) if index is None else index
    if full and _is_iri(full):
        if index.execute("SELECT 1 FROM node WHERE iri = ?", (full,)).fetchone():
            return full
        raise InputError(_wrong_iri(name, full, opened, index))
    forms = fold_spellings(given)
    if not forms:
        raise InputError(f"there is no letter or digit in {name!r}. Give a name.")
    found = (_named_so(index, forms, only) if only else []) or _named_so(index, forms)
    if len(found) == 1:
        return found[0][0]
    if found:
        raise InputError(_choice(f"{len(found)} things are named {name!r}", given, opened, found))
    near = search(index, given, classes=only, limit=_SHOWN)
    if only and not near.hits:
        near = search(index, given, limit=_SHOWN)
        if near.total > 1:
            whats = " or ".join(shorten_iri(cls).partition(":")[2].lower() for cls in only)
            raise InputError(
                f"no {whats} is named {name!r}. Try another spelling; "
                f"{opened.command('search', given)} finds everything of that name."
            )
    if near.hits and near.hits[0].fit >= NEAR:
        # "pashinyan" stands in the name of one person, and beside many records by way of him.
        if near.total == 1 or near.hits[0].fit >= OWN > near.hits[1].fit:
            return near.hits[0].iri
        fitting = [(hit.iri, hit.label) for hit in near.hits if hit.fit >= NEAR]
        fits = f"{name!r} fits {near.total:,} things"
        raise InputError(_choice(fits, given, opened, fitting, near.total))
    guesses = [f"{hit.name} ({hit.label})" for hit in near.hits[:3]]
    guess = f" Did you mean {' or '.join(guesses)}?" if guesses else ""
    if not guess and near.near:
        guess = f" Did you mean {' or '.join(near.near)}?"
    guess = guess or " Try fewer words, or another spelling."
    raise InputError(f"nothing is named {name!r}.{guess}")


def refuse_several(names: list[str], opened: Opened, index: sqlite3.Connection) -> None:
    """Refuse words of which each is the whole name or code of an actor, but not all together.

    Raises
    ------
    InputError
        If "TUR GEO" is given where one name is expected: the words would be looked up together, and
        find some record of both.
    """
    words = names if len(names) > 1 else " ".join(names).split()
    if len(words) < 2 or _named_so(index, fold_spellings(" ".join(names))):
        return
    found = []
    for word in words:
        full = None if "://" in word else expand_name(word)
        if full:
            row = index.execute(
                "SELECT iri FROM node WHERE iri = ? AND instr(classes, ?)", (full, _ACTOR)
            ).fetchone()
            here = [row[0]] if row else []
        else:
            here = [iri for iri, _ in _named_so(index, fold_spellings(word), (_ACTOR.strip(),))]
        if len(here) != 1:
            return
        found.append(shorten_iri(here[0]))
    told = " and ".join((", ".join(found[:-1]), found[-1]))
    both = (
        f"{opened.command('why', *found)} lists the records behind their tie, "
        if (len(found) == 2)
        else ""
    )
    raise InputError(
        f"{' '.join(names)!r} names {told}. Show one of them; {both}"
        f"{opened.command('timeline', *found)} what all took part in."
    )


def _wrong_iri(name: str, iri: str, opened: Opened, index: sqlite3.Connection) -> str:
    """Say what is wrong with an IRI or short name that is no actor, place or record."""
    from dipgraph.spelling import suggest

    pattern = opened.store.quads_for_pattern(ox.NamedNode(iri), _TYPE, None, ox.DefaultGraph())
    if any(True for _ in pattern):
        shown = f"`{opened.command('cite', shorten_iri(iri))}` shows what is stated of it."
        return f"{name} is no actor, place or record; {shown}"
    space = iri[: max(iri.rfind("/"), iri.rfind("#")) + 1]
    rows = index.execute("SELECT iri FROM node WHERE substr(iri, 1, ?) = ?", (len(space), space))
    near = suggest(shorten_iri(iri), [shorten_iri(known) for (known,) in rows])
    near = near or f" {opened.command('search WORDS')} finds short names by words."
    return f"nothing has the name {name!r}.{near}"


def _is_iri(text: str) -> bool:
    return not any(
        char <= " " or char in '<>"{}|\\^`' or 0xD800 <= ord(char) < 0xE000 for char in text
    )


def _named_so(
    index: sqlite3.Connection, forms: tuple[str, ...], only: tuple[str, ...] = ()
) -> list[tuple[str, str]]:
    """Return the nodes of which a whole name is given; labels and codes beat other names.

    ``only`` holds the IRIs of classes one of which the nodes have.
    """
    marks = ", ".join("?" * len(forms))
    of = f" AND ({' OR '.join(['instr(classes, ?)'] * len(only))})" if only else ""
    rows = index.execute(
        "SELECT iri, label, min(CASE WHEN rank = 2 THEN 1 WHEN rank = 3 THEN 2 ELSE 0 END), "
        f"instr(classes, ?) > 0 FROM name JOIN node ON node.id = name.node "
        f"WHERE folded IN ({marks}){of} GROUP BY node.id ORDER BY records DESC, iri",
        [_ACTOR, *forms, *(f" {cls} " for cls in only)],
    ).fetchall()
    best = min((rank for _, _, rank, _ in rows), default=0)
    rows = [row for row in rows if row[2] == best]
    actors = [row for row in rows if row[3]]
    return [(iri, label) for iri, label, _, _ in actors or rows]


def _choice(
    what: str, given: str, opened: Opened, found: list[tuple[str, str]], total: int = 0
) -> str:
    shown = [f"{shorten_iri(iri)} ({label})" for iri, label in found[:_SHOWN]]
    more = max(total, len(found)) - len(shown)
    lists = opened.command("search --limit 0", given) if more else ""
    rest = f", and {more:,} more ({lists} lists them)" if more else ""
    return f"{what}: {'; '.join(shown)}{rest}. Name one of them."
