"""What the JSON API calls things: a contract, so each name is written out here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.core.health import Standing
    from monitor.model import Delivery, Passage, Source
    from monitor.store.articles import Version
    from monitor.store.health import Health
    from monitor.store.ledger import Entry
    from monitor.store.views import Placed, Proof, Row, Whole
    from monitor.web.lives import Step

Shape = dict[str, Any]


def story(row: Row) -> Shape:
    """Write a story as in a list; the same names as `news-monitor export stories`."""
    return {
        "story": row.id,
        "event": row.event,
        "title": row.title,
        "url": row.url,
        "outlet": row.outlet,
        "language": row.language,
        "published": _time(row.published),
        "first_seen": _time(row.first_seen),
        "silent": row.silent,
        "articles": row.articles,
        "outlets": row.outlets,
        "watches": list(row.watches),
        "alerts": row.alerts,
    }


def whole(found: Whole) -> Shape:
    """Write a story with everything that it is made of."""
    return story(found.row) | {
        "articles": [_article(placed, found) for placed in found.articles],
        "alerts": [alert(entry) for entry in found.alerts],
        "also_in_event": [story(row) for row in found.event],
    }


def _article(placed: Placed, found: Whole) -> Shape:
    return {
        "article": placed.id,
        "url": placed.url,
        "source": placed.source,
        "outlet": placed.outlet,
        "title": placed.title,
        "text": placed.text,
        "language": placed.language,
        "published": _time(placed.published),
        "first_seen": _time(placed.first_seen),
        "relation": placed.relation,
        "reason": placed.reason,
        "similarity": placed.similarity,
        "paywalled": placed.paywalled,
        "form": placed.form,
        "version": placed.version,
        "versions": [_version(v) for v in found.versions if v.article == placed.id],
        "matches": [_match(p) for p in found.matches if p.article == placed.id],
    }


def _version(version: Version) -> Shape:
    return {
        "version": version.version,
        "title": version.title,
        "fetched": _time(version.fetched),
        "material": version.material,
        "reason": version.reason,
    }


def _match(proof: Proof) -> Shape:
    return {
        "watchlist": proof.match.watchlist,
        "watch": proof.match.watch,
        "version": proof.version,
        "at": _time(proof.at),
        "terms": list(proof.match.terms),
        "passages": [_passage(passage) for passage in proof.match.passages],
    }


def _passage(passage: Passage) -> Shape:
    return {
        "field": passage.field,
        "start": passage.start,
        "end": passage.end,
        "term": passage.term,
    }


def alert(entry: Entry) -> Shape:
    """Write an alert and what has become of it."""
    it = entry.alert
    return {
        "id": it.id,
        "watchlist": it.watchlist,
        "watches": list(it.watches),
        "channel": it.channel,
        "kind": it.kind,
        "state": entry.state,
        "priority": it.priority,
        "story": it.story or None,
        "event": it.event or None,
        "title": it.content.title,
        "url": it.content.url,
        "outlet": it.content.outlet,
        "created": _time(it.created),
        "due": _time(it.due),
        "settled": _time(entry.settled),
        "attempts": it.attempts,
        "last_error": entry.last_error,
        "digest": entry.digest,
        "deliveries": [_delivery(delivery) for delivery in entry.deliveries],
    }


def _delivery(delivery: Delivery) -> Shape:
    return {
        "attempt": delivery.attempt,
        "at": _time(delivery.at),
        "outcome": delivery.outcome,
        "seconds": round(delivery.seconds, 3),
        "status": delivery.status,
        "answer": delivery.answer,
    }


def source(standing: Standing, configured: Source, health: Health | None) -> Shape:
    """Write a source with how it does; the same names as `sources list --json`."""
    visit = health.visit if health else None
    return {
        "source": configured.name,
        "outlet": configured.outlet,
        "kind": configured.kind,
        "url": configured.url,
        "state": standing,
        "outcome": visit.outcome if visit else None,
        "reason": visit.reason if visit else None,
        "failures": visit.failures if visit else 0,
        "last": _time(visit.last) if visit else None,
        "succeeded": _time(visit.succeeded) if visit else None,
        "last_new": _time(visit.last_new) if visit else None,
        "due": _time(visit.due) if visit else None,
        "moved_to": visit.moved_to if visit else None,
        "articles": health.articles if health else 0,
        "outcomes": health.outcomes if health else {},
    }


def step(told: Step) -> Shape:
    """Write a step of the life of an address."""
    return {
        "name": told.name,
        "mark": told.mark,
        "said": told.said,
        "at": _time(told.at),
        "page": told.link or None,
        "notes": list(told.notes),
    }


def _time(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
