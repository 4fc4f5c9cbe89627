"""One story as people and programs see it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from monitor.cli import alertpage, storyline
from monitor.cli.show import facts, inert, marked, moment, plural, table, word
from monitor.core.excerpts import excerpts
from monitor.core.firsts import who_was_first

if TYPE_CHECKING:
    from monitor.cli.desk import Desk
    from monitor.store.views import Placed, Proof, Row, Whole

_RELATIONS = {
    "opens": "opens the event",
    "joins": "joins the event",
    "copy": "copy",
}


def show(desk: Desk, whole: Whole, zone: str) -> None:
    """Print a story with all that belongs to it."""
    row, screen = whole.row, desk.screen()
    screen.print(word(inert(row.title).plain, "bold"))
    facts(
        desk,
        [
            ("address", row.url),
            ("carried by", carried(whole)),
            ("seen", moment(row.first_seen, zone)),
            ("published", moment(row.published, zone)),
            ("first", who_was_first(whole.firsts, zone)),
            ("formerly", ", ".join(whole.former)),
            ("event", f"{row.event}, {plural(len(whole.event) + 1, 'story')}"),
            ("silent", "yes: it was out before its source was added" * row.silent),
        ],
    )
    _articles(desk, whole, zone)
    storyline.versions(desk, whole, zone)
    _matches(desk, whole)
    _alerts(desk, whole, zone)
    storyline.timeline(desk, whole, zone)
    if whole.event:
        screen.print("\nThe event's other stories")
        others = [(str(o.id), o.outlet, o.title) for o in whole.event]
        screen.print(table(("id", "outlet", "title"), others, whole=("id",)))


def carried(whole: Whole) -> str:
    """Name the outlet that a text comes from, and those that took it over."""
    origin = next(a for a in whole.articles if a.url == whole.origin)
    source = f"{origin.outlet} (paywalled)" if origin.paywalled else origin.outlet
    names = dict.fromkeys(
        f"{a.outlet} (open to read)" if origin.paywalled > a.paywalled else a.outlet
        for a in whole.articles
        if a.outlet != origin.outlet
    )
    return f"{source}, also in {', '.join(names)}" if names else source


def _articles(desk: Desk, whole: Whole, zone: str) -> None:
    screen = desk.screen()
    columns = ("seen", "outlet", "in", "place", "version", "title", "address")
    cells = [
        (
            moment(each.first_seen, zone),
            each.outlet,
            each.language or "",
            _place(each),
            str(each.version),
            each.title,
            each.url,
        )
        for each in whole.articles
    ]
    screen.print("\nArticles")
    screen.print(table(columns, cells, whole=("seen", "in", "version")))


def _place(article: Placed) -> str:
    place = _RELATIONS.get(article.relation, article.relation)
    alike = "" if article.similarity is None else f" ({article.similarity:.0%} alike)"
    form = {"live": ", a live page", "video": ", a video"}.get(article.form, "")
    return f"{place}{alike}{form}"


def _matches(desk: Desk, whole: Whole) -> None:
    screen = desk.screen()
    screen.print("\nMatches" if whole.matches else "\nNo watch matches")
    texts = {(v.article, v.version): v for v in whole.versions}
    for proof in whole.matches:
        found = proof.match
        head = f"{found.watchlist}/{found.watch}: {', '.join(found.terms)}"
        screen.print(inert(head))
        version = texts.get((proof.article, proof.version))
        if version is not None:
            shown = excerpts(version.title, version.text, found.passages)
            for excerpt in shown:
                screen.print("  ", marked(excerpt))


def _alerts(desk: Desk, whole: Whole, zone: str) -> None:
    screen = desk.screen()
    if not whole.alerts:
        screen.print("\nNo alert")
        return
    cells = [
        (
            moment(entry.alert.created, zone),
            entry.alert.kind,
            str(entry.alert.channel),
            entry.state,
            entry.last_error or "",
            str(entry.alert.id)[:16],
        )
        for entry in whole.alerts
    ]
    columns = ("planned", "kind", "channel", "state", "trouble", "id")
    screen.print("\nAlerts")
    screen.print(table(columns, cells, whole=("planned", "kind", "state", "id")))


def as_row(row: Row) -> dict[str, Any]:
    """Give a line of the list of stories as plain values."""
    return {
        "story": row.id,
        "event": row.event,
        "title": row.title,
        "url": row.url,
        "outlet": row.outlet,
        "language": row.language,
        "published": row.published.isoformat() if row.published else None,
        "first_seen": row.first_seen.isoformat(),
        "silent": row.silent,
        "articles": row.articles,
        "outlets": row.outlets,
        "watches": list(row.watches),
        "alerts": row.alerts,
    }


def whole_row(whole: Whole) -> dict[str, Any]:
    """Give a story with all that belongs to it as plain values."""
    return as_row(whole.row) | {
        "articles": [_article_row(each) for each in whole.articles],
        "carried_by": carried(whole),
        "formerly": list(whole.former),
        "versions": [storyline.version_row(each) for each in whole.versions],
        "matches": [_proof_row(proof) for proof in whole.matches],
        "alerts": [alertpage.row(entry) for entry in whole.alerts],
        "event_stories": [other.id for other in whole.event],
        "first_by_language": [
            {"language": f.language, "outlet": f.outlet, "at": f.at.isoformat()}
            for f in whole.firsts
        ],
    }


def _article_row(article: Placed) -> dict[str, Any]:
    return {
        "url": article.url,
        "outlet": article.outlet,
        "source": article.source,
        "title": article.title,
        "language": article.language,
        "relation": article.relation,
        "reason": article.reason,
        "similarity": article.similarity,
        "form": article.form,
        "version": article.version,
        "paywalled": article.paywalled,
        "published": article.published.isoformat() if article.published else None,
        "first_seen": article.first_seen.isoformat(),
    }


def _proof_row(proof: Proof) -> dict[str, Any]:
    return {
        "article": proof.article,
        "version": proof.version,
        "watch": f"{proof.match.watchlist}/{proof.match.watch}",
        "terms": list(proof.match.terms),
        "passages": [
            {"field": p.field, "start": p.start, "end": p.end, "term": p.term}
            for p in proof.match.passages
        ],
    }
