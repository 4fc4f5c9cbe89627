"""What a watch found in the archive, counted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from monitor.core.excerpts import excerpts
from monitor.core.match import Engine, facts
from monitor.core.query import terms_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitor.model import Excerpt, Match, Watch


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A story that the watch finds, with the passages."""

    title: str
    url: str
    outlet: str
    day: str
    excerpts: tuple[Excerpt, ...]


class Tally:
    """Asks a watch of one archived article after the other.

    A story counts once, on the day of its first matching article, and makes one alert
    in each channel of the watch.
    """

    def __init__(self, watch: Watch, *, timezone: str) -> None:
        self.watch = watch
        self.articles = self.matched = 0
        self.terms: Counter[str] = Counter()  # articles that each is found in
        self.stories_by_day: Counter[str] = Counter()
        self._engine = Engine([watch])
        self._zone = ZoneInfo(timezone)
        self._sources: Counter[str] = Counter()
        self._matching: Counter[str] = Counter()
        self._found: dict[str, Example] = {}  # by story, in order
        self._days: set[str] = set()

    def take(self, row: Mapping[str, Any]) -> None:
        """Ask of one article, given as `archive.export` gives it."""
        self.articles += 1
        self._sources[row["source"]] += 1
        day = self._day(row)
        self._days.add(day)
        known = ("language", "outlet", "source", "country", "url")
        about = facts(**{name: row[name] for name in known})
        for match in self._engine.ask(row["title"], row["text"], about):
            self.matched += 1
            self._matching[row["source"]] += 1
            self.terms.update(match.terms)
            if row["story"] not in self._found:
                self._found[row["story"]] = _example(row, match, day)
                self.stories_by_day[day] += 1

    @property
    def stories(self) -> int:
        """How many stories the watch finds."""
        return len(self._found)

    @property
    def days(self) -> int:
        """On how many days there was anything to ask."""
        return len(self._days)

    @property
    def alerts_by_day(self) -> Counter[str]:
        """How many alerts it would have made each day, in all its channels."""
        each = len(self.watch.channels)
        return Counter({day: n * each for day, n in self.stories_by_day.items()})

    def silent_terms(self) -> list[str]:
        """Name the terms that no match needed, as the watchlist writes them."""
        written = dict.fromkeys(term.text for term in terms_of(self.watch.query))
        return [term for term in written if term not in self.terms]

    def silent_sources(self) -> list[str]:
        """Name the sources with articles of which none matched, the busiest first."""
        return [n for n, _ in self._sources.most_common() if n not in self._matching]

    def examples(self, most: int) -> list[Example]:
        """Give some stories, spread over the time."""
        found = list(self._found.values())
        if len(found) <= most:
            return found
        return [found[i * (len(found) - 1) // (most - 1)] for i in range(most)]

    def row(self, examples: int) -> dict[str, Any]:
        """Give all of it as plain values."""
        alerts = self.alerts_by_day
        return {
            "watch": f"{self.watch.watchlist}/{self.watch.name}",
            "query": self.watch.source,
            "articles": self.articles,
            "matched": self.matched,
            "stories": self.stories,
            "days": self.days,
            "stories_by_day": dict(sorted(self.stories_by_day.items())),
            "alerts_by_day": dict(sorted(alerts.items())),
            "terms": dict(self.terms.most_common()),
            "silent_terms": self.silent_terms(),
            "silent_sources": self.silent_sources(),
            "examples": [
                {
                    "title": e.title,
                    "url": e.url,
                    "outlet": e.outlet,
                    "day": e.day,
                    "passages": [x.text for x in e.excerpts],
                }
                for e in self.examples(examples)
            ],
        }

    def _day(self, row: Mapping[str, Any]) -> str:
        """Give the reader's day on which an article came out, as far as known."""
        seen = datetime.fromisoformat(row["first_seen"])
        told = row["published"] and datetime.fromisoformat(row["published"])
        when = told if told and told < seen else seen
        return f"{when.astimezone(self._zone):%Y-%m-%d}"


def _example(row: Mapping[str, Any], match: Match, day: str) -> Example:
    return Example(
        title=row["title"],
        url=row["url"],
        outlet=row["outlet"],
        day=day,
        excerpts=excerpts(row["title"], row["text"], match.passages),
    )
