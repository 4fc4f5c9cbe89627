"""Derived identities: the same thing has the same id, however often it is made."""

import hashlib
import unicodedata

from monitor.model import AlertId, AlertKind, ArticleId, EventId, StoryId


def _digest(*parts: str) -> str:
    joined = "\x1f".join(parts).encode("utf-8", "surrogatepass")
    return hashlib.sha256(joined).hexdigest()


def article_id(url: str) -> ArticleId:
    """Name the article at a canonical address."""
    return ArticleId(_digest("article", url)[:16])


def story_id(article: ArticleId, digest: str) -> StoryId:
    """Name the story that an article opens with the text that has this digest.

    The text takes part, so that an address that is used again for another text opens
    a story of its own.
    """
    return StoryId(_digest("story", article, digest)[:16])


def event_id(story: StoryId) -> EventId:
    """Name the event that a story opens."""
    return EventId(_digest("event", story)[:16])


def text_digest(title: str, text: str) -> str:
    """Name a version of an article: 64 hex digits over NFC title and text."""
    return _digest(*(unicodedata.normalize("NFC", part) for part in (title, text)))


def alert_id(
    watchlist: str, story: str, channel: str, *, kind: AlertKind, version: str = ""
) -> AlertId:
    """Name an alert; also its `webhook-id` and the left side of its `Message-ID`.

    Declared names take part and terms do not, so that editing a watch never tells
    history again.

    Source: FAULTS rule 2.
    """
    key = "|".join(("v1", watchlist, story, channel, kind, version))
    return AlertId(hashlib.sha256(key.encode()).hexdigest())
