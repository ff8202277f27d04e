"""Rank actors, places and records by how well one of their names fits a text.

Four steps, each below the one before, so that what fits exactly stands over what is near:

1. the text is a whole name, code or title (fit 100 for a label or code, 99 for another name);
2. all its words stand in one name, in any order (fit 70 to 95);
3. they or their singular stand in a name and in the names of who takes part and of the kind, or
   begin such words (fit 50 to 69);
4. they resemble words of names: a slip, or some words are not found (fit 1 to 49).

Within a step a name that the text covers more of comes first, and one that has the words side by
side as typed; then what more records lead to.
Resemblance is RapidFuzz's normalised optimal string alignment (a letter left out, put in, changed
or swapped with its neighbour counts one).
"""

from __future__ import annotations

import sqlite3
from math import log10

from dipgraph.errors import InputError
from dipgraph.finding.fold import fold_spellings
from dipgraph.namespaces import shorten_iri

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

LONGEST = 300
"""Characters of a text that is searched for; nobody types a longer name."""
NEAR = 50
"""A fit below this one is a likeness only."""
OWN = 70
"""From this fit on, all words that were typed stand in one name of the thing itself."""
_SINGULAR, _LEAST_PLURAL = 0.95, 5
_LEAST_LIKENESS = 0.7
_LEAST_FOUND = 0.5
_MOST_RANKED = 400
_SMALL = frozenset("a an and at by for from in of on the to with".split())
Alternatives = dict[str, float]


class Hit:
    """One thing that was found.

    ``fit`` is 1 to 100; ``also`` the name that fits, where it is not the label; ``records`` how
    many records lead to it; ``start`` and ``end`` its dates with ``precision``, for records.
    """

    __slots__ = ("also", "class_iri", "end", "fit", "iri", "label", "precision", "records", "start")

    def __init__(
        self, row: tuple[str, str, str, str | None, str | None, str | None, int], fit: float
    ) -> None:
        from dipgraph.telling import read_day

        self.iri, self.label, self.class_iri = row[:3]
        self.start: date | None = read_day(row[3])
        self.end: date | None = read_day(row[4])
        self.precision = row[5] or "Day"
        self.records = row[6]
        self.fit = round(fit)
        self.also = ""

    @property
    def name(self) -> str:
        """The prefixed name, which ``dipgraph show`` takes."""
        return shorten_iri(self.iri)

    @property
    def when(self) -> str:
        """The date in words, "" for what has none."""
        from dipgraph.telling import tell_date

        return tell_date(self.start, self.end, self.precision) if self.start else ""

    def __repr__(self) -> str:
        return f"<Hit {self.fit} {self.name} {self.label!r}>"


class Found:
    """What a search found: the best hits, and how many fit in all.

    ``near`` holds names that resemble the text, where nothing fits.
    """

    __slots__ = ("hits", "near", "total")

    def __init__(self, hits: list[Hit], total: int, near: list[str]) -> None:
        self.hits = hits
        self.total = total
        self.near = near

    def __len__(self) -> int:
        return len(self.hits)

    def __iter__(self) -> Iterator[Hit]:
        return iter(self.hits)

    def __getitem__(self, place: int) -> Hit:
        return self.hits[place]

    def _repr_markdown_(self) -> str:
        """Show it in a notebook: a table of what ``kg.show`` takes, best first."""
        from dipgraph.telling import safe_markdown

        if not self.hits:
            near = f" Near it: {safe_markdown(', '.join(self.near))}." if self.near else ""
            return f"Nothing fits.{near}"
        rows = [
            (hit.name, shorten_iri(hit.class_iri), hit.label, hit.when, str(hit.records), hit.also)
            for hit in self.hits
        ]
        head = ("show", "class", "label", "date", "records", "also written")
        lines = [f"| {' | '.join(map(safe_markdown, row))} |" for row in rows]
        more = self.total - len(self.hits)
        told = [f"\n{more:,} more; `limit=0` gives all."] if more > 0 else []
        return "\n".join([f"| {' | '.join(head)} |", "|---" * len(head) + "|", *lines, *told])

    def __repr__(self) -> str:
        return f"<Found {len(self.hits)} of {self.total}: {self.hits[:3]}>"


