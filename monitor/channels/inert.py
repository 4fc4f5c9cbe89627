"""Text of strangers made inert, before each exit encodes it for its place.

Source: FAULTS rule 11.
"""

import re
import unicodedata
from urllib.parse import urlsplit

TITLE_LIMIT = 500  # characters

_BREAKS = re.compile("[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]+")
# Controls, lone surrogates, what turns the direction of a line round, invisible tags.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff"
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)


def line(text: str, limit: int = TITLE_LIMIT) -> str:
    """Give a text as one line without anything that acts unseen.

    Args:
        text: of a stranger: a title, a sentence, a name.
        limit: of characters; what is longer ends in an ellipsis.
    """
    return shortened(" ".join(segment(text).split()), limit)


def segment(text: str) -> str:
    """Give part of a line inert, with the blanks at its ends."""
    return unicodedata.normalize("NFC", _UNSEEN.sub("", _BREAKS.sub(" ", text)))


def shortened(text: str, limit: int) -> str:
    """Cut a text to a number of characters, the last of them an ellipsis."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def link(url: str) -> str:
    """Give an address that is safe to print and to link, or "" for any other.

    Only http and https, and no user name, behind which a host can hide. What could
    end a quotation or a line is written as %XX, as RFC 3986 has it.
    """
    try:
        parts = urlsplit(url)
        sound = parts.scheme.lower() in {"http", "https"} and bool(parts.hostname)
        sound = sound and parts.username is None
    except ValueError:
        return ""
    if not sound or _UNSEEN.search(url) or len(url) > 2048:
        return ""
    return re.sub(
        r"[\s\"'<>\\^`{|}]",
        lambda m: "".join(f"%{b:02X}" for b in m[0].encode()),
        url,
    )
