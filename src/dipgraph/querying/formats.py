"""Write query results: tables for people and programs, triples in the formats of RDF."""

from __future__ import annotations

import pyoxigraph as ox

from dipgraph.errors import QueryError
from dipgraph.namespaces import PREFIXES
from dipgraph.querying.people import cell_text, number_columns, read_rows
from dipgraph.querying.rows import ResultRows, Term, to_python

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_RESULTS_NS = "http://www.w3.org/2005/sparql-results#"


def write_csv(result: ResultRows, *, labels: bool = False) -> str:
    """Return SPARQL 1.1 CSV. Cells are not made safe for spreadsheets: the format forbids it."""

    def text(term: Term | None, column: str) -> str:
        if isinstance(term, ox.NamedNode) and not labels:
            return term.value
        return _quote(cell_text(result, term, column))

    lines = [",".join(_quote(name) for name in result.columns)]
    lines += [",".join(map(text, cells, result.columns)) for cells in result.rows]
    return "".join(f"{line}\r\n" for line in lines)


def _quote(text: str) -> str:
    if any(char in text for char in ',"\r\n'):
        return '"' + text.replace('"', '""') + '"'
    return text


def write_tsv(result: ResultRows, *, labels: bool = False) -> str:
    """Return SPARQL 1.1 TSV, with terms as Turtle writes them, or with labels for IRIs."""

    def text(term: Term | None, column: str) -> str:
        if labels and isinstance(term, ox.NamedNode):
            return " ".join(cell_text(result, term, column).split())
        return "" if term is None else str(term).replace("\t", "\\t")

    lines = ["\t".join(f"?{name}" for name in result.columns)]
    lines += ["\t".join(map(text, cells, result.columns)) for cells in result.rows]
    return "".join(f"{line}\n" for line in lines)


def write_json(result: ResultRows, *, labels: bool = False) -> str:
    """Return SPARQL 1.1 results JSON. ``labels`` changes nothing here."""
    import json

    if result.form == "ASK":
        return json.dumps({"head": {}, "boolean": bool(result)}) + "\n"
    bindings = [
        {
            name: _json_term(term)
            for name, term in zip(result.columns, cells, strict=True)
            if term is not None
        }
        for cells in result.rows
    ]
    whole = {"head": {"vars": list(result.columns)}, "results": {"bindings": bindings}}
    return json.dumps(whole, ensure_ascii=False) + "\n"


def _json_term(term: Term) -> dict[str, str]:
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    said = {"type": "literal", "value": term.value}
    if term.language:
        said["xml:lang"] = term.language
    elif term.datatype.value != PREFIXES["xsd"] + "string":
        said["datatype"] = term.datatype.value
    return said


def write_jsonl(result: ResultRows, *, labels: bool = False) -> str:
    """Return one JSON object a row: IRIs (or labels) and dates as text, numbers as numbers."""
    import json

    lines = []
    for cells in result.rows:
        row = {
            name: cell_text(result, term, name)
            if labels and isinstance(term, ox.NamedNode)
            else to_python(term)
            for name, term in zip(result.columns, cells, strict=True)
        }
        lines.append(json.dumps(row, ensure_ascii=False, default=_plain_number))
    return "".join(f"{line}\n" for line in lines)


def _plain_number(value: object) -> object:
    from decimal import Decimal

    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return str(value)


def write_xml(result: ResultRows, *, labels: bool = False) -> str:
    """Return SPARQL 1.1 results XML. ``labels`` changes nothing here."""
    from xml.sax.saxutils import escape, quoteattr

    lines = ['<?xml version="1.0"?>', f'<sparql xmlns="{_RESULTS_NS}">']
    if result.form == "ASK":
        answer = "true" if result else "false"
        return "\n".join([*lines, "<head/>", f"<boolean>{answer}</boolean>", "</sparql>"]) + "\n"
    variables = "".join(f"<variable name={quoteattr(name)}/>" for name in result.columns)
    lines += [f"<head>{variables}</head>", "<results>"]
    for cells in result.rows:
        lines.append("<result>")
        for name, term in zip(result.columns, cells, strict=True):
            if term is None:
                continue
            text = escape(_xml_text(term.value))
            if isinstance(term, ox.NamedNode):
                inner = f"<uri>{text}</uri>"
            elif isinstance(term, ox.BlankNode):
                inner = f"<bnode>{text}</bnode>"
            elif term.language:
                inner = f"<literal xml:lang={quoteattr(term.language)}>{text}</literal>"
            elif term.datatype.value == PREFIXES["xsd"] + "string":
                inner = f"<literal>{text}</literal>"
            else:
                inner = f"<literal datatype={quoteattr(term.datatype.value)}>{text}</literal>"
            lines.append(f"<binding name={quoteattr(name)}>{inner}</binding>")
        lines.append("</result>")
    return "\n".join([*lines, "</results>", "</sparql>"]) + "\n"


def _xml_text(text: str) -> str:
    """Leave out the control characters that XML 1.0 cannot hold in any form."""
    return "".join(char for char in text if char >= " " or char in "\t\n\r")


