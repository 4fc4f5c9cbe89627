"""What form an article has: a text, a page that goes on changing, a video with some words.

A page's own data is believed first. It may only speak of a part, as the video that
stands in a report, so a video page must also have little text.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

from monitor.core.extraction.blocks import bare
from monitor.core.extraction.head import Head
from monitor.model import Form

_SHORT: Final = 900  # letters; beyond it a page is a report with a video in it
_LIVE_PATH = re.compile(
    r"/(?:live|live-?blogs?|live-?news|live-?updates?|live-?story|liveticker|en-?vivo|minuto-a-minuto)(?:/|$)"
    r"|[-_/]live-?(?:blog|updates?|ticker)\b|\bliveblog\b",
    re.IGNORECASE,
)
_LIVE_TITLE = re.compile(
    r"^\W*(?:live(?:\s*[:|–—-]|\s+(?:updates?|blog|coverage)\b)|liveticker\b|en direct\b|en vivo\b)"
    r"|\b(?:live updates?|live blog)\s*$|[-–—:|]\s*live\s*$"
    r"|^\s*[\[【(](?:live|ライブ|速報中|生中継|라이브|실시간|생중계)[^\]】)]{0,6}[\]】)]|^実況",
    re.IGNORECASE,
)
_VIDEO_PATH = re.compile(
    r"/(?:videos?|av|watch|vod|movie|clips?|mediathek|動画|영상)(?:/|$)|[?&](?:vod|video)_?id=",
    re.IGNORECASE,
)
_VIDEO_TITLE = re.compile(
    r"^\s*[\[【(](?:video|watch|動画|映像|영상|비디오)[\]】)]|^(?:video|watch):",
    re.IGNORECASE,
)


def form_of(head: Head, *, url: str, title: str, text: str) -> Form:
    """Say what form an article has.

    Args:
        head: of its page.
        url: of its page.
        title: its headline.
        text: its text.

    Source: schema.org/LiveBlogPosting, schema.org/VideoObject; ogp.me, "Object Types".
    """
    kinds = [s.kind.rpartition("/")[2] for s in head.said]
    parts = urlsplit(url)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    if "LiveBlogPosting" in kinds or _LIVE_TITLE.search(title):
        return "live"
    if _LIVE_PATH.search(path) and _goes_on(head):
        return "live"
    little = len(bare(text)) < _SHORT
    declared = head.meta.get("og:type", "").lower().startswith("video")
    only = kinds[:1] == ["VideoObject"]  # articles come first
    named = _VIDEO_PATH.search(path) or _VIDEO_TITLE.search(title)
    return "video" if little and (declared or only or named) else "article"


def _goes_on(head: Head) -> bool:
    """Say whether a page has entries with times of their own, or was changed later."""
    return len(set(head.times)) > 2 or any(
        s.modified and s.modified != s.published for s in head.said
    )
