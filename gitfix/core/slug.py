"""A sentence as a piece of a branch name: `Login fails on a cart` to `login-fails-on-a-cart`."""

from __future__ import annotations

import re

LONGEST = 40

# Letters that Unicode does not decompose, in the spelling that is usual for them in ASCII.
_SPELT = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)
_APOSTROPHES = re.compile("['’ʼ`]")


def slugify(summary: str, longest: int = LONGEST) -> str:
    """Lower-case ASCII words joined by `-`, at most `longest` characters, cut between words.

    Only a first word that is longer is cut itself. Empty when nothing of it is ASCII. The result is safe in a refname
    (git-check-ref-format(1)): it holds only a-z, 0-9 and single inner hyphens.
    """
    import unicodedata

    text = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", summary.lower()).translate(_SPELT))
    plain = "".join(char for char in text if not unicodedata.combining(char))
    words = re.findall("[a-z0-9]+", plain)
    slug = "-".join(words)
    if len(slug) <= longest:
        return slug
    end = slug.rfind("-", 0, longest + 1)
    return slug[: end if end > 0 else longest]
