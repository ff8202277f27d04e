"""Guess what a misspelt word was meant to be."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


def find_near_words(word: str, known: Iterable[str], most: int = 3) -> list[str]:
    """Return up to ``most`` of the known words that resemble ``word``, nearest first.

    Letter case counts for nothing; a known word may resemble ``word`` by a slip of a letter
    or two, not by sharing a beginning only.
    """
    from difflib import get_close_matches  # only a mistake pays for this import

    by_folded: dict[str, str] = {}
    for option in known:
        by_folded.setdefault(option.casefold(), option)
    near = get_close_matches(word.casefold(), by_folded, n=most, cutoff=0.65)
    return [by_folded[folded] for folded in near]


def suggest(word: str, known: Iterable[str]) -> str:
    """Return `` Did you mean X?`` with a leading space, or "" when nothing is near."""
    near = find_near_words(word, known)
    return f" Did you mean {' or '.join(near)}?" if near else ""