def read_words(text: str) -> list[Alternatives]:
    """Return for each word of a text its spellings, which all count in full.

    Raises
    ------
    InputError
        If there is no letter or digit in it, or it is longer than any name.
    """
    if len(text) > LONGEST:
        raise InputError(
            f"a text of {len(text):,} characters is no name. Give a few words, at most "
            f"{LONGEST} characters."
        )
    forms = [form.split() for form in fold_spellings(text)]
    if not forms:
        raise InputError(f"there is no letter or digit in {text!r}. Give a name or a part of one.")
    same = [form for form in forms if len(form) == len(forms[0])]
    words = [dict.fromkeys(spellings, 1.0) for spellings in zip(*same, strict=True)]
    telling = [word for word in words if not _SMALL & word.keys()]
    return [_with_singular(word) for word in telling or words]


def _with_singular(word: Alternatives) -> Alternatives:
    """Return a word with its singular, which counts a little less: labels tell of one visit.

    The other way round needs nothing, since what begins with a word is found with it.
    """
    found = dict(word)
    for form in word:
        if form.endswith("ies") and len(form) > _LEAST_PLURAL:
            found.setdefault(form[:-3] + "y", _SINGULAR)
        elif form.endswith("s") and not form.endswith("ss") and len(form) >= _LEAST_PLURAL:
            found.setdefault(form[:-1], _SINGULAR)
    return found


def search(
    index: sqlite3.Connection,
    text: str,
    *,
    classes: tuple[str, ...] = (),
    year: int | None = None,
    limit: int = 20,
) -> Found:
    """Search an index of names.

    Parameters
    ----------
    index
        What :func:`dipgraph.finding.index.open_index` returns.
    text
        A name or a part of one in any spelling.
    classes
        IRIs of classes: only things of one of them, or of one below it.
    year
        Only records whose dates touch that year.
    limit
        How many hits are returned at most; 0 means all.

    Raises
    ------
    InputError
        As :func:`read_words`.
    """
    words = read_words(text)
    test, values = _condition(classes, year)
    whole = set(fold_spellings(text))
    exact = _whole_names(index, whole, test, values)
    most = max(limit, _MOST_RANKED) if limit else -1
    ids, total = _matching(index, words, True, True, test, values, most)
    near = False
    if not ids and not exact:
        near = True
        words = [_with_near(index, word) for word in words]
        ids, total = _matching(index, words, True, False, test, values, most)
        if not ids and len(words) > 1:
            ids, total = _matching(index, words, False, False, test, values, most)
    hits, doubtful = _rank(index, ids, words, whole, exact, near)
    total = max(total - doubtful, len(hits))
    if not hits:
        return Found([], 0, _resembling(index, sorted(whole)[0]))
    return Found(hits[:limit] if limit else hits, total, [])


def _condition(classes: tuple[str, ...], year: int | None) -> tuple[str, list[str]]:
    """Return a condition on ``node`` with the values of its question marks."""
    tests: list[str] = []
    values: list[str] = []
    if classes:
        tests.append(f"({' OR '.join(['instr(classes, ?)'] * len(classes))})")
        values += [f" {iri} " for iri in classes]
    if year is not None:
        tests.append("first <= ? AND last >= ?")
        values += [f"{year:04}-12-31", f"{year:04}-01-01"]
    return "".join(f" AND {test}" for test in tests), values


def _whole_names(
    index: sqlite3.Connection, forms: set[str], test: str, values: list[str]
) -> dict[int, tuple[int, str]]:
    """Return the nodes of which a whole name is one of these forms: its rank, and as written."""
    marks = ", ".join("?" * len(forms))
    rows = index.execute(
        f"SELECT node, rank, written FROM name JOIN node ON node.id = name.node "
        f"WHERE folded IN ({marks}){test} ORDER BY rank DESC",
        [*sorted(forms), *values],
    )
    return {node: (rank, written) for node, rank, written in rows}


def _matching(
    index: sqlite3.Connection,
    words: list[Alternatives],
    every: bool,
    begun: bool,
    test: str,
    values: list[str],
    most: int,
) -> tuple[list[int], int]:
    """Return the nodes that hold the words, by weight of fields, and how many there are."""
    # Folded words are ASCII letters and digits: nothing in them is syntax of FTS5.
    star = "*" if begun else ""
    groups = [" OR ".join(f'"{form}"{star}' for form in word) for word in words]
    wanted = (" AND " if every else " OR ").join(f"({group})" for group in groups)
    source = f"FROM words JOIN node ON node.id = words.rowid WHERE words MATCH ?{test}"
    ids = index.execute(
        f"SELECT node.id {source} ORDER BY bm25(words, 10, 8, 2) LIMIT ?", [wanted, *values, most]
    ).fetchall()
    total = len(ids)
    if total == most:
        total = index.execute(f"SELECT count(*) {source}", [wanted, *values]).fetchone()[0]
    return [number for (number,) in ids], total


