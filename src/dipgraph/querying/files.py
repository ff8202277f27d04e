"""Query files: SPARQL with its documentation in ``#+`` lines, and the library of them.

What is read from the files is kept as JSON in the cache, so that a query runs without YAML.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from dipgraph.errors import InputError, QueryError, SyntaxFault
from dipgraph.querying.template import Piece
from dipgraph.resources import Project, find_cache_folder, mark_of_code
from dipgraph.spelling import suggest

KEYS = ("summary", "description", "tags", "params", "columns", "view")
PARAM_KEYS = ("type", "about", "default", "required", "example")


class Param(NamedTuple):
    """A parameter: its type (a key of ``values.TYPES``), its meaning, and what stands in for it.

    ``default`` and ``example`` are as a user would type them. A parameter that is not
    ``required`` and has no default stays a free variable when it is left out.
    """

    type: str
    about: str
    default: str | None
    required: bool
    example: str | None


class Query(NamedTuple):
    """A query with its documentation. ``file`` is relative to the project where it lies in it.

    ``pieces`` and ``form`` are made from the SPARQL; both are empty where it has a fault, which
    is told when the query is run.
    """

    name: str
    file: str
    sparql: str
    summary: str = ""
    description: str = ""
    tags: tuple[str, ...] = ()
    params: Mapping[str, Param] = {}
    columns: Mapping[str, str] = {}
    view: Mapping[str, Any] = {}
    pieces: Sequence[Piece] = ()
    form: str = ""

    @property
    def topic(self) -> str:
        """The folder the file lies in."""
        return Path(self.file).parent.name


def read_query(path: str | os.PathLike[str], shown: str | None = None) -> Query:
    """Read a query file and its ``#+`` front matter, which may be missing.

    Raises
    ------
    InputError
        If the file cannot be read as text.
    QueryError
        If the front matter is not YAML, has a key or a type that is not known, or leaves out
        what a parameter needs. A slip there must not pass for a query without documentation.
    """
    from dipgraph.turtle import read_text

    file = shown or os.fspath(path)
    return parse_query(read_text(path, shown), Path(path).stem, file)


def parse_query(text: str, name: str, file: str) -> Query:
    """Return the query in a text; ``name`` and ``file`` are what messages call it.

    Raises
    ------
    QueryError
        As :func:`read_query`.
    """
    lines = [
        (number, line[2:].removeprefix(" "))
        for number, line in enumerate(text.splitlines(), 1)
        if line.startswith("#+")
    ]
    if not lines:
        return _with_pieces(Query(name, file, text))
    meta = _read_yaml(lines, file)
    _refuse_unknown(meta, KEYS, file, "the front matter")
    columns = _mapping(meta, "columns", file)
    tags = meta.get("tags") or []
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        raise QueryError(f"{file}: tags is a list of words, like [visits, states].")
    query = Query(
        name=name,
        file=file,
        sparql=text,
        summary=str(meta.get("summary") or "").strip(),
        description=" ".join(str(meta.get("description") or "").split()),
        tags=tuple(tags),
        params={
            str(key): _read_param(str(key), value, file)
            for key, value in _mapping(meta, "params", file).items()
        },
        columns={str(key): " ".join(str(value).split()) for key, value in columns.items()},
        view=_plain(_mapping(meta, "view", file)),
    )
    return _with_pieces(query)


def _with_pieces(query: Query) -> Query:
    from dipgraph.querying.sparql import split

    try:
        pieces, form = split(query.sparql, query.file, query.params)
    except SyntaxFault:
        return query
    return query._replace(pieces=pieces, form=form)


def _read_yaml(lines: list[tuple[int, str]], file: str) -> dict[str, Any]:
    import yaml  # only reading a changed file pays for this import

    try:
        meta = yaml.safe_load("\n".join(line for _, line in lines))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        index = min(mark.line, len(lines) - 1) if mark else 0
        problem = getattr(error, "problem", None) or "it cannot be read"
        raise QueryError(
            f"{file}:{lines[index][0]}: the front matter is not YAML: {problem}. "
            "Indent with spaces, and put a text that holds a colon in quotation marks."
        ) from None
    except ValueError as error:  # an impossible date, for one
        raise QueryError(f"{file}:{lines[0][0]}: the front matter is wrong: {error}.") from None
    if not isinstance(meta, dict):
        raise QueryError(f"{file}:{lines[0][0]}: the front matter is not a list of key: value.")
    return meta


def _refuse_unknown(
    given: Mapping[str, object], known: tuple[str, ...], file: str, where: str
) -> None:
    for key in given:
        if key not in known:
            guess = suggest(str(key), known)
            raise QueryError(
                f"{file}: {where} has no key {key!r}; it may hold {', '.join(known)}.{guess}"
            )


def _mapping(meta: Mapping[str, Any], key: str, file: str) -> dict[str, Any]:
    value = meta.get(key)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise QueryError(f"{file}: {key} is a list of name: value, one a line.")
    return value


def _read_param(name: str, value: object, file: str) -> Param:
    from dipgraph.querying.values import TYPES

    where = f"the parameter {name}"
    if not isinstance(value, dict):
        raise QueryError(f"{file}: {where} needs type and about, each on a line of its own.")
    _refuse_unknown(value, PARAM_KEYS, file, where)
    kind = str(value.get("type", ""))
    if kind not in TYPES:
        raise QueryError(
            f"{file}: {where} has the type {kind!r}; types are {', '.join(TYPES)}."
            f"{suggest(kind, TYPES)}"
        )
    if not value.get("about"):
        raise QueryError(f"{file}: {where} does not say what it is about. Add about: ...")
    for key in ("default", "example"):
        if isinstance(value.get(key), bool | list | dict):
            raise QueryError(
                f"{file}: YAML reads {key} of {where} as {value[key]!r}. Put it in quotation marks."
            )
    required = value.get("required", "default" not in value)
    if not isinstance(required, bool):
        raise QueryError(f"{file}: required of {where} is true or false.")
    default, example = value.get("default"), value.get("example")
    if required and default is None and example is None:
        raise QueryError(f"{file}: {where} is required and has no example. Add example: ...")
    return Param(
        type=kind,
        about=" ".join(str(value["about"]).split()),
        default=None if default is None else str(default),
        required=required,
        example=None if example is None else str(example),
    )


def _plain(value: Any) -> Any:
    """Return YAML's dates as text, so that all of it can be kept as JSON."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value if isinstance(value, str | int | float | bool | None) else str(value)


