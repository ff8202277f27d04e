"""Query files: SPARQL with its documentation in ``#+`` lines."""

from __future__ import annotations

import os

from dipgraph.errors import QueryError, SyntaxFault
from dipgraph.spelling import suggest

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
    return parse_query(read_text(path, shown), stem_of(file), file)


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


def stem_of(path: str) -> str:
    """Return the name of a query: that of its file without the ending."""
    return os.path.splitext(os.path.basename(path))[0]
