"""The digest by which the words of a passage are known again."""

from __future__ import annotations

import hashlib
import unicodedata


def even_out(words: str) -> str:
    """Return ``words`` after NFKC, with runs of white space as one space and none at the ends."""
    return " ".join(unicodedata.normalize("NFKC", words).split())


def digest_words(words: str) -> str:
    """Return 16 hex digits that change with any letter or sign of ``words``, not with its breaks.

    The first 16 digits of the SHA-256 of :func:`even_out`; case, punctuation and marks count.
    """
    return hashlib.sha256(even_out(words).encode("utf-8")).hexdigest()[:16]
