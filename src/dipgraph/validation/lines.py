"""The lines on which nodes and their properties stand in a text. Parsers keep none."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterable
from functools import cached_property

from dipgraph.namespaces import shorten_iri
from dipgraph.turtle import find_prefixes

_LONG_STRING = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""|\'\'\'(?:[^\'\\]|\\.|\'(?!\'\'))*\'\'\'', re.S
)
# What a line begins with that begins a statement, and how a statement ends.
_SUBJECT = re.compile(r"\s*(?:<([^<>\s]*)>|([^\W\d_][\w.-]*)?:([^\s;,<>\"'()\[\]{}]*))(?=\s|$)")
_COMMENT = re.compile(r"(?:^|\s)#[^\"]*$")
_END = re.compile(r"[.{}]\s*$|^\s*(?:@?(?:prefix|base)\b.*)?$", re.I)
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


class Lines:
    """Where the blocks of a text begin, found when first asked for."""

    def __init__(self, text: str, *, is_json: bool = False) -> None:
        self._text = text
        self._is_json = is_json

    def find(self, iri: str, predicate: str = "") -> int:
        """Return the line, from 1, on which a node's property stands, else its block; 0 if none."""
        if self._is_json:
            return self._find_in_json(iri, predicate)
        start = self._starts.get(iri)
        if start is None:
            return 0
        if not predicate:
            return start
        pattern = self._pattern(predicate)
        for number in self._block(start):
            if pattern.search(self._lines[number - 1]) and not self._is_comment(number):
                return number
        return start

    def find_word(self, iri: str, words: Iterable[str]) -> int:
        """Return the line of a node's block on which the first of some words stands that does."""
        start = 0 if self._is_json else self._starts.get(iri, 0)
        if not start:
            return 0
        for word in words:
            pattern = re.compile(rf"(?<![\w:]){re.escape(word)}(?![\w-])")
            for number in self._block(start):
                row = self._lines[number - 1]
                if number != start and pattern.search(row) and not self._is_comment(number):
                    return number
        return start

    def _is_comment(self, number: int) -> bool:
        return self._lines[number - 1].lstrip().startswith("#")

    def _block(self, start: int) -> range:
        after = bisect_right(self._all_starts, start)
        is_last = after >= len(self._all_starts)
        return range(start, len(self._lines) + 1 if is_last else self._all_starts[after])

    @cached_property
    def _lines(self) -> list[str]:
        text = self._text
        if '"""' in text or "'''" in text:
            text = _LONG_STRING.sub(lambda found: '"' + "\n" * found[0].count("\n") + '"', text)
        return text.split("\n")

    @cached_property
    def _prefixes(self) -> dict[str, str]:
        return find_prefixes(self._text)

    @cached_property
    def _starts(self) -> dict[str, int]:
        found: dict[str, int] = {}
        is_open = False
        for number, line in enumerate(self._lines, 1):
            if not is_open and (match := _SUBJECT.match(line)):
                iri = match[1]
                if iri is None:
                    namespace = self._prefixes.get(match[2] or "")
                    local = (match[3] or "").replace("\\", "")
                    iri = namespace + local if namespace is not None else ""
                if iri:
                    found.setdefault(iri, number)
            # What is quoted in a line of comment is comment, too.
            said = "" if line.lstrip().startswith("#") else _COMMENT.sub("", line)
            # A comment or an empty line inside a block does not end it.
            if said.strip():
                is_open = not _END.search(said)
        return found

    @cached_property
    def _all_starts(self) -> list[int]:
        return sorted(self._starts.values())

    def _pattern(self, predicate: str) -> re.Pattern[str]:
        names = [re.escape(f"<{predicate}>")]
        for prefix, namespace in self._prefixes.items():
            if predicate.startswith(namespace):
                names.append(re.escape(f"{prefix}:{predicate[len(namespace) :]}"))
        if predicate == _TYPE:
            names.append("a")
        return re.compile(rf"(?:^|[\s;])(?:{'|'.join(names)})(?=[\s<\"])")

    def _find_in_json(self, iri: str, predicate: str) -> int:
        keys = ("@type", "a") if predicate == _TYPE else (predicate, shorten_iri(predicate))
        names = (iri, shorten_iri(iri))
        objects = [found for name in names for found in self._objects.get(name, ())]
        for _, properties in objects:
            for key in keys if predicate else ():
                if key in properties:
                    return properties[key]
        return objects[0][0] if objects else 0

    @cached_property
    def _objects(self) -> dict[str, list[tuple[int, dict[str, int]]]]:
        """The objects of a JSON text by name: the line of the name, and those of the keys."""
        found: dict[str, list[tuple[int, dict[str, int]]]] = {}
        open_: list[dict[str, int]] = []
        line, key = 1, ""
        for match in _JSON.finditer(self._text):
            word = match[0]
            if word == "\n":
                line += 1
            elif word == "{":
                open_.append({})
            elif word == "}":
                if open_:
                    open_.pop()
            elif open_:
                text = _read_string(match["string"])
                if match["colon"]:
                    key = text
                    open_[-1].setdefault(key, line)
                elif key in ("@id", "id"):
                    # A mere reference is an object with nothing but the name.
                    found.setdefault(text, []).append((line, open_[-1]))
                    key = ""
        for objects in found.values():
            objects.sort(key=lambda item: len(item[1]) == 1)
        return found


_JSON = re.compile(r'\n|[{}]|(?P<string>"(?:[^"\\\n]|\\.)*")(?P<colon>[ \t]*:)?')


def _read_string(text: str) -> str:
    try:
        return str(json.loads(text))
    except ValueError:
        return text[1:-1]
