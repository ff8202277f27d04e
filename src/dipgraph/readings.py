"""The words of passages, read from the texts that are at hand and compared with their digests."""

from __future__ import annotations

from collections import defaultdict

from dipgraph.facts import DIP, Facts, PassageFacts
from dipgraph.sources import SourceText, Texts
from dipgraph.text.digest import digest_words


class Readings:
    """The words of each passage whose digest agrees, and the outcome for each passage.

    ``outcome`` is "verified", "moved" (the words stand elsewhere in a text that has changed),
    "changed", "outside" (the place is not in the text) or "unverifiable" (no text at hand).
    """

    def __init__(self, facts: Facts, texts: Texts) -> None:
        self.facts = facts
        self.texts = texts
        self.words: dict[str, str] = {}
        self.outcome: dict[str, str] = {}
        self.by_source: defaultdict[str, list[PassageFacts]] = defaultdict(list)
        self._paragraphs: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
        for passage in facts.passages.values():
            self.by_source[passage.source or ""].append(passage)
            if passage.source and passage.paragraph is not None:
                self._paragraphs[passage.source, passage.paragraph].append(passage.iri)
        for source, passages in self.by_source.items():
            self._read(texts.get(source), passages)

    def _read(self, text: SourceText | None, passages: list[PassageFacts]) -> None:
        failed: list[PassageFacts] = []
        for passage in passages:
            if text is None:
                self.outcome[passage.iri] = "unverifiable"
                continue
            words = _words_at(text, passage)
            if words is not None and digest_words(words) == passage.digest:
                self._settle(passage, "verified", words)
            else:
                self.outcome[passage.iri] = "outside" if words is None else "changed"
                failed.append(passage)
        # In the very text that was registered nothing has moved: then the locator is wrong.
        if text is not None and failed and not self.is_registered(failed[0].source, text):
            self._find_moved(text, failed, passages[-1].end or 0)

    def is_registered(self, source: str | None, text: SourceText) -> bool:
        """Tell whether ``text`` is, byte for byte, the text from which the passages were cut."""
        return self.facts.texts(source or "", DIP + "sha256") == [text.sha256]

    def _find_moved(self, text: SourceText, failed: list[PassageFacts], last_end: int) -> None:
        """Tell a sentence that has only moved from one whose words have changed.

        First by one shift for all, as a single edit makes; then by the cut of the new text, where
        no place serves two passages: a sentence that stands twice is not its own double.
        """
        shift = len(text.text.rstrip()) - last_end
        left: list[PassageFacts] = []
        taken: set[int] = set()
        for passage in failed:
            words = _words_at(text, passage, shift)
            start, end = (passage.start or 0) + shift, (passage.end or 0) + shift
            # What now adjoins the words without a space has become part of them.
            around = text.text[max(0, start - 1) : start] + text.text[end : end + 1]
            if (
                words is not None
                and digest_words(words) == passage.digest
                and (not around or around.isspace())
            ):
                self._settle(passage, "moved", words)
                taken.add(start)
            else:
                left.append(passage)
        if not left:
            return
        from dipgraph.text.cut import cut_text  # only a text that has changed is cut anew

        taken |= {
            passage.start
            for passage in self.by_source[left[0].source or ""]
            if passage.start is not None and self.outcome.get(passage.iri) == "verified"
        }
        free = [cut for cut in cut_text(text.text) if cut.start not in taken]
        for passage in left:
            cut = next((cut for cut in free if cut.digest == passage.digest), None)
            if cut is not None:
                free.remove(cut)
                self._settle(passage, "moved", text.text[cut.start : cut.end])

    def _settle(self, passage: PassageFacts, outcome: str, words: str) -> None:
        self.outcome[passage.iri] = outcome
        self.words[passage.iri] = words

    def paragraph_of(self, passage: PassageFacts) -> list[str]:
        """Return the passages of the paragraph that ``passage`` belongs to."""
        if passage.source is None or passage.paragraph is None:
            return [passage.iri]
        return self._paragraphs[passage.source, passage.paragraph]


def _words_at(text: SourceText, passage: PassageFacts, shift: int = 0) -> str | None:
    if passage.start is None or passage.end is None:
        return None
    return text.words_between(passage.start + shift, passage.end + shift)
