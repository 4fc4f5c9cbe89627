"""Alerts as plain text in 72 columns and as HTML."""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from monitor.channels import inert
from monitor.channels.card import Card, card, plain
from monitor.channels.wrap import wrap
from monitor.model import Alert


def text(alert: Alert, *, timezone: str = "UTC", public_url: str | None = None) -> str:
    """Write an alert as plain text.

    Args:
        alert: of any kind.
        timezone: of the reader, an IANA name.
        public_url: where the monitor's web pages are, if anywhere.
    """
    if alert.said or alert.kind == "notice":
        return "\n".join(wrap(said) for said in words(alert)) + "\n"
    if alert.kind == "digest":
        cards = [card(i, timezone=timezone, public_url=public_url) for i in alert.items]
        return "\n".join(_digest(alert, cards)) + "\n"
    it = card(alert, timezone=timezone, public_url=public_url)
    return "\n".join(_alone(it)) + "\n"


def html(alert: Alert, *, timezone: str = "UTC", public_url: str | None = None) -> str:
    """Write an alert as an HTML page that loads nothing; see `text`."""
    items = alert.items if alert.kind == "digest" else (alert,)
    shape = alert.kind if alert.kind in {"digest", "notice"} else "alert"
    return (
        _templates()
        .get_template(f"{'said' if alert.said else shape}.html")
        .render(
            headline=inert.line(alert.content.title),
            words=words(alert),
            cards=[card(i, timezone=timezone, public_url=public_url) for i in items],
            coverage=coverage(alert),
        )
    )


def words(alert: Alert) -> list[str]:
    """Give what a channel's template made of an alert, or what a notice says."""
    if alert.said:
        return [inert.line(said, 2000) for said in alert.said.splitlines()]
    return [inert.line(alert.content.title), "", *coverage(alert)]


def coverage(alert: Alert) -> list[str]:
    """Give what a digest could see, or what a notice tells, line by line."""
    return [inert.line(said) for said in (alert.content.summary or "").splitlines()]


@lru_cache(maxsize=1)
def _templates() -> Environment:
    folder = Path(__file__).parent / "templates"
    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _alone(it: Card) -> Iterator[str]:
    yield wrap(f"{it.label}: {it.title}" if it.label else it.title)
    yield it.url
    yield ""
    yield wrap(it.byline)
    yield from (wrap(said[0].upper() + said[1:]) for said in it.times)
    yield from (wrap(said) for said in it.notes)
    yield from _changes(it)
    if it.excerpts:
        yield ""
    yield from (wrap(plain(e), first="> ", rest="> ") for e in it.excerpts)
    yield ""
    yield wrap(f"Why: {it.why}", rest="  ")
    yield from _also(it)
    if it.page:
        yield f"\nThe story so far:\n{it.page}"


def _changes(it: Card) -> Iterator[str]:
    if it.old_title:
        yield "\n" + wrap(f"The headline was: {it.old_title}", rest="  ")
    for old, new in it.replaced:
        yield "\n" + wrap(f"It said: {old}", rest="  ")
        yield wrap(f"Now: {new or 'that is gone'}", rest="  ")
    if it.changes:
        yield "\nNew in the text:"
        yield from (wrap(said, first="+ ", rest="  ") for said in it.changes)


def _also(it: Card) -> Iterator[str]:
    if it.also:
        yield "\nAlso in:"
    for outlet, url in it.also:
        yield wrap(outlet, first="- ", rest="  ")
        if url:
            yield f"  {url}"
    if it.more:
        yield f"- and {it.more} more"


def _digest(alert: Alert, cards: list[Card]) -> Iterator[str]:
    yield wrap(inert.line(alert.content.title))
    for number, it in enumerate(cards, 1):
        head = f"{it.label}: {it.title}" if it.label else it.title
        yield "\n" + wrap(head, first=f"{number}. ", rest="   ")
        # Fixed lines, so that programs can read a digest too; before the address.
        yield f"   Watchlist: {it.watchlist}"
        yield f"   Kind: {it.kind}"
        yield f"   {it.url}"
        yield wrap("; ".join((it.byline, *it.times)), first="   ", rest="   ")
        yield from (wrap(said, first="   ", rest="   ") for said in it.notes)
        yield from (
            wrap(plain(e), first="   > ", rest="   > ") for e in it.excerpts[:1]
        )
        if it.also:
            others = ", ".join(outlet for outlet, _ in it.also)
            more = f" and {it.more} more" if it.more else ""
            yield wrap(f"Also in: {others}{more}", first="   ", rest="   ")
    yield "\nWhat this digest could see"
    yield from (wrap(said, first="- ", rest="  ") for said in coverage(alert))