def _with_near(index: sqlite3.Connection, word: Alternatives) -> Alternatives:
    """Return the words of the index that a word may stand for, with their likeness, 0 to 1."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    known = [term for (term,) in index.execute("SELECT term FROM terms")]
    found: Alternatives = {}
    for form in word:
        for term in known:
            if term.startswith(form) and len(form) > 1:
                found[term] = 1.0 if term == form else 0.95
        for term, like, _ in process.extract(
            form,
            known,
            scorer=OSA.normalized_similarity,
            score_cutoff=_LEAST_LIKENESS,
            limit=12,
        ):
            found[term] = max(like, found.get(term, 0.0))
    # What is clearly further off than the nearest would only bury it.
    best = max(found.values(), default=0.0)
    return {term: like for term, like in found.items() if like > best - 0.1} or word


def _rank(
    index: sqlite3.Connection,
    ids: list[int],
    words: list[Alternatives],
    whole: set[str],
    exact: dict[int, tuple[int, str]],
    near: bool,
) -> tuple[list[Hit], int]:
    """Return the hits, best first, and how many were dropped as too far off."""
    hits: list[tuple[tuple[float, ...], str, Hit]] = []
    dropped = 0
    for number in dict.fromkeys([*exact, *ids]):
        row = index.execute(
            "SELECT iri, label, class, first, last, precision, records FROM node WHERE id = ?",
            (number,),
        ).fetchone()
        if number in exact:
            rank, written = exact[number]
            fit, also = (99.0 if rank == 2 else 100.0), written
        else:
            names = index.execute(
                "SELECT folded, written, rank FROM name WHERE node = ?", (number,)
            ).fetchall()
            fit, also = _fit(names, words, whole, near)
            if fit < 1:
                dropped += 1
                continue
        weight = min(1.0, log10(1 + row[6]) / 2)
        if fit < 99:
            fit -= 3 * (1 - weight)
        hit = Hit(row, max(1.0, fit))
        if also != hit.label and fold_spellings(also) != fold_spellings(hit.label):
            hit.also = also
        key = (-hit.fit, -row[6], -(hit.start.toordinal() if hit.start else 0))
        hits.append((key, hit.iri, hit))
    hits.sort(key=lambda item: item[:2])
    return [hit for _, _, hit in hits], dropped


def _fit(
    names: list[tuple[str, str, int]], words: list[Alternatives], texts: set[str], near: bool
) -> tuple[float, str]:
    """Return the fit of the name that fits best, and that name as written; fit 0 if none does."""
    letters = sum(max(map(len, word)) for word in words)
    best, also = 0.0, ""
    for folded, written, rank in names:
        there = folded.split()
        whole = begun = likeness = 0.0
        for word in words:
            size = max(map(len, word))
            like = max((word[term] for term in there if term in word), default=0.0)
            likeness += size * like
            if like == 1.0:
                whole += size
            elif any(term.startswith(form) for term in there for form in word):
                begun += size
        cover = min(1.0, letters / max(1, len(folded.replace(" ", ""))))
        if near:
            share = likeness / letters
            fit = 0.0 if share < _LEAST_FOUND else 44 * share + 5 * cover
        elif whole == letters:
            fit = 73 + 18 * cover
            if any(f" {text} " in f" {folded} " for text in texts):
                fit += 4  # side by side, as they were typed
        else:  # the rest of the words stands in the names of who takes part
            fit = 53 + 16 * (whole + 0.5 * begun) / letters * (0.5 + 0.5 * cover)
        if fit > best:
            best, also = fit, written if rank in (0, 1, 2) else ""
    return best, also


def _resembling(index: sqlite3.Connection, form: str) -> list[str]:
    """Return up to three labels of which a name resembles a text as a whole."""
    from rapidfuzz import fuzz, process

    names = dict(
        index.execute("SELECT folded, label FROM name JOIN node ON id = node WHERE rank < 3")
    )
    found = process.extract(form, list(names), scorer=fuzz.ratio, score_cutoff=55, limit=6)
    return list(dict.fromkeys(names[folded] for folded, _, _ in found))[:3]
