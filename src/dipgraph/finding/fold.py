"""Spellings of one name brought together: case, accents, letters of other alphabets.

A letter such as ş is written s by some and sh by others, ə is written a or e. Both foldings of a
name are kept in the index, and both of a question are asked.
"""

from __future__ import annotations

import unicodedata

from dipgraph.spelling import fold_label

# Latin letters of Turkic alphabets that Unicode does not take apart, or that English sources
# write with two letters. Other alphabets are left to anyascii.
_AS_SOUND = str.maketrans({"ə": "a", "ş": "sh", "ç": "ch", "ğ": "gh", "ı": "i", "ö": "o", "ü": "u"})
_AS_LETTER = str.maketrans({"ə": "e", "ı": "i"})


def fold_spellings(text: str) -> tuple[str, ...]:
    """Return the plain forms of a text: lower-case ASCII words parted by single spaces.

    Marks that are not seen (writing direction, joiners, control characters) are left out. The
    first form is by letter, a second, where it differs, by sound.

    >>> fold_spellings("Şuşa")
    ('susa', 'shusha')
    """
    seen = "".join(
        char
        for char in unicodedata.normalize("NFC", text)
        if char.isspace() or unicodedata.category(char) not in ("Cf", "Cc")
    )
    forms = (_plain(seen.casefold().translate(table)) for table in (_AS_LETTER, _AS_SOUND))
    return tuple(dict.fromkeys(form for form in forms if form))


def _plain(text: str) -> str:
    folded = fold_label(text)
    if folded.isascii():
        return folded
    from anyascii import anyascii  # only other alphabets pay for its tables

    return fold_label(anyascii(folded))
