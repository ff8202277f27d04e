"""The index of names beside a compiled store: SQLite's full-text search over every name.

One SQLite database, ``names.index``, in the folder of the compiled store, and beside it
``names.sum``: a mark of the code, the checksum of the database, and the size and times that the
file had when it was found right. A small index is read into memory whole and summed up each time;
a large one is opened in its place, so that a search reads what it asks for, and summed up when its
size or times have changed. What does not carry the mark, or does not add up, is built again from
the store. Tables:

``node``   one row an actor, place or record: IRI, label, classes, dates, number of records
``name``   each spelling of each node, folded, to look whole names up
``words``  FTS5: folded words of the label, of the other names, of who takes part and of the kind
``terms``  all words of ``words``, to look near ones up
"""

from __future__ import annotations

import os
import sqlite3
import zlib
from collections import Counter, defaultdict

import pyoxigraph as ox

from dipgraph.errors import InputError
from dipgraph.finding.fold import fold_spellings
from dipgraph.namespaces import PREFIXES, shorten_iri
from dipgraph.resources import find_cache_folder, mark_of_code
from dipgraph.store import Opened

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_DIP, _RDFS, _SKOS = PREFIXES["dip"], PREFIXES["rdfs"], PREFIXES["skos"]
_TYPE = PREFIXES["rdf"] + "type"
_FILE, _NOTE = "names.index", "names.sum"
_SMALL_BYTES = 8 << 20
"""An index up to this size takes at most 10 ms to read and sum up."""
_SUBJECTS = ("Actor", "Place", "Record")
_MAIN = (_RDFS + "label", _SKOS + "prefLabel")
_CODES = (_DIP + "isoAlpha3", _DIP + "acronym")
_OTHERS = (_DIP + "title", _SKOS + "altLabel", _SKOS + "hiddenLabel")
INVOLVING = tuple(_DIP + name for name in ("involves", "takesPlaceIn", "namesPerson"))
"""The properties, derived ones included, from a record to who and what takes part in it."""
_LEADING = (*INVOLVING, *(_DIP + name for name in ("isAbout", "concerns", "isPartOf", "follows")))

_SCHEMA = """
CREATE TABLE node (id INTEGER PRIMARY KEY, iri TEXT UNIQUE, label TEXT, class TEXT, classes TEXT,
  first TEXT, last TEXT, precision TEXT, records INTEGER, label_words INTEGER);
CREATE TABLE name (folded TEXT, node INTEGER, written TEXT, rank INTEGER);
CREATE INDEX name_folded ON name (folded);
CREATE INDEX name_node ON name (node);
CREATE VIRTUAL TABLE words USING fts5 (main, others, around, content='', tokenize='ascii');
CREATE VIRTUAL TABLE vocabulary USING fts5vocab (words, 'row');
"""


def open_index(opened: Opened) -> sqlite3.Connection:
    """Return the index of a store: the one on disk if it holds, else one that is built now."""
    mark = _mark()
    if opened.place:
        found = _read(opened.place, mark)
        if found is not None:
            return found
    index = build_index(opened.store)
    if opened.place:
        _write(opened.place, mark, index)
    return index


def doubt_indexes() -> None:
    """Let all indexes of the cache be built anew, since SQLite found one damaged."""
    folder = os.path.join(find_cache_folder() or "", "stores")
    for name in os.listdir(folder) if os.path.isdir(folder) else ():
        try:
            os.unlink(os.path.join(folder, name, _NOTE))
        except OSError:
            pass  # it has none


def build_index(store: ox.Store) -> sqlite3.Connection:
    """Return a new index of all actors, places and records of a store, in memory.

    Raises
    ------
    InputError
        If the SQLite of this Python has no full-text search.
    """
    index = sqlite3.connect(":memory:", check_same_thread=False)  # it is only read from here on
    try:
        index.executescript(_SCHEMA)
    except sqlite3.OperationalError as error:  # no such module: fts5
        raise InputError(
            f"the SQLite of this Python cannot search texts ({error}). Use a Python whose sqlite3 "
            "has FTS5, as those of python.org and of the systems have."
        ) from None
    _fill(index, store)
    # To list the vocabulary, FTS5 counts the places of every word: seven times as long.
    index.execute("CREATE TABLE terms AS SELECT term FROM vocabulary ORDER BY term")
    index.commit()
    return index


def _mark() -> str:
    code = mark_of_code("finding/index.py", "finding/fold.py", "spelling.py")
    return f"{code}, SQLite {sqlite3.sqlite_version}"


def _read(place: str, mark: str) -> sqlite3.Connection | None:
    path = os.path.join(place, _FILE)
    try:
        with open(os.path.join(place, _NOTE), encoding="utf-8") as file:
            marked, summed, times = file.read().split("\n")
        now, is_small = _times(path), os.stat(path).st_size <= _SMALL_BYTES
        if marked != mark:
            return None
        if is_small or times != now:
            with open(path, "rb") as data:
                body = data.read()
            if summed != f"{zlib.crc32(body):08x}":
                return None
            if times != now:
                _put(place, _NOTE, f"{mark}\n{summed}\n{now}".encode())
        if is_small:
            index = sqlite3.connect(":memory:", check_same_thread=False)
            index.deserialize(body)
        else:
            index = _open_in_place(path)
        index.execute("SELECT 1 FROM node").fetchone()
        return index
    except (OSError, ValueError, sqlite3.Error):
        return None


