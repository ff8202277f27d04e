"""Find the sentence that somebody means by a few words of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from dipgraph.text.words import read_tokens

_LEAST_SCORE = 0.5


class Hit(NamedTuple):
    """A sentence that was found: its key and how well it fits, 1 for the very words."""

    key: str
    score: float


def find_sentences(sentences: Mapping[str, str], wanted: str, most: int = 5) -> list[Hit]:
    """Return the keys of the sentences that ``wanted`` fits, best first.

    Case, space, kinds of quotation mark, hyphens and markup count for nothing. Where the words
    stand one after the other the sentence is a full hit, and only full hits are returned.
    Otherwise each word counts by its length, a word with a slip or two for less, and sentences
    that hold at least half of what is wanted come back.
    """
    words = [token.folded for token in read_tokens(wanted) if token.folded.isalnum()]
    if not words:
        return []
    read = {
        key: [token.folded for token in read_tokens(sentence) if token.folded.isalnum()]
        for key, sentence in sentences.items()
    }
    full = [Hit(key, 1.0) for key, there in read.items() if _runs_in(words, there)]
    if full:
        return full
    vocabulary = {word for there in read.values() for word in there}
    near = {word: _near_words(word, vocabulary) for word in set(words)}
    total = sum(map(len, words))
    hits = [
        Hit(key, sum(_worth(word, set(there), near[word]) for word in words) / total)
        for key, there in read.items()
    ]
    fitting = sorted((hit for hit in hits if hit.score >= _LEAST_SCORE), key=lambda hit: -hit.score)
    return [Hit(hit.key, min(round(hit.score, 3), 0.999)) for hit in fitting[:most]]


def _runs_in(words: list[str], there: list[str]) -> bool:
    """Tell whether ``words`` stand in ``there`` in a row; the last may be cut short."""
    whole, last = words[:-1], words[-1]
    size = len(words)
    return any(
        there[at : at + size - 1] == whole and there[at + size - 1].startswith(last)
        for at in range(len(there) - size + 1)
    )


def _near_words(word: str, vocabulary: set[str]) -> dict[str, float]:
    """Return the words of the text that ``word`` may stand for, with their likeness, 0 to 1."""
    if word in vocabulary:
        return {word: 1.0}
    from difflib import SequenceMatcher, get_close_matches  # only a slip pays for it

    near = get_close_matches(word, vocabulary, n=3, cutoff=0.72)
    return {other: SequenceMatcher(None, word, other).ratio() for other in near}


def _worth(word: str, there: set[str], near: dict[str, float]) -> float:
    return len(word) * max((like for other, like in near.items() if other in there), default=0.0)
