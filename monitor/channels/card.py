"""What a person reads of an alert: the same words in mail, chat and console."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo

from monitor.channels import inert
from monitor.core.firsts import who_was_first
from monitor.core.languages import language_name
from monitor.model import Alert, AlertKind, AlsoIn, Content, Excerpt, Form

EXCERPTS, CHANGES, ALSO = 3, 5, 12  # as many as a person reads

KINDS: dict[AlertKind, str] = {
    "new": "",
    "update": "Updated",
    "correction": "Corrected",
    "digest": "",
    "notice": "",
}

FORMS: dict[Form, str] = {"article": "", "live": "a live page", "video": "a video"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Some words of a passage; marked where they are a term of the watch."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One alert, inert and in words; empty where nothing is known."""

    label: str  # "", "Updated", "Corrected"
    kind: str
    title: str
    old_title: str
    url: str
    outlet: str
    language: str
    lang: str  # its code, as HTML takes it
    authors: str
    times: tuple[str, ...]  # published by the outlet's clock and the reader's
    excerpts: tuple[tuple[Piece, ...], ...]
    changes: tuple[str, ...]
    replaced: tuple[tuple[str, str], ...]  # old wording, new wording or ""
    notes: tuple[str, ...]
    watchlist: str
    watches: str
    terms: str
    also: tuple[tuple[str, str], ...]  # outlet with its language, address
    more: int  # outlets that are not listed
    paywalled: bool
    form: Form
    page: str  # of the story, on the monitor's own web pages

    @property
    def byline(self) -> str:
        """Say who says it: outlet, language, authors."""
        known = (self.outlet, self.language, self.authors)
        paid = "behind a paywall" if self.paywalled else ""
        return ", ".join(part for part in (*known, FORMS[self.form], paid) if part)

    @property
    def why(self) -> str:
        """Say why this was sent."""
        terms = f": {self.terms}" if self.terms else ""
        return f"{self.watchlist} / {self.watches}{terms}"


def card(alert: Alert, *, timezone: str = "UTC", public_url: str | None = None) -> Card:
    """Put an alert into words.

    Args:
        alert: any but a digest, whose items are cards.
        timezone: of the reader, an IANA name.
        public_url: where the monitor's web pages are, if anywhere.
    """
    content = alert.content
    terms = dict.fromkeys(t for e in content.excerpts for t in e.terms)
    return Card(
        label=KINDS[alert.kind],
        kind=alert.kind,
        title=inert.line(content.title) or "(no title)",
        old_title=inert.line(content.old_title or ""),
        url=inert.link(content.url),
        outlet=inert.line(content.outlet, 100),
        language=_language(content.language),
        lang=_code(content.language),
        authors=_listed(content.authors[:5], 200),
        times=_times(alert, ZoneInfo(timezone)),
        excerpts=tuple(pieces(e) for e in content.excerpts[:EXCERPTS]),
        changes=tuple(inert.line(c, 600) for c in content.changes[:CHANGES]),
        replaced=tuple(
            (inert.line(old, 600), inert.line(new, 600))
            for old, new in content.replaced[:CHANGES]
        ),
        notes=_notes(content, timezone),
        watchlist=inert.line(alert.watchlist, 100),
        watches=_listed(alert.watches, 300),
        terms=_listed(terms, 300),
        also=tuple(map(_also, content.also[:ALSO])),
        more=max(len(content.also) - ALSO, 0),
        paywalled=content.paywalled,
        form=content.form,
        page=story_page(alert, public_url),
    )


def story_page(alert: Alert, public_url: str | None) -> str:
    """Give the address of a story on the monitor's own pages; "" without them."""
    if not public_url or not alert.story:
        return ""
    return inert.link(f"{public_url.rstrip('/')}/stories/{quote(alert.story)}")


def pieces(excerpt: Excerpt) -> tuple[Piece, ...]:
    """Divide a passage into words that are marked and words that are not."""
    found, at = [], 0
    for start, end in sorted(excerpt.marks):
        begin = max(start, at)
        found.append(Piece(text=inert.segment(excerpt.text[at:begin])))
        found.append(Piece(text=inert.segment(excerpt.text[begin:end]), marked=True))
        at = max(end, begin)
    found.append(Piece(text=inert.segment(excerpt.text[at:])))
    return tuple(p for p in found if p.text)


def plain(passage: Sequence[Piece], before: str = "*", after: str = "*") -> str:
    """Write a passage on one line, with a sign on either side of a term."""
    said = "".join(f"{before}{p.text}{after}" if p.marked else p.text for p in passage)
    return inert.line(said, 1000)


def _notes(content: Content, timezone: str) -> tuple[str, ...]:
    first = who_was_first(content.firsts, timezone)
    return tuple(inert.line(said, 600) for said in (first, *content.notes) if said)


def _code(code: str | None) -> str:
    """Give a code that is one (RFC 5646), "" for anything else."""
    return (
        code
        if code and re.fullmatch(r"[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*", code)
        else ""
    )


def _language(code: str | None) -> str:
    return inert.line(language_name(code or ""), 20)


def _listed(names: Iterable[str], limit: int) -> str:
    return inert.line(", ".join(names), limit)


def _also(also: AlsoIn) -> tuple[str, str]:
    language = f" ({inert.line(also.language, 20)})" if also.language else ""
    return f"{inert.line(also.outlet, 100)}{language}", inert.link(also.url)


def _times(alert: Alert, reader: ZoneInfo) -> tuple[str, ...]:
    """Say when: by the outlet's clock, by the reader's where it differs."""
    content = alert.content
    if content.published is None:
        seen = content.first_seen
        return (f"first seen {_clock(seen, reader)}",) if seen else ()
    doubt = " (date uncertain)" if content.published_doubtful else ""
    there = ZoneInfo(content.outlet_timezone) if content.outlet_timezone else reader
    local = _clock(content.published, there)
    own = _clock(content.published, reader)
    said = [f"published {local}{doubt}"]
    return (*said, f"your time {own}") if own != local else tuple(said)


def _clock(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%a %d %b %Y, %H:%M %Z}"
