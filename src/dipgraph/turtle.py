"""Read RDF files (Turtle, TriG, N-Triples, N-Quads), with errors a curator can act on."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pyoxigraph as ox

from dipgraph.errors import InputError, SyntaxFault
from dipgraph.namespaces import PREFIXES
from dipgraph.spelling import suggest

FORMATS: dict[str, ox.RdfFormat] = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".trig": ox.RdfFormat.TRIG,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
}

_PREFIX_LINE = re.compile(r"^\s*(?:@prefix|PREFIX)\s+([^\s:]*):\s*<([^>]*)>", re.M | re.I)
_BLOCK_START = re.compile(r"^([A-Za-z][\w.-]*)?:([^\s;,<>\"'()\[\]]+)", re.M)
_LONG_STRING = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""|\'\'\'(?:[^\'\\]|\\.|\'(?!\'\'))*\'\'\'', re.S
)
# Everything in a Turtle text but what makes a blank node: a label, a bracket, a list.
_NO_BLANK_NODE = re.compile(
    r"""(?:[^"'<#\\(\[_]++|_(?!:)|\\.|<[^>]*+>|\#[^\n]*+"""
    r"""|\"{3}(?:[^"\\]|\\.|"(?!""))*+\"{3}|'{3}(?:[^'\\]|\\.|'(?!''))*+'{3}"""
    r"""|"(?:[^"\\]++|\\.)*+"|'(?:[^'\\]++|\\.)*+')*+""",
    re.S,
)
_UNDECLARED = re.compile(r"The prefix ([^\s:]*): has not been declared")


def read_text(path: str | os.PathLike[str], shown: str | None = None) -> str:
    """Return the text of an RDF, SPARQL or other UTF-8 file.

    Parameters
    ----------
    path
        The file.
    shown
        How messages name the file; by default as ``path`` has it.

    Raises
    ------
    InputError
        If the file is missing, a folder, unreadable, binary, not UTF-8, or has nothing in it.
    """
    name = shown or os.fspath(path)
    try:
        raw = Path(path).read_bytes()
    except FileNotFoundError:
        raise InputError(
            f"{name}: there is no such file.{_suggest_neighbour(Path(path))}"
        ) from None
    except IsADirectoryError:
        raise InputError(f"{name}: this is a folder. Name a file in it.") from None
    except PermissionError:
        if Path(path).is_dir():  # what Windows says of a folder
            raise InputError(f"{name}: this is a folder. Name a file in it.") from None
        raise InputError(f"{name}: reading is not permitted. Change the file's mode.") from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise InputError(f"{name}: the file cannot be read ({why}).") from None
    if not raw.strip(b" \t\r\n\xef\xbb\xbf"):
        raise InputError(f"{name}: there is nothing in this file. Fill it or remove it.")
    if b"\0" in raw:
        raise InputError(
            f"{name}: this is a binary file, or text in UTF-16. Name a text file in UTF-8."
        )
    return decode(raw, name, "Save the file as UTF-8.")


def decode(raw: bytes, shown: str, remedy: str = "Send UTF-8.") -> str:
    """Return bytes as the text that they are in UTF-8, less a byte order mark.

    Raises
    ------
    InputError
        If they are not UTF-8: ``shown`` names them, with line (from 1), byte (from 0) and remedy.
    """
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise InputError(f"{shown}:{line}: byte {error.start} is not UTF-8. {remedy}") from None


def rdf_format(path: str | os.PathLike[str], shown: str | None = None) -> ox.RdfFormat:
    """Return the RDF format that the ending of a file's name says.

    Raises
    ------
    InputError
        If the ending is none of .ttl, .trig, .nt, .nq.
    """
    suffix = Path(path).suffix.lower()
    if suffix not in FORMATS:
        raise InputError(
            f"{shown or os.fspath(path)}: the ending {suffix or 'of the name'} says no RDF format "
            f"that is read here. Use one of {', '.join(FORMATS)}."
        )
    return FORMATS[suffix]


def parse_text(
    text: str, shown: str, rdf_format: ox.RdfFormat = ox.RdfFormat.TURTLE
) -> list[ox.Quad]:
    """Return the quads of an RDF text, in the order they stand there.

    Raises
    ------
    SyntaxFault
        If the text cannot be parsed; the message has line and column, counted from 1.
    """
    try:
        return list(ox.parse(text, format=rdf_format, rename_blank_nodes=True))
    except SyntaxError as error:
        raise syntax_fault(error, text, shown) from None


def load_text(store: ox.Store, text: str, shown: str, rdf_format: ox.RdfFormat) -> None:
    """Load an RDF text that must state something into the default graph of ``store``.

    Raises
    ------
    InputError
        As :func:`parse_statements`.
    """
    try:
        store.load(text, format=rdf_format)
        # The length of a store is counted anew each time it is asked; the first triple is at hand.
        is_empty = next(iter(ox.parse(text, format=rdf_format)), None) is None
    except SyntaxError as error:
        raise syntax_fault(error, text, shown) from None
    if is_empty:
        raise InputError(f"{shown}: the file holds no statement. Fill it or remove it.")


def may_have_blank_nodes(text: str) -> bool:
    """Tell whether an RDF text may have a blank node: False is sure, True is not."""
    if "_:" not in text and "[" not in text and "(" not in text:
        return False
    match = _NO_BLANK_NODE.match(text)
    return match is None or match.end() != len(text)


def parse_file(path: str | os.PathLike[str], shown: str | None = None) -> list[ox.Quad]:
    """Return the quads of one RDF file; the ending of its name says the format.

    Raises
    ------
    InputError
        As :func:`read_text` and :func:`parse_text`, or if the file states nothing.
    """
    name = shown or os.fspath(path)
    text = read_text(path, shown)
    return parse_statements(text, name, rdf_format(path, shown))


def parse_statements(text: str, shown: str, rdf_format: ox.RdfFormat) -> list[ox.Quad]:
    """Return the quads of an RDF text that must state something.

    Raises
    ------
    InputError
        As :func:`parse_text`, or if the text states nothing.
    """
    quads = parse_text(text, shown, rdf_format)
    if not quads:
        raise InputError(f"{shown}: the file holds no statement. Fill it or remove it.")
    return quads


def find_prefixes(text: str) -> dict[str, str]:
    """Return the prefixes that a Turtle text declares, with their namespaces."""
    return dict(_PREFIX_LINE.findall(text))


def find_record_lines(text: str) -> dict[str, int]:
    """Return, for each record block of a Turtle text, its IRI and the line it begins on.

    A block begins at the first column with a prefixed name; lines inside long strings are
    passed over. The first of two blocks with one name counts. Parsers give no lines, and a
    curator needs them; this reads 10 MB a second.
    """
    prefixes = find_prefixes(text)
    if '"""' in text or "'''" in text:
        text = _LONG_STRING.sub(lambda match: "\n" * match[0].count("\n"), text)
    lines: dict[str, int] = {}
    line, seen = 1, 0
    for match in _BLOCK_START.finditer(text):
        namespace = prefixes.get(match[1] or "")
        if namespace is None:
            continue
        line += text.count("\n", seen, match.start())
        seen = match.start()
        local = match[2].rstrip(".").replace("\\", "")
        lines.setdefault(namespace + local, line)
    return lines


def syntax_fault(error: SyntaxError, text: str, shown: str) -> SyntaxFault:
    """Turn what the parser says into one line with file, line, column, fault and remedy."""
    line, column = error.lineno or 1, error.offset or 1
    fault = error.msg.partition(": ")[2] or error.msg
    undeclared = _UNDECLARED.search(fault)
    if undeclared:
        return SyntaxFault(f"{shown}:{line}:{column}: {_explain_prefix(undeclared[1], text)}")
    fault = "".join(char if char.isprintable() else repr(char)[1:-1] for char in fault)
    return SyntaxFault(f"{shown}:{line}:{column}: {fault.rstrip('.')}. {_remedy(fault)}")


def _explain_prefix(prefix: str, text: str) -> str:
    declared = find_prefixes(text)
    fault = f"the prefix {prefix}: is not declared."
    if prefix in PREFIXES:
        return f"{fault} Add the line: @prefix {prefix}: <{PREFIXES[prefix]}> ."
    guess = suggest(prefix, declared) or suggest(prefix, PREFIXES)
    if not guess:
        return f"{fault} Declare it with @prefix at the head of the file, or correct the name."
    return f"{fault}{guess}"


def _remedy(fault: str) -> str:
    if "dot is expected" in fault:
        return "The block before lacks its final dot, or a line in it ends without ; or a comma."
    if "Unexpected end" in fault:
        return "Close what is open: a string, an IRI, or the last block, which ends with a dot."
    if "IRI" in fault:
        return "An IRI stands between < and > and holds no blanks, quotes or braces."
    if "Line jumps" in fault:
        return 'The string that begins on this line is not closed, or should stand between """.'
    if "language" in fault:
        return 'A language tag follows the string at once, as in "Strelsau"@en.'
    if "escape" in fault or "string" in fault or "quote" in fault:
        return "Write quotation marks and backslashes inside a string with a backslash before them."
    return "Look here and at the line before: a missing ; , . or quotation mark is likely."


def _suggest_neighbour(path: Path) -> str:
    try:
        return suggest(path.name, [entry.name for entry in path.parent.iterdir()])
    except OSError:
        return " Its folder does not exist either."
