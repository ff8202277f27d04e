"""Guess what a misspelt word was meant to be."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_LEAST_LETTERS = 3


def find_near_words(word: str, known: Iterable[str], most: int = 3) -> list[str]:
    """Return up to ``most`` of the known words that resemble ``word``, nearest first.

    Letter case counts for nothing; a known word may resemble ``word`` by a slip of a letter
    or two, not by sharing a beginning only.
    """
    from difflib import SequenceMatcher, get_close_matches  # only a mistake pays for this

    by_folded: dict[str, str] = {}
    for option in known:
        by_folded.setdefault(option.casefold(), option)
    folded = word.casefold()
    near = get_close_matches(folded, by_folded, n=most, cutoff=0.65)
    likeness = [SequenceMatcher(None, option, folded).ratio() for option in near]
    # What is clearly further off than the nearest would only make the reader doubt.
    return [
        by_folded[o] for o, like in zip(near, likeness, strict=True) if like > likeness[0] - 0.1
    ]


def suggest(word: str, known: Iterable[str]) -> str:
    """Return `` Did you mean X?`` with a leading space, or "" when nothing is near."""
    near = find_near_words(word, known)
    return f" Did you mean {' or '.join(near)}?" if near else ""


def find_mentions(word: str, *told: Mapping[str, str]) -> list[str]:
    """Return the keys under which a text has a word that begins like ``word``.

    The first of the mappings that has any is taken, and with it the whole word before its stem:
    to who asks, "elected" and "elections" are one word.
    """
    stem = word[: max(_LEAST_LETTERS, len(word) - 3)]
    if len(word) < _LEAST_LETTERS:
        return []
    for texts in told:
        folded = {key: f" {fold_label(text)}" for key, text in texts.items()}
        for beginning in (word, stem):
            found = [key for key, text in folded.items() if f" {fold_label(beginning)}" in text]
            if found:
                return found
    return []


def fold_label(text: str) -> str:
    """Return a label without case, accents and punctuation, for comparing spellings."""
    import unicodedata  # most commands compare no names

    # Folded twice: 𝑨 has no lower case until it is taken for A.
    plain = unicodedata.normalize("NFKD", text.casefold()).casefold()
    kept = "".join(
        char if char.isalnum() else " " for char in plain if not unicodedata.combining(char)
    )
    return " ".join(kept.split())
