"""What a reader is told of an article: a new story, an update, a correction, nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from monitor.core.amounts import amounts
from monitor.core.correct import Correction, correction, stated
from monitor.core.facts import squeezed
from monitor.core.follow import news
from monitor.core.revision import Change
from monitor.core.starts import NO_STARTS, Starts
from monitor.model import (
    AlertKind,
    Article,
    ChannelName,
    ChannelRule,
    Follow,
    History,
    Match,
    PastAlert,
    Placement,
    Revision,
    WatchlistName,
)

RUN = 6  # characters; shorter runs of a sentence stand in any long text
CUT = 0.7  # share of a text's new sentences that a cut copy still carries
CARRIED = 0.5  # share of a sentence's runs that a copy in retouched words keeps


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """How alerts are made, apart from the story they tell.

    `silent` marks an article that was out before its source was first visited.
    """

    rules: Mapping[ChannelName, ChannelRule]
    follows: Mapping[tuple[WatchlistName, str], Follow] = field(default_factory=dict)
    starts: Starts = NO_STARTS
    config: str = ""  # version of the configuration, stored with each alert
    silent: bool = False
    outlet_timezone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Whom an alert is for."""

    watchlist: WatchlistName
    channel: ChannelName


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """An article with all that is known of it."""

    article: Article
    placement: Placement
    history: History
    change: Change | None

    def told(self, reader: Reader) -> list[PastAlert]:
        """Give what a reader was told of the story, oldest first."""
        return [
            alert
            for alert in self.history.alerts
            if (alert.watchlist, alert.channel) == (reader.watchlist, reader.channel)
            and alert.kind != "digest"
        ]

    def shown(self, told: Sequence[PastAlert]) -> bool:
        """Tell whether a reader was shown this very article."""
        return any(past.article == self.article.id for past in told)

    def stated(self) -> tuple[str, ...]:
        """Give the lines by which a revised page says that it was corrected."""
        article, placement = self.article, self.placement
        if not isinstance(placement, Revision):
            return ()
        return stated(
            article.notes,
            article.text,
            old_notes=self.history.notes,
            old_text=placement.old_text,
        )

    def correction(self, reader: Reader, told: Sequence[PastAlert]) -> Correction:
        """Say what a revision takes back of what a reader was shown."""
        placement, change = self.placement, self.change
        if (
            change is None
            or not self.shown(told)
            or not isinstance(placement, Revision)
        ):
            return Correction()
        passages = [p for w, p in self.history.passages if w == reader.watchlist]
        old = (placement.old_title, placement.old_text)
        title = self.article.title
        return correction(change, passages, old=old, new_title=title)


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """What an alert says beyond the article itself."""

    kind: AlertKind
    version: str = ""
    replaced: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()


def saying(
    reader: Reader,
    group: Sequence[Match],
    case: Case,
    *,
    telling: Telling,
) -> Saying | None:
    """Say what a reader is told, if anything."""
    told = case.told(reader)
    placement, history = case.placement, case.history
    names = [match.watch for match in group]
    since = telling.starts.of(reader.watchlist, names, reader.channel)
    before = since and history.first_seen and history.first_seen < since
    if not told and not history.silent and not before:
        return Saying(kind="new") if group else None
    if isinstance(placement, Revision):
        return _revised(reader, case, told, matched=bool(group))
    return _follow_up(reader, names, case, told, telling=telling)


def _follow_up(
    reader: Reader,
    names: Sequence[str],
    case: Case,
    told: Sequence[PastAlert],
    *,
    telling: Telling,
) -> Saying | None:
    watches = [telling.follows.get((reader.watchlist, name)) for name in names]
    follows = [follow for follow in watches if follow is not None]
    if not follows or not told:
        return None
    carriers = case.history.event or case.history.also
    found = news(case.article, follows, carriers=carriers, told=told)
    if not found.marks:
        return None
    return Saying(kind="update", version=found.version, notes=found.notes)


def _revised(
    reader: Reader, case: Case, told: Sequence[PastAlert], *, matched: bool
) -> Saying | None:
    """Say what a revision brings: a correction, or news, or nothing."""
    article, placement, change = case.article, case.placement, case.change
    if not isinstance(placement, Revision) or change is None:
        return None
    lines = case.stated()
    owned = bool(lines) and case.shown(told)  # even where but a word was retouched
    if not placement.material and not owned:
        return None
    version = f"{article.id}.{placement.version}"
    wrong = case.correction(reader, told)
    if wrong or owned:
        return Saying(
            kind="correction", version=version, replaced=wrong.replaced, notes=lines
        )
    if not matched or _was_told(change, told, case.history, article):
        return None
    return Saying(kind="update", version=version, notes=lines)


def _was_told(
    change: Change, told: Sequence[PastAlert], history: History, article: Article
) -> bool:
    """Tell whether a copy that was told already says what a revision says anew.

    All of it, for an article that the watchlist knew. One that matches only now is
    itself a further copy to the reader: the copy that was told may be a cut one.
    """
    copies = {alert.article for alert in told} - {article.id}
    texts = [text for name, text in history.texts if name in copies]
    known = any((article.id, alert.watchlist) in history.matched for alert in told)
    enough = (1.0 if known else CUT) * len(change.added)
    said = (sum(_says(text, s) for s in change.added) for text in texts)
    return bool(change.added) and any(count >= enough for count in said)


def _says(text: str, sentence: str) -> bool:
    """Tell whether a text carries a sentence, in the same or in retouched words."""
    if not amounts(sentence) <= amounts(text):
        return False
    whole, part = squeezed(text), squeezed(sentence)
    runs = {part[at : at + RUN] for at in range(max(1, len(part) - RUN + 1))}
    return sum(run in whole for run in runs) >= CARRIED * len(runs)