def _open_in_place(path: str) -> sqlite3.Connection:
    plain = path.replace("%", "%25").replace("?", "%3f").replace("#", "%23").replace(os.sep, "/")
    # Immutable: a file is never changed, only another put in its place, so nothing is locked.
    uri = f"file:///{plain.lstrip('/')}?mode=ro&immutable=1"
    return sqlite3.connect(uri, uri=True, check_same_thread=False)


def _times(path: str) -> str:
    status = os.stat(path)
    return f"{status.st_size} {status.st_mtime_ns} {status.st_ctime_ns}"


def _write(place: str, mark: str, index: sqlite3.Connection) -> None:
    """Write the index and the note on it; without them the next run builds it again."""
    body = index.serialize()
    if not _put(place, _FILE, body):
        return
    try:
        times = _times(os.path.join(place, _FILE))
    except OSError:
        return  # another process has removed the whole store
    _put(place, _NOTE, f"{mark}\n{zlib.crc32(body):08x}\n{times}".encode())


def _put(place: str, name: str, raw: bytes) -> bool:
    """Write a file beside its place and rename it; return whether that could be done."""
    import tempfile

    try:
        handle, draft = tempfile.mkstemp(prefix=name, dir=place)
    except OSError:
        return False
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(raw)
        os.replace(draft, os.path.join(place, name))
        return True
    except OSError:
        try:
            os.unlink(draft)
        except OSError:
            pass  # another process has removed the whole store
        return False


def _pairs(store: ox.Store, predicate: str) -> Iterator[tuple[str, str]]:
    """Yield subject and object of every triple of a property, as text."""
    pattern = store.quads_for_pattern(None, ox.NamedNode(predicate), None, ox.DefaultGraph())
    for quad in pattern:
        if isinstance(quad.subject, ox.NamedNode) and not isinstance(quad.object, ox.Triple):
            yield quad.subject.value, quad.object.value


def _fill(index: sqlite3.Connection, store: ox.Store) -> None:
    types: defaultdict[str, set[str]] = defaultdict(set)
    for subject, kind in _pairs(store, _TYPE):
        types[subject].add(kind)
    wanted = {_DIP + name for name in _SUBJECTS}
    nodes = sorted(subject for subject, kinds in types.items() if kinds & wanted)
    broader: defaultdict[str, set[str]] = defaultdict(set)
    for below, above in _pairs(store, _RDFS + "subClassOf"):
        broader[below].add(above)
    names = _read_names(store, set(nodes))
    leading: Counter[str] = Counter()
    around: defaultdict[str, set[str]] = defaultdict(set)
    told: set[tuple[str, str]] = set()
    for predicate in _LEADING:
        for record, node in _pairs(store, predicate):
            if node in names and record in names and (record, node) not in told:
                told.add((record, node))
                leading[node] += 1
                if predicate in INVOLVING:
                    around[record].add(node)
    labels = dict(_pairs(store, _RDFS + "label")) | dict(_pairs(store, _SKOS + "prefLabel"))
    kinds: defaultdict[str, list[str]] = defaultdict(list)
    for node, kind in sorted(_pairs(store, _DIP + "hasKind")):
        kinds[node].append(labels.get(kind, ""))
    dates = {
        name: dict(_pairs(store, _DIP + name)) for name in ("startDate", "endDate", "datePrecision")
    }
    for number, iri in enumerate(nodes, 1):
        higher = {up for kind in types[iri] for up in broader[kind] if up != kind}
        narrow = sorted(kind for kind in types[iri] - higher if kind.startswith(_DIP))
        spellings = names[iri]
        label = spellings[0][0]
        start = dates["startDate"].get(iri)
        index.execute(
            "INSERT INTO node VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                number,
                iri,
                label,
                narrow[0] if narrow else "",
                f" {' '.join(sorted(types[iri]))} ",
                start,
                dates["endDate"].get(iri, start),
                dates["datePrecision"].get(iri, "").removeprefix(_DIP) or None,
                leading[iri],
                len(label.split()),
            ),
        )
        for written, rank in spellings:
            index.executemany(
                "INSERT INTO name VALUES (?, ?, ?, ?)",
                [(folded, number, written, rank) for folded in fold_spellings(written)],
            )
        index.execute(
            "INSERT INTO words (rowid, main, others, around) VALUES (?, ?, ?, ?)",
            (
                number,
                _fold_all([label]),
                _fold_all([written for written, rank in spellings[1:]]),
                _fold_all(sorted(w for node in around[iri] for w, _ in names[node]) + kinds[iri]),
            ),
        )


def _fold_all(names: list[str]) -> str:
    return " ".join(form for name in names for form in fold_spellings(name))


def _read_names(store: ox.Store, nodes: set[str]) -> dict[str, list[tuple[str, int]]]:
    """Return for each node its names with their rank: 0 label, 1 code, 2 other, 3 identifier."""
    found: dict[str, dict[str, int]] = {node: {} for node in nodes}
    for rank, predicates in enumerate((_MAIN, _CODES, _OTHERS)):
        for predicate in predicates:
            for node, written in sorted(_pairs(store, predicate)):
                if node in found:
                    found[node].setdefault(written, rank)
    names: dict[str, list[tuple[str, int]]] = {}
    for node, spellings in found.items():
        short = shorten_iri(node)
        own = short.partition(":")[2] or short
        spellings.setdefault(own, 3)
        label = next((w for w, rank in spellings.items() if rank == 0), short)
        rest = [(w, rank) for w, rank in spellings.items() if w != label]
        names[node] = [(label, 0), *rest]
    return names
