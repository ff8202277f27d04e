"""Look a text over before it is registered: what makes words hard to find, and places move."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from dipgraph.errors import SourceError
from dipgraph.sources import SourceText, read_text
from dipgraph.telling import count_of

_BOMS = (
    (b"\xef\xbb\xbf", "a byte order mark (it is UTF-8 with one). Save it as UTF-8 without"),
    (b"\xff\xfe", "the mark of UTF-16. Save it as UTF-8"),
    (b"\xfe\xff", "the mark of UTF-16. Save it as UTF-8"),
)
_SPACES = {
    "\u00a0": "no-break space",
    "\u202f": "narrow no-break space",
    "\u2007": "figure space",
    "\u00ad": "soft hyphen",
    "\u200b": "zero-width space",
    "\u200c": "zero-width non-joiner",
    "\u200d": "zero-width joiner",
    "\u2060": "word joiner",
    "\ufeff": "zero-width no-break space",
}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
# What UTF-8 looks like after it was read as a Western code page and saved again.
_GARBLED = re.compile(r"[ÃÅÄÂ][\u0080-\u00bf]|â€[™œ\u009d“”˜¦]")
_WORD = re.compile(r"[^\W\d_]+")
_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK")


def read_new_text(path: Path) -> SourceText:
    """Read a text that is to be registered.

    Raises
    ------
    SourceError
        If it is not UTF-8 without a byte order mark, or letters were lost in it already.
    """
    try:
        with path.open("rb") as file:
            first = file.read(4)
    except OSError:
        first = b""  # what is wrong is told below
    for mark, told in _BOMS:
        if first.startswith(mark):
            raise SourceError(f"{path}: it begins with {told}.")
    text = read_text(path)
    lost = text.text.find("\ufffd")
    if lost >= 0:
        raise SourceError(
            f"{path}:{_line(text.text, lost)}: a letter was lost here when the text was converted "
            "(U+FFFD). Convert the original anew."
        )
    return text


def look_over(text: SourceText) -> list[str]:
    """Return what a curator should know before places in the text are frozen, a line each."""
    words = text.text
    notes = []
    breaks = words.count("\r\n")
    if breaks:
        notes.append(
            f"{count_of(breaks, 'Windows line end')} (\\r\\n): each counts as two characters, and "
            "tools that change line ends change every place. Better saved with \\n."
        )
    if bare := words.count("\r") - breaks:
        notes.append(f"{count_of(bare, 'carriage return')} alone: lines are counted by \\n only.")
    for char, name in _SPACES.items():
        if number := words.count(char):
            at = _line(words, words.index(char))
            notes.append(
                f"{count_of(number, name)} (U+{ord(char):04X}), first on line {at}: words are "
                "found all the same, but a search in an editor will miss them."
            )
    if found := _CONTROL.findall(words):
        at = _line(words, words.index(found[0]))
        notes.append(
            f"{count_of(len(found), 'control character')} (U+{ord(found[0]):04X} …), first on line "
            f"{at}: they have no place in a text."
        )
    if garbled := list(_GARBLED.finditer(words)):
        at = _line(words, garbled[0].start())
        notes.append(
            f"{count_of(len(garbled), 'place')} that look like UTF-8 read in another encoding "
            f"({garbled[0][0]!r}), first on line {at}. Convert the original anew."
        )
    notes += _mixed_scripts(words)
    if unicodedata.normalize("NFC", words) != words:
        notes.append(
            "letters are written with separate accents (not NFC): words are found all the same, "
            "but a search in an editor may miss them."
        )
    return notes


def _mixed_scripts(words: str) -> list[str]:
    """Tell words that mix letters of several scripts: one of them only looks like the other."""
    found: dict[str, int] = {}
    for match in _WORD.finditer(words):
        if match[0].isascii():
            continue
        scripts = {script for char in match[0] if (script := _script(char))}
        if len(scripts) > 1:
            found.setdefault(match[0], _line(words, match.start()))
    if not found:
        return []
    shown = ", ".join(f"{word} (line {line})" for word, line in list(found.items())[:5])
    return [
        f"{count_of(len(found), 'word')} with letters of two scripts, where one only looks like "
        f"the other: {shown}. Such a word is not found by its usual spelling."
    ]


def _script(char: str) -> str:
    name = unicodedata.name(char, "")
    return next((script for script in _SCRIPTS if name.startswith(script)), "")


def _line(words: str, position: int) -> int:
    return words.count("\n", 0, position) + 1
