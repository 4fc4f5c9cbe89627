"""What a watch found in the archive, counted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from monitor.core.digest import next_period
from monitor.core.excerpts import excerpts
from monitor.core.match import Engine, facts
from monitor.core.query import terms_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from monitor.model import ChannelName, ChannelRule, Excerpt, Match, StoryId, Watch
    from monitor.store.archive import Told


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A story that the watch finds, with the passages."""

    title: str
    url: str
    outlet: str
    day: str
    excerpts: tuple[Excerpt, ...]


@dataclass(slots=True, kw_only=True)
class Post:
    """Counts the mails that stories make: one each, or one for all of a digest.

    Attributes:
        rules: of the channels that a watch tells; a digest counts as what carries it.
        mails: those of them that send mail.
        timezone: of the reader.
    """

    rules: Mapping[ChannelName, ChannelRule]
    mails: frozenset[ChannelName]
    timezone: str
    by_day: Counter[str] = field(default_factory=Counter)
    _digests: set[tuple[str, str]] = field(default_factory=set)

    def take(self, day: str, seen: datetime) -> None:
        """Count what a story of that day makes, of which we knew at that time."""
        for name, rule in self.rules.items():
            if rule.digest is None:
                self.by_day[day] += name in self.mails
            elif rule.digest.of in self.mails:
                self._gather(name, rule, seen)

    def _gather(self, name: str, rule: ChannelRule, seen: datetime) -> None:
        assert rule.digest is not None  # noqa: S101 - asked by the caller
        turn = next_period(rule.digest, rule.timezone, seen)
        if (name, turn.key) not in self._digests:
            self._digests.add((name, turn.key))
            self.by_day[_day(turn.due, ZoneInfo(self.timezone))] += 1


class Tally:
    """Asks a watch of one archived article after the other.

    A story counts once, on the day of its first matching article, and makes one alert
    in each channel of the watch.
    """

    def __init__(
        self,
        watch: Watch,
        *,
        timezone: str,
        post: Post | None = None,
        before: Mapping[StoryId, str] | None = None,
    ) -> None:
        """Begin with nothing.

        Args:
            watch: that is asked.
            timezone: of the reader, an IANA name.
            post: counts mails.
            before: stories that it was recorded to match, with their titles; None
                where there is nothing to compare with.
        """
        self.watch, self.post, self.before = watch, post, before
        self.articles = self.matched = 0
        self.terms: Counter[str] = Counter()  # articles that each is found in
        self.stories_by_day: Counter[str] = Counter()
        self._engine = Engine([watch])
        self._zone = ZoneInfo(timezone)
        self._sources: Counter[str] = Counter()
        self._matching: Counter[str] = Counter()
        self._found: dict[StoryId, Example] = {}  # in order
        self._days: set[str] = set()

    def take(self, told: Told) -> None:
        """Ask of one article."""
        self.articles += 1
        self._sources[told.source] += 1
        day = self._day_of(told)
        self._days.add(day)
        about = facts(
            language=told.language,
            outlet=told.outlet,
            source=told.source,
            country=told.country,
            url=told.url,
        )
        for match in self._engine.ask(told.title, told.text, about):
            self.matched += 1
            self._matching[told.source] += 1
            self.terms.update(match.terms)
            if told.story not in self._found:
                self._found[told.story] = _example(told, match, day)
                self.stories_by_day[day] += 1
                if self.post is not None:
                    self.post.take(day, told.first_seen)

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

    @property
    def mails_by_day(self) -> Counter[str]:
        """How many mails it would have sent each day; digests on the day they leave."""
        return self.post.by_day if self.post else Counter()

    def gained(self) -> list[str]:
        """Name the stories that it finds and was not recorded to match."""
        known = self.before
        if known is None:
            return []
        return [e.title for story, e in self._found.items() if story not in known]

    def lost(self) -> list[str]:
        """Name the stories that it was recorded to match and does not find."""
        known = self.before or {}
        return [title for story, title in known.items() if story not in self._found]

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
        return {
            "watch": f"{self.watch.watchlist}/{self.watch.name}",
            "query": self.watch.source,
            "articles": self.articles,
            "matched": self.matched,
            "stories": self.stories,
            "days": self.days,
            "stories_by_day": dict(sorted(self.stories_by_day.items())),
            "alerts_by_day": dict(sorted(self.alerts_by_day.items())),
            "mails_by_day": dict(sorted(self.mails_by_day.items())),
            "terms": dict(self.terms.most_common()),
            "silent_terms": self.silent_terms(),
            "silent_sources": self.silent_sources(),
            "compared": self.before is not None,
            "gained": self.gained(),
            "lost": self.lost(),
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

    def _day_of(self, told: Told) -> str:
        """Give the reader's day on which an article came out, as far as known."""
        when = told.first_seen
        if told.published and told.published < when:
            when = told.published
        return _day(when, self._zone)


def _day(when: datetime, zone: ZoneInfo) -> str:
    return f"{when.astimezone(zone):%Y-%m-%d}"


def _example(told: Told, match: Match, day: str) -> Example:
    return Example(
        title=told.title,
        url=told.url,
        outlet=told.outlet,
        day=day,
        excerpts=excerpts(told.title, told.text, match.passages),
    )
