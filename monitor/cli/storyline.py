"""A story in time: who had it first, what was changed, who was told when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from monitor.cli.show import clean_part, inert, moment, table, word
from monitor.core.changes import Comparer
from monitor.core.firsts import came_out

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from rich.text import Text

    from monitor.cli.desk import Desk
    from monitor.core.revision import Piece
    from monitor.store.articles import Version
    from monitor.store.views import Whole

ROUND: Final = 60  # characters of what stayed, on each side of a change
_MARKS: Final = {"removed": ("[-", "-]"), "added": ("{+", "+}")}
_STYLES: Final = {"removed": "red strike", "added": "green"}


def timeline(desk: Desk, whole: Whole, zone: str) -> None:
    """Print what happened to a story, in order."""
    rows = [(moment(at, zone), who, what) for at, who, what in _happened(whole)]
    desk.screen().print("\nTimeline")
    desk.screen().print(table(("when", "who", "what"), rows, whole=("when",)))


def _happened(whole: Whole) -> list[tuple[datetime, str, str]]:
    outlets = {article.id: article.outlet for article in whole.articles}
    found = []
    for article in whole.articles:
        at = came_out(article.published, article.first_seen)
        late = "" if at == article.published else ", by our clock"
        found.append((at, article.outlet, f"published{late}: {article.title}"))
    found += [
        (it.fetched, outlets[it.article], f"version {it.version}, {kind(it)}")
        for it in whole.versions
        if it.version > 1
    ]
    found += [
        (entry.alert.created, str(entry.alert.channel), f"told: {entry.alert.kind}")
        for entry in whole.alerts
    ]
    return sorted(found, key=lambda each: each[0])


def kind(version: Version) -> str:
    """Say what kind of change made a version, and why it is one."""
    how = "material" if version.material else "cosmetic"
    return f"{how}: {version.reason}" if version.reason else how


def versions(desk: Desk, whole: Whole, zone: str) -> None:
    """Print what each version changed: [-removed-] and {+added+} words."""
    screen, comparer = desk.screen(), Comparer()
    outlets = {article.id: article.outlet for article in whole.articles}
    for old, new in _steps(whole):
        at = moment(new.fetched, zone)
        head = f"{outlets[new.article]}, version {new.version}, {at}, {kind(new)}"
        screen.print()
        screen.print(inert(head))
        for before, after in ((old.title, new.title), (old.text, new.text)):
            if before != after:
                screen.print("  ", shown(comparer.changes(before, after)))


def _steps(whole: Whole) -> Iterator[tuple[Version, Version]]:
    for old, new in zip(whole.versions, whole.versions[1:], strict=False):
        if old.article == new.article:
            yield old, new


def shown(pieces: list[Piece]) -> Text:
    """Show a comparison in one line; what stayed is cut to what is near a change."""
    line = word("")
    for place, piece in enumerate(pieces):
        if piece.kind == "same":
            last = place == len(pieces) - 1
            line.append(_cut(piece.text, after=place > 0, before=not last))
        else:
            opened, closed = _MARKS[piece.kind]
            part = clean_part(piece.text).strip()
            line.append(f"{opened}{part}{closed}", style=_STYLES[piece.kind])
    return line


def _cut(text: str, *, after: bool, before: bool) -> str:
    """Keep the beginning of a text where it follows a change, its end before one."""
    head = text[:ROUND] if after else ""
    tail = text[-ROUND:] if before else ""
    if after and before and len(text) <= 2 * ROUND:
        return clean_part(text)
    return f"{clean_part(head)}…{clean_part(tail)}"


def version_row(version: Version) -> dict[str, Any]:
    """Give a version as plain values."""
    return {
        "article": version.article,
        "version": version.version,
        "title": version.title,
        "fetched": version.fetched.isoformat(),
        "material": version.material,
        "reason": version.reason,
    }
