"""Query files: SPARQL with its documentation in ``#+`` lines, and the library of them.

What is read from the files is kept in the cache, so that a query of the library runs without
YAML and without being taken apart again.
"""

from __future__ import annotations

import marshal
import os
import sys

from dipgraph.errors import InputError, QueryError, SyntaxFault
from dipgraph.resources import Project, find_cache_folder, mark_of_code
from dipgraph.spelling import find_mentions, suggest
from dipgraph.store import walk

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from dipgraph.querying.template import Piece

KEYS = ("summary", "description", "tags", "params", "columns", "view")
PARAM_KEYS = ("type", "about", "default", "required", "example")


class Param:
    """A parameter: its type (a key of ``values.TYPES``), its meaning, and what stands in for it.

    ``default`` and ``example`` are as a user would type them. A parameter that is not
    ``required`` and has no default stays a free variable when it is left out.
    """

    __slots__ = ("about", "default", "example", "required", "type")

    def __init__(
        self, type: str, about: str, default: str | None, required: bool, example: str | None
    ) -> None:
        self.type = type
        self.about = about
        self.default = default
        self.required = required
        self.example = example


class Query:
    """A query with its documentation. ``file`` is relative to the project where it lies in it.

    ``columns`` maps a column's name to what it holds, ``view`` is how a view is drawn.
    ``pieces`` and ``form`` are made from the SPARQL; both are empty where it has a fault, which
    is told when the query is run.
    """

    __slots__ = (
        "columns", "description", "file", "form", "name", "params", "pieces", "sparql", "summary",
        "tags", "view",
    )  # fmt: skip

    def __init__(
        self,
        name: str,
        file: str,
        sparql: str,
        summary: str = "",
        description: str = "",
        tags: tuple[str, ...] = (),
        params: Mapping[str, Param] | None = None,
        columns: Mapping[str, str] | None = None,
        view: Mapping[str, Any] | None = None,
        pieces: Sequence[Piece] = (),
        form: str = "",
    ) -> None:
        self.name = name
        self.file = file
        self.sparql = sparql
        self.summary = summary
        self.description = description
        self.tags = tags
        self.params: Mapping[str, Param] = params or {}
        self.columns: Mapping[str, str] = columns or {}
        self.view: Mapping[str, Any] = view or {}
        self.pieces = pieces
        self.form = form

    def __repr__(self) -> str:
        return f"<Query {self.name}: {self.summary}>"

    @property
    def topic(self) -> str:
        """The folder the file lies in."""
        return os.path.basename(os.path.dirname(self.file))

    @property
    def place(self) -> str:
        """The file as a page names it: from ``queries/`` on, never a path of this machine."""
        return "/".join(("queries", self.topic, f"{self.name}.rq"))


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
    return parse_query(read_text(path, shown), _stem(file), file)


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
    query.pieces, query.form = pieces, form
    return query


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
    marks = [mark_of_code("querying/files.py", "querying/sparql.py"), project.folders["root"]]
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
        stem = _stem(entry.name)
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


def _stem(path: str) -> str:
    return os.path.splitext(os.path.basename(path))[0]


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
