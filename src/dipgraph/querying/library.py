"""The library: all query files of a project, by name, kept in the cache while no file changes.

So that a query of the library runs without YAML and without being taken apart again.
"""

from __future__ import annotations

import marshal
import os
import sys

from dipgraph.errors import InputError, QueryError, SyntaxFault
from dipgraph.querying.files import Param, Query, read_query, stem_of
from dipgraph.resources import Project, find_cache_folder, mark_of_code
from dipgraph.spelling import find_mentions, suggest
from dipgraph.store import walk

_MOST_TOLD = 8


class Library:
    """All query files of a project: those that can be used, and what is wrong with the others.

    Both are by name, which is the name of the file without its ending.
    """

    __slots__ = ("faults", "queries")

    def __init__(self, queries: dict[str, Query], faults: dict[str, str]) -> None:
        self.queries = queries
        self.faults = faults

    def find(self, name: str, listing: str = "dipgraph query list") -> Query:
        """Return the query of that name; hyphens count as underscores, a folder may lead.

        ``listing`` is the command that lists this library.

        Raises
        ------
        QueryError
            If there is none, or its file is faulty.
        """
        wanted = _fold(name.rpartition("/")[2].removesuffix(".rq"))
        for stem, query in self.queries.items():
            if _fold(stem) == wanted and query.file.endswith(f"{_fold_path(name, stem)}.rq"):
                return query
        for stem, fault in self.faults.items():
            if _fold(stem) == wanted:
                raise QueryError(fault)
        known = sorted({*self.queries, *self.faults})
        guess = suggest(wanted, known)
        told = [
            {q.name: f"{q.name} {' '.join(q.tags)} {q.summary}" for q in self.queries.values()},
            {q.name: q.description for q in self.queries.values()},
        ]
        about = [found for found in find_mentions(wanted, *told) if found not in guess]
        if about:
            more = ", among others" if len(about) > _MOST_TOLD else ""
            guess += f" About it: {', '.join(about[:_MOST_TOLD])}{more}."
        guess = guess or f' "{listing}" shows all.'
        what = "file and no query" if name.endswith(".rq") else "query"
        raise QueryError(f"there is no {what} {name!r}.{guess}")


def _fold(name: str) -> str:
    return name.replace("_", "-").lower()


def _fold_path(name: str, stem: str) -> str:
    folder = name.rpartition("/")[0]
    return f"{folder}/{stem}" if folder else stem


def load_library(project: Project) -> Library:
    """Return all query files below ``queries/``, from the cache where no file has changed.

    Raises
    ------
    InputError
        If the project has no queries.
    QueryError
        If two files have the same name: a name without its folder must tell one query.
    """
    root = project.folders["queries"]
    files = walk(root, (".rq",))
    if not files:
        raise InputError(f"{root}: there are no query files (*.rq) here.")
    # The root is in it because messages name files relative to it.
    marks = [
        mark_of_code("querying/files.py", "querying/library.py", "querying/sparql.py"),
        project.folders["root"],
    ]
    for entry in files:
        status = entry.stat()
        marks.append(f"{entry.path}\t{status.st_size}\t{status.st_mtime_ns}")
    mark = "\n".join(marks)
    place = _find_place(root)
    kept = _read_kept(place, mark) if place else None
    if kept is not None:
        return kept
    queries: dict[str, Query] = {}
    faults: dict[str, str] = {}
    for entry in files:
        shown = project.relative(entry.path)
        stem = stem_of(entry.name)
        if stem in queries or stem in faults:
            raise QueryError(f"{shown}: another query file is called {stem}, too. Rename one.")
        try:
            queries[stem] = read_query(entry.path, shown)
        except (InputError, QueryError, SyntaxFault) as error:
            faults[stem] = str(error)
    library = Library(queries, faults)
    if place:
        _keep(place, mark, library)
    return library


def _find_place(root: str) -> str | None:
    """Return the file of the cache for the queries of one folder.

    ``marshal`` is what Python keeps its own compiled modules in: nothing to import, but tied to
    the version, so that is in the name.
    """
    from zlib import adler32, crc32

    folder = find_cache_folder()
    if folder is None:
        return None
    raw = root.encode()
    name = f"queries-{crc32(raw):08x}{adler32(raw):08x}.{sys.implementation.cache_tag}"
    return os.path.join(folder, name)


def _read_kept(place: str, mark: str) -> Library | None:
    try:
        with open(place, "rb") as file:
            kept = marshal.load(file)
        if kept["mark"] != mark:
            return None
        queries = {}
        for name, fields in kept["queries"].items():
            query = queries[name] = Query(*fields)
            query.params = {key: Param(*values) for key, values in query.params.items()}  # type: ignore[misc]
        return Library(queries, kept["faults"])
    except (OSError, EOFError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _keep(place: str, mark: str, library: Library) -> None:
    kept = {
        name: (
            query.name, query.file, query.sparql, query.summary, query.description, query.tags,
            {
                key: (param.type, param.about, param.default, param.required, param.example)
                for key, param in query.params.items()
            },
            dict(query.columns), dict(query.view), list(query.pieces), query.form,
        )
        for name, query in library.queries.items()
    }  # fmt: skip
    draft = f"{place}.{os.getpid()}.draft"
    try:
        with open(draft, "wb") as file:
            marshal.dump({"mark": mark, "queries": kept, "faults": library.faults}, file)
        os.replace(draft, place)
    except OSError:
        pass  # a cache that cannot be written costs time and nothing else
