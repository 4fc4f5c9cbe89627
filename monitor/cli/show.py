"""What people see: tables, times, and words of strangers made inert."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from monitor.cli.desk import USAGE, Stop
from monitor.core.text import clean_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.table import Table
    from rich.text import Text

    from monitor.cli.desk import Desk
    from monitor.model import Excerpt

STYLES: Final = {"ok": "green", "wrong": "red", "odd": "yellow", "faint": "dim"}
_UNITS: Final = ((86_400, "d"), (3_600, "h"), (60, "min"))


def inert(text: str, limit: int = 500) -> Text:
    """Show a stranger's words as they are: one line, no escapes, no markup."""
    from rich.text import Text

    return Text(clean_line(text, limit))


def word(text: str, style: str = "") -> Text:
    """Show a word of ours in one of `STYLES`."""
    from rich.text import Text

    return Text(text, style=STYLES.get(style, style))


def table(
    columns: Sequence[str],
    rows: Iterable[Sequence[str | Text]],
    *,
    whole: Iterable[str] = (),
) -> Table:
    """Lay out a table.

    Args:
        columns: their headings.
        rows: cells; a plain string is taken for a stranger's.
        whole: columns that are never folded: times, ids, numbers.
    """
    from rich.table import Table

    made = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    kept = set(whole)
    for name in columns:
        made.add_column(name, no_wrap=name in kept, overflow="fold")
    for row in rows:
        made.add_row(*(inert(c) if isinstance(c, str) else c for c in row))
    return made


def facts(desk: Desk, pairs: Iterable[tuple[str, str | Text]]) -> None:
    """Print what is known of one thing, a line each; what is empty is left out."""
    from rich.table import Table

    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for name, value in pairs:
        if value:
            shown = inert(value) if isinstance(value, str) else value
            grid.add_row(word(name, "faint"), shown)
    desk.screen().print(grid)


def marked(excerpt: Excerpt) -> Text:
    """Show an excerpt with its terms marked."""
    from rich.text import Text

    shown, at = Text(), 0
    for start, end in excerpt.marks:
        shown.append(clean_part(excerpt.text[at:start]))
        shown.append(clean_part(excerpt.text[start:end]), style="bold reverse")
        at = end
    shown.append(clean_part(excerpt.text[at:]))
    return shown


def clean_part(text: str) -> str:
    """Make part of a line inert, with the blanks at its ends."""
    head = " " if text[:1].isspace() else ""
    tail = " " if text[-1:].isspace() and len(text) > 1 else ""
    return f"{head}{clean_line(text)}{tail}"


def moment(when: datetime | None, zone: str) -> str:
    """Write a time by the reader's clock."""
    return f"{when.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}" if when else ""


def ago(when: datetime | None, now: datetime) -> str:
    """Say roughly how long ago something was: "3 d", "5 h", "12 min"."""
    return span(now - when) if when else ""


def span(length: timedelta) -> str:
    """Say roughly how long something takes."""
    seconds = int(abs(length).total_seconds())
    for unit, name in _UNITS:
        if seconds >= unit:
            return f"{seconds // unit} {name}"
    return f"{seconds} s"


def since(text: str | None, now: datetime, zone: str) -> datetime | None:
    """Read the beginning of a time as people write it: `30d`, `2026-11-01`.

    Raises:
        Stop: it makes no sense.
    """
    from monitor.config.values import duration

    if text is None:
        return None
    try:
        return now - duration(text)
    except ValueError:
        pass
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        raise Stop(
            f"--since {text[:40]}: write how long ago (6h, 30d) or a date (2026-11-01)",
            status=USAGE,
        ) from None
    return when if when.tzinfo else when.replace(tzinfo=ZoneInfo(zone))


def plural(number: int, noun: str) -> str:
    """Count things: "1 story", "2 stories", "3 matches"."""
    if number == 1:
        return f"1 {noun}"
    if noun.endswith("y"):
        return f"{number:,} {noun[:-1]}ies"
    return f"{number:,} {noun}{'es' if noun.endswith(('ch', 's')) else 's'}"