class Library(NamedTuple):
    """All query files of a project: those that can be used, and what is wrong with the others."""

    queries: dict[str, Query]
    faults: dict[str, str]

    def find(self, name: str) -> Query:
        """Return the query of that name; hyphens count as underscores, a folder may lead.

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
        guess = suggest(wanted, known) or ' "dipgraph query list" shows all.'
        raise QueryError(f"there is no query {name!r}.{guess}")


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
    files = _list_files(project.queries)
    if not files:
        raise InputError(f"{project.queries}: there are no query files (*.rq) here.")
    marks = [f"{path}\t{size}\t{mtime_ns}" for path, size, mtime_ns in files]
    mark = "\n".join([mark_of_code("querying/files.py", "querying/sparql.py"), *marks])
    folder = find_cache_folder()
    place = folder / f"queries-{_checksum(str(project.queries))}.json" if folder else None
    kept = _read_kept(place, mark) if place else None
    if kept is not None:
        return kept
    queries: dict[str, Query] = {}
    faults: dict[str, str] = {}
    for path, _, _ in files:
        shown = project.relative(path)
        stem = Path(path).stem
        if stem in queries or stem in faults:
            raise QueryError(f"{shown}: another query file is called {stem}, too. Rename one.")
        try:
            queries[stem] = read_query(path, shown)
        except (InputError, QueryError, SyntaxFault) as error:
            faults[stem] = str(error)
    library = Library(queries, faults)
    if place:
        _keep(place, mark, library)
    return library


def _list_files(folder: Path) -> list[tuple[str, int, int]]:
    found: list[tuple[str, int, int]] = []
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return []
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            found += _list_files(Path(entry.path))
        elif entry.name.endswith(".rq"):
            status = entry.stat()
            found.append((entry.path, status.st_size, status.st_mtime_ns))
    return sorted(found)


def _checksum(text: str) -> str:
    from zlib import adler32, crc32

    return f"{crc32(text.encode()):08x}{adler32(text.encode()):08x}"


def _read_kept(place: Path, mark: str) -> Library | None:
    try:
        kept = json.loads(place.read_text(encoding="utf-8"))
        if kept["mark"] != mark:
            return None
        queries = {
            name: Query(*fields)._replace(
                tags=tuple(fields[5]),
                params={key: Param(*param) for key, param in fields[6].items()},
            )
            for name, fields in kept["queries"].items()
        }
        return Library(queries, kept["faults"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _keep(place: Path, mark: str, library: Library) -> None:
    import contextlib

    draft = place.with_suffix(f".{os.getpid()}.draft")
    with contextlib.suppress(OSError):
        draft.write_text(
            json.dumps({"mark": mark, "queries": library.queries, "faults": library.faults}),
            encoding="utf-8",
        )
        draft.replace(place)
