"""Follow-ups: what of a story's way through the press is worth a further message.

All that one article brings is one message, and each thing is told once: what was told
stands in the versions of the alerts before.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from monitor.model import AlsoIn, Article, Follow, PastAlert

VERSION: Final = "follow"  # begins the version of a follow-up
NAMED: Final = 8  # outlets that a note lists


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What is to be told, in words and as marks by which it is remembered."""

    notes: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()

    @property
    def version(self) -> str:
        """The version of the alert that tells it."""
        return " ".join((VERSION, *self.marks))


def news(
    article: Article,
    follows: Iterable[Follow],
    *,
    carriers: Sequence[AlsoIn],
    told: Sequence[PastAlert],
) -> News:
    """Say what an article adds to a story that was told; empty when nothing.

    Args:
        article: the newest to report it.
        follows: of the watches that it satisfies.
        carriers: who reported its event before.
        told: the alerts that the same reader had on the story.
    """
    known = {mark for past in told for mark in _marks(past)}
    found = dict(
        pair
        for follow in follows
        for pair in _found(article, follow, carriers)
        if pair[0] not in known and not _outrun(pair[0], known)
    )
    return News(notes=tuple(found.values()), marks=tuple(found))


def _found(
    article: Article, follow: Follow, carriers: Sequence[AlsoIn]
) -> list[tuple[str, str]]:
    """Give what holds now, each with its mark."""
    before = tuple(dict.fromkeys(one.outlet for one in carriers))
    now = tuple(dict.fromkeys((*before, article.outlet)))
    found = []
    steps = [step for step in follow.outlets if step <= len(now)]
    if steps:
        names = ", ".join(now[:NAMED]) + (" ..." if len(now) > NAMED else "")
        note = f"Reported by {len(now)} outlets: {names}"
        found.append((f"outlets.{steps[-1]}", note))
    spoken = {one.language for one in carriers}
    new = article.language is not None and article.language not in spoken
    if follow.languages and new:
        note = f"First report in a further language: {article.outlet}"
        found.append((f"language.{article.language}", note))
    if article.outlet in follow.named and article.outlet not in before:
        mark = article.outlet.replace(" ", "_")
        found.append((f"outlet.{mark}", f"{article.outlet} now reports it"))
    return found


def _marks(past: PastAlert) -> list[str]:
    first, *marks = past.version.split(" ")
    return marks if first == VERSION else []


def _outrun(mark: str, known: Iterable[str]) -> bool:
    """Tell whether a larger number of outlets was told already."""
    kind, _, step = mark.partition(".")
    told = [int(k.partition(".")[2]) for k in known if k.startswith("outlets.")]
    return kind == "outlets" and any(n >= int(step) for n in told)