def write_markdown(result: ResultRows, *, labels: bool = True) -> str:
    """Return a Markdown table for people, numbers to the right."""
    numbers = number_columns(result)
    kept, names, rows = read_rows(result, labels=labels)
    marks = ["---:" if numbers[index] else "---" for index in kept]
    lines = [names, marks, *([_markdown_cell(text) for text in row] for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _markdown_cell(text: str) -> str:
    text = _one_line(text)
    for char in "\\|`*_<>[]":
        text = text.replace(char, f"\\{char}")
    return text


def write_table(result: ResultRows, *, width: int = 0, labels: bool = True) -> str:
    """Return a table of text for people, with numbers to the right.

    Parameters
    ----------
    result
        The rows.
    width
        The longest line allowed, in terminal columns; 0 means any. The widest columns are cut
        first, none below eight.
    labels
        Whether labels stand for IRIs; otherwise short names do.
    """
    kept, names, cells = read_rows(result, labels=labels)
    rows = [[_one_line(text) for text in row] for row in cells]
    is_number = number_columns(result)
    numbers = [is_number[index] for index in kept]
    widths = [
        max(_columns_of(text) for text in [name, *(row[index] for row in rows)])
        for index, name in enumerate(names)
    ]
    if width:
        _narrow(widths, width - 2 * (len(widths) - 1))

    def line(cells: list[str]) -> str:
        parts = []
        for text, room, right in zip(cells, widths, numbers, strict=True):
            text = _cut(text, room)
            blank = " " * (room - _columns_of(text))
            parts.append(blank + text if right else text + blank)
        return "  ".join(parts).rstrip()

    rule = "  ".join("-" * room for room in widths)
    return "".join(f"{row}\n" for row in [line(names), rule, *map(line, rows)])


def _narrow(widths: list[int], room: int) -> None:
    while sum(widths) > room and max(widths, default=0) > 8:
        widest = max(widths)
        next_widest = max([width for width in widths if width < widest], default=8)
        columns = [index for index, width in enumerate(widths) if width == widest]
        share = max(1, (sum(widths) - room) // len(columns))
        for index in columns:
            widths[index] = max(8, next_widest, widest - share)
            if widths[index] == widest:
                widths[index] -= 1


def _one_line(text: str) -> str:
    """Even out white space and show control characters, which could rewrite the screen."""
    text = " ".join(text.split())
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else f"\\x{ord(char):02x}" for char in text)


def _columns_of(text: str) -> int:
    """Return how many terminal columns a text takes."""
    if text.isascii():
        return len(text)
    import unicodedata

    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1
        for char in text
    )


def _cut(text: str, room: int) -> str:
    if _columns_of(text) <= room:
        return text
    while text and _columns_of(text) > room - 1:
        text = text[:-1]
    return text.rstrip() + "…"


def write_rdf(result: ResultRows, rdf_format: ox.RdfFormat) -> str:
    """Return the triples of a CONSTRUCT or DESCRIBE in an RDF format.

    Raises
    ------
    QueryError
        If the query gives rows and no triples.
    """
    if result.form not in ("CONSTRUCT", "DESCRIBE"):
        raise QueryError(
            f"a {result.form} gives no triples. Write it as {', '.join(WRITERS)} or parquet, or "
            "make it a CONSTRUCT."
        )
    triples = [ox.Triple(*cells) for cells in result.rows]  # type: ignore[arg-type]
    used = "\n".join(str(triple) for triple in triples)
    prefixes = {name: iri for name, iri in PREFIXES.items() if f"<{iri}" in used}
    bare = rdf_format in (ox.RdfFormat.N_TRIPLES, ox.RdfFormat.N_QUADS)
    written = ox.serialize(triples, format=rdf_format, prefixes=None if bare else prefixes)
    return (written or b"").decode()


def _write_html(result: ResultRows, *, labels: bool = True) -> str:
    # To import html takes longer than to write an answer in any other format.
    from dipgraph.querying.html_table import write_html

    return write_html(result, labels=labels)


WRITERS: dict[str, Callable[..., str]] = {
    "csv": write_csv,
    "tsv": write_tsv,
    "json": write_json,
    "jsonl": write_jsonl,
    "xml": write_xml,
    "markdown": write_markdown,
    "html": _write_html,
    "table": write_table,
}
TABLE_FORMATS = tuple(WRITERS)
"""Names of the text formats that rows can be written in."""

RDF_FORMATS = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "trig": ox.RdfFormat.TRIG,
    "nquads": ox.RdfFormat.N_QUADS,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML,
}
FORMATS = (*WRITERS, "parquet", *RDF_FORMATS)
"""Names of all formats a result can be written in."""

FOR_PEOPLE = frozenset({"table", "markdown", "html"})
"""Formats in which labels stand for IRIs if nothing else is asked for."""


def write(result: ResultRows, name: str, *, labels: bool | None = None, width: int = 0) -> str:
    """Return a result in the text format of that name.

    ``labels`` is None for what the format does by itself: labels for people (table, markdown,
    html), IRIs for programs.
    """
    if name in RDF_FORMATS:
        return write_rdf(result, RDF_FORMATS[name])
    wanted = name in FOR_PEOPLE if labels is None else labels
    if name == "table":
        return write_table(result, width=width, labels=wanted)
    return WRITERS[name](result, labels=wanted)


def write_bytes(
    result: ResultRows, name: str, *, labels: bool | None = None, width: int = 0
) -> bytes:
    """Return a result in the format of that name, Parquet among them.

    Raises
    ------
    InputError
        If the format needs a package that is not installed.
    """
    if name != "parquet":
        text = write(result, name, labels=labels, width=width)
        return text.encode("utf-8", "surrogatepass")
    from dipgraph.querying.parquet import write_parquet

    def cell(term: Term | None, column: str) -> object:
        if labels and isinstance(term, ox.NamedNode):
            return cell_text(result, term, column)
        return to_python(term)

    return write_parquet(
        result.columns,
        [tuple(map(cell, cells, result.columns)) for cells in result.rows],
    )
