"""Where an arriving article belongs: copy, revision, further report, or new."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from monitor.core import bridges, events, figures, ids, revision, similar
from monitor.core.similar import Likeness
from monitor.core.words import is_ideographic
from monitor.model import (
    Article,
    Copy,
    Joins,
    Known,
    Neighbours,
    Opens,
    Placement,
    Prints,
    Revision,
    Same,
    StoryId,
)

ENOUGH = 0.35  # of the smaller text, for a copy
FIRM = 0.4  # of the smaller text: less must also be `SLIVER` of the larger
SHARED = 12  # shingles, at least
HALF = 0.5  # of the smaller text: less must begin near the head of the larger
SLIVER = 0.3  # of the larger text: less must begin near its head
HEAD = 0.25  # of the larger text
ROUNDUP = 0.4  # of a text: less of it per story makes it a round-up of stories
ROUND_UP = "a round-up"  # begins the reason why one was placed by itself
ONE_TEXT = 0.6  # of the smaller text, for two stories to become one
FLASH = 80  # shingles; less is a flash, which its report replaces
FURNITURE = 3  # other stories of the outlet that carry what its pages all carry


@dataclass(frozen=True, slots=True)
class _Near:
    known: Known
    alike: Likeness


def place(article: Article, prints: Prints, near: Neighbours) -> Placement:
    """Decide which of the stories that we know an article carries, if any.

    Args:
        article: as extracted.
        prints: `similar.prints` of its title and text.
        near: what the archive holds near it, best first.
    """
    if near.same is not None:
        known = _at_its_address(article, prints, near.same)
        if isinstance(known, Revision):
            return _joined(article, prints, near, revised=known, before=near.same)
        if known is not None:
            return known
    others = tuple(k for k in near.similar if k.id != article.id)
    copy, reason = _copied(article, prints, others)
    if copy is not None:
        return Copy(
            story=copy.known.story,
            event=copy.known.event,
            of=copy.known.id,
            similarity=copy.alike.containment,
            reason=reason,
        )
    if is_round_up(reason):
        story = ids.story_id(article.id, article.digest)
        return Opens(story=story, event=ids.event_id(story), reason=reason)
    return _report(article, prints, near, reason)


def is_round_up(reason: str) -> bool:
    """Say whether an article was placed as a round-up of stories.

    It tells of too many happenings to lead others to one of them.
    """
    return reason.startswith(ROUND_UP)


def _joined(
    article: Article,
    prints: Prints,
    near: Neighbours,
    *,
    revised: Revision,
    before: Known,
) -> Revision:
    """Make two stories one where a revision shows that they are one text.

    A flash of one sentence opens a story. Its report may reach us by a copy first, and
    opens another; when it replaces the flash, both are known to be the same. A page
    that once carried another text of some length proves nothing of the kind.
    """
    others = [k for k in near.similar if k.story != revised.story]
    copy, _ = _copied(article, prints, others)
    if copy is None or copy.alike.containment < ONE_TEXT:
        return revised
    other = copy.known
    flash = len(before.prints.shingles) < FLASH
    carried = similar.containment(before.prints, other.prints) >= ENOUGH
    if copy.alike.coverage < SLIVER or not (flash or carried):
        return revised
    reason = f"{revised.reason}; one text with {other.url}"
    return replace(revised, merges=(other.story,), reason=reason)


def _report(
    article: Article, prints: Prints, near: Neighbours, reason: str
) -> Joins | Opens:
    """Find the event that an article of its own words tells of, in any language."""
    story, counts = ids.story_id(article.id, article.digest), dict(near.term_counts)
    recent = [k for k in near.recent if k.id != article.id]
    alike = events.nearest(prints, recent, counts=counts)
    bridged = bridges.nearest(prints, near.abroad, counts=counts)
    found = alike or (events.Nearest(*bridged) if bridged else None)
    if found is None:
        return Opens(story=story, event=ids.event_id(story), reason=reason)
    merges = {*found.merges}
    if bridged and bridged[1] >= bridges.MERGES_AT:
        merges |= {bridged[0].event}
    return Joins(
        story=story,
        event=found.report.event,
        near=found.report.id,
        similarity=found.similarity,
        reason=f"same event as {found.report.url}",
        merges=tuple(sorted(merges - {found.report.event})),
    )


def _at_its_address(
    article: Article, prints: Prints, same: Known
) -> Same | Revision | Copy | None:
    """Compare an article with what its address held; None: something else altogether.

    An address that turns out to be another spelling of a known one brings no version
    of its own (an AMP page is cut differently): it is a copy.
    """
    story, event = same.story, same.event
    if same.id == article.id and same.digest == article.digest:
        return Same(story=story, event=event, version=same.version)
    alike = similar.containment(prints, same.prints)
    if not revision.is_same_article(
        same.title, same.text, article.title, article.text, containment=alike
    ):
        return None
    if same.id != article.id:
        why = f"another address of {same.url}"
        return Copy(story=story, event=event, of=same.id, similarity=alike, reason=why)
    change = revision.compare(same.title, same.text, article.title, article.text)
    if not same.text:  # retention has dropped it
        change = revision.Change(material=False, reason="the old text is not kept")
    return Revision(
        story=story,
        event=event,
        version=same.version + 1,
        material=change.material,
        reason=change.reason,
        old_title=same.title,
        old_text=same.text,
    )


def _copied(
    article: Article, prints: Prints, others: Sequence[Known]
) -> tuple[_Near | None, str]:
    """Find the article whose text this one carries, and say why (or why not)."""
    furniture = _furniture(article, prints, others)
    reading = similar.Reading(prints, furniture)
    near = [_Near(k, reading.beside(k.prints)) for k in others]
    near = [
        n for n in near if n.alike.shared >= SHARED and n.alike.containment >= ENOUGH
    ]
    parts = len(list(_parts(prints, near, furniture)))
    if parts > 1:
        return None, f"{ROUND_UP}: parts of {parts} stories"
    copies = [n for n in near if _is_copy(n, article, prints)]
    if not copies:
        return None, _why_not(near, prints)
    best = max(copies, key=lambda n: n.alike.containment * n.alike.coverage)
    share = round(100 * best.alike.containment)
    return best, f"{share} % of the smaller text is in {best.known.url}"


def _is_copy(near: _Near, article: Article, prints: Prints) -> bool:
    """Say whether a shared part is the text itself: most of it, or its head.

    Reports that share their background share it in the tail, and so do the pages of
    one outlet; texts that were cut share the head.
    """
    alike = near.alike
    if figures.differ(prints.numbers, near.known.prints.numbers):
        return False
    # A third of one text and a fifth of the other is a passage. Not so where runs of
    # characters are counted: one retouched word breaks more of them.
    slight = alike.containment < FIRM and alike.coverage < SLIVER
    if slight and not is_ideographic(article.text[:500]):
        return False
    elsewhere = not article.outlet or near.known.outlet != article.outlet
    most = alike.containment >= HALF and alike.coverage >= SLIVER
    return (most and elsewhere) or alike.lead <= HEAD


def _why_not(near: Sequence[_Near], prints: Prints) -> str:
    if not near:
        return ""
    filled = [n for n in near if figures.differ(prints.numbers, n.known.prints.numbers)]
    url = (filled or near)[0].known.url
    return f"fills the template of {url}" if filled else f"shares a passage with {url}"


def _furniture(
    article: Article, prints: Prints, others: Sequence[Known]
) -> frozenset[int]:
    """Learn what the outlet's pages carry whatever their story is."""
    mine = set(prints.shingles)
    stories: dict[StoryId, set[int]] = defaultdict(set)
    for known in others:
        if article.outlet and known.outlet == article.outlet:
            stories[known.story] |= mine.intersection(known.prints.shingles)
    carried = Counter(shingle for shared in stories.values() for shingle in shared)
    return frozenset(s for s, count in carried.items() if count >= FURNITURE)


def _parts(
    prints: Prints, near: Sequence[_Near], furniture: frozenset[int]
) -> Iterator[set[int]]:
    """Give the parts of an article that come from different stories."""
    mine = set(prints.shingles) - furniture
    found: list[set[int]] = []
    stories: set[StoryId] = set()
    for n in sorted(near, key=lambda n: -n.alike.containment):
        smaller = len(n.known.prints.shingles) < len(prints.shingles)
        if not smaller or n.alike.coverage >= ROUNDUP or n.known.story in stories:
            continue
        part = mine.intersection(n.known.prints.shingles)
        if all(len(part & o) < 0.2 * min(len(part), len(o)) for o in found):
            found.append(part)
            stories.add(n.known.story)
            yield part
