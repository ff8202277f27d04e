"""The source texts: where they are, what they hold, and the Turtle of their passages.

The texts are not part of the project. Where none is at hand, passages are *unverifiable*; they
are never taken for verified.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

from dipgraph.errors import SourceError
from dipgraph.facts import DIP, Facts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dipgraph.text.cut import Passage

# Larger files are no press releases; reading one by mistake must not fill the memory.
_LARGEST_TEXT = 5_000_000  # bytes


class SourceText:
    """A text as read from a file; positions count the characters of ``text`` from 0."""

    def __init__(self, path: Path, text: str, sha256: str) -> None:
        self.path = path
        self.text = text
        self.sha256 = sha256

    @cached_property
    def line_count(self) -> int:
        """The number of lines; a last line without a line break counts."""
        return self.text.count("\n") + (not self.text.endswith("\n"))

    def words_between(self, start: int, end: int) -> str | None:
        """Return ``text[start:end]``, or None if that stretch is empty or leaves the text."""
        if 0 <= start < end <= len(self.text):
            return self.text[start:end]
        return None


def read_text(path: Path) -> SourceText:
    """Read a source text, which is UTF-8 and not empty.

    Line breaks stay as they are in the file, since positions count every character.

    Raises
    ------
    SourceError
        If the file is missing, a folder, empty, too large, or not text in UTF-8.
    """
    try:
        if path.is_dir():
            raise SourceError(f"{path}: this is a folder. Name the text file in it.")
        if path.stat().st_size > _LARGEST_TEXT:
            raise SourceError(f"{path}: larger than {_LARGEST_TEXT // 1_000_000} MB. Split it.")
        raw = path.read_bytes()
    except FileNotFoundError:
        raise SourceError(f"{path}: no such file. Check the name and the folder.") from None
    except OSError as error:
        raise SourceError(f"{path}: cannot be read: {error.strerror}.") from None
    if b"\x00" in raw:
        raise SourceError(f"{path}: not a text (it holds NUL bytes). Save it as UTF-8 text.")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise SourceError(
            f"{path}:{line}: not UTF-8 (byte {error.start}). Save it as UTF-8."
        ) from None
    if not text.strip():
        raise SourceError(f"{path}: empty. A source text has at least one sentence.")
    return SourceText(path, text, hashlib.sha256(raw).hexdigest())


class Texts:
    """The texts of a project's sources, as far as they are at hand.

    Parameters
    ----------
    facts
        What the project states of its sources.
    folder
        Where the texts lie, or None if there is no such folder.

    Raises
    ------
    SourceError
        If a text is there and cannot be read; one that is not there is only missing.
    """

    def __init__(self, facts: Facts, folder: Path | None) -> None:
        self.folder = folder
        self._texts: dict[str, SourceText] = {}
        for source in facts.sources if folder else ():
            names = facts.texts(source, DIP + "fileName")
            # A name with a path in it would read files outside the folder of texts.
            if not names or not folder or Path(names[0]).name != names[0]:
                continue
            path = folder / names[0]
            if path.exists():
                self._texts[source] = read_text(path)

    def get(self, source: str | None) -> SourceText | None:
        """Return the text of a source (its IRI), or None if it is not at hand."""
        return self._texts.get(source) if source else None


def write_passages(source: str, passages: Iterable[Passage]) -> str:
    """Return the Turtle of ``passages``, cut from the text of ``source`` (its local name)."""
    lines = [
        "@prefix dip: <https://w3id.org/dipgraph/ontology#> .",
        "@prefix oa: <http://www.w3.org/ns/oa#> .",
        "@prefix passage: <https://w3id.org/dipgraph/passage/> .",
        "@prefix source: <https://w3id.org/dipgraph/source/> .",
    ]
    for passage in passages:
        lines += [
            "",
            f"passage:{source}.{passage.start}-{passage.end}",
            "    a dip:Passage ;",
            f"    oa:hasSource source:{source} ;",
            f"    oa:start {passage.start} ;",
            f"    oa:end {passage.end} ;",
            f"    dip:firstLine {passage.first_line} ;",
            f"    dip:lastLine {passage.last_line} ;",
            f"    dip:paragraph {passage.paragraph} ;",
            f'    dip:digest "{passage.digest}" .',
        ]
    return "\n".join(lines) + "\n"


def describe_source(source: str, text: SourceText, year: int | None) -> str:
    """Return the Turtle that registers a text; title and publisher are left for a person."""
    covers = f"    dip:coversYear {year} ;\n" if year is not None else ""
    return (
        "@prefix dcterms: <http://purl.org/dc/terms/> .\n"
        "@prefix dip: <https://w3id.org/dipgraph/ontology#> .\n"
        "@prefix source: <https://w3id.org/dipgraph/source/> .\n\n"
        "# Add dcterms:title, dcterms:publisher, dip:isReportOf; dcterms:issued as xsd:date.\n"
        f"source:{source}\n"
        "    a dip:Source ;\n"
        f"{covers}"
        f"    dip:fileName {_quoted(text.path.name)} ;\n"
        f'    dip:sha256 "{text.sha256}" ;\n'
        f"    dip:lineCount {text.line_count} .\n"
    )


def _quoted(words: str) -> str:
    escaped = words.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
