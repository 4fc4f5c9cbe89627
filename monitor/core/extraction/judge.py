"""Which blocks of a page are the article: one decision for each, with its reason.

Three witnesses are heard: trafilatura's body, resiliparse's main content, and the
markup and wording of the block itself. trafilatura finds the body and keeps too much
around it; most of the rules below take away, and a few give back what it lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from monitor.core.extraction.blocks import Block, bare
from monitor.core.extraction.lede import leads_belong, with_lede
from monitor.core.extraction.leftovers import leftover
from monitor.core.extraction.scene import Heard, Scene, Witness
from monitor.core.extraction.verdict import Verdict

_BEGUN = 0.25  # of the prose: after it, a headline is another article's
_HEADLINE = 5  # letters or more
_LINK_MAX = 200  # letters; a longer line that is one link may be a quotation
_LINKED = 0.5  # of its letters; then a block leads elsewhere more than it tells
_POINTED = 0.2  # of its letters linked: then a line with a pointer's mark leads away
_POINTERS = ("»", ">", "▶", "►", "→", "☞", "➤", "▷", "⇒")
_SHORT = 100  # letters; a shorter line that is half a link leads elsewhere
_ALONE = 120  # letters; a shorter line far from the body needs both witnesses
_WHOLE_TEXT = 600  # letters or more: a block may hold the text a second time
_SAMPLES, _SAMPLE = 12, 30  # places in such a block; letters at each
_ONCE = 80  # letters; a shorter line may be said twice

__all__ = ["Verdict", "bare", "judge"]


def judge(
    blocks: Sequence[Block],
    first: str,
    second: str,
    *,
    titles: frozenset[str] = frozenset(),
    boilerplate: frozenset[str] = frozenset(),
    language: str | None = None,
) -> list[Verdict]:
    """Decide about every block of a page.

    Args:
        blocks: in reading order.
        first: trafilatura's text, a line for each block.
        second: resiliparse's main content.
        titles: `bare` spellings of the page's titles.
        boilerplate: `bare` lines that other articles of the outlet carry.
        language: of the page, ISO 639-1, where known.
    """
    one, two = Witness(first), Witness(second)
    heard = []
    for block in blocks:
        key = bare(block.text)
        saw, also = (one.saw(key), two.saw(key)) if key else (False, False)
        says = leftover(block.text) if saw or also else None
        heard.append(Heard(block, key, first=saw, second=also, says=says))
    leads = leads_belong(language)
    verdicts = _decide(heard, titles, boilerplate, leads=leads)
    verdicts = _without_loose_headings(verdicts)
    return with_lede(verdicts, titles=titles) if leads else verdicts


def _decide(
    heard: list[Heard],
    titles: frozenset[str],
    boilerplate: frozenset[str],
    *,
    leads: bool,
) -> list[Verdict]:
    scene = Scene(heard, leads=leads)
    verdicts: list[Verdict] = []
    done: set[str] = set()
    told: list[str] = []  # what was kept
    said = 0  # letters kept so far
    begun = ended = False
    for h in heard:
        ended = ended or (said > _BEGUN * scene.total and _is_next(h, titles, scene))
        reason = (
            ("after another headline" if ended else "")
            or _not_heard(h, scene)
            or _by_markup(h, scene, begun=begun)
            or _by_wording(h, titles, boilerplate)
            or ("said before" if h.key in done or _is_repeat(h, told) else "")
        )
        if not reason:
            begun, said = begun or h.prose, said + h.size
            done |= {h.key} if h.size > _ONCE else set()
            told.append(h.key)
        verdicts.append(
            Verdict(block=h.block, keep=not reason, reason=reason or "body")
        )
    return verdicts


def _is_repeat(h: Heard, told: Sequence[str]) -> bool:
    """Say whether a block tells the whole text again, as copies for printing do."""
    if h.size < _WHOLE_TEXT:
        return False
    before, step = "".join(told), len(h.key) // _SAMPLES
    pieces = [h.key[i * step : i * step + _SAMPLE] for i in range(_SAMPLES)]
    return sum(piece in before for piece in pieces) >= 0.7 * _SAMPLES


def _is_next(h: Heard, titles: frozenset[str], scene: Scene) -> bool:
    """Say whether a block is the headline of the next article on an endless page."""
    headline = h.block.level == 1 and h.size > _HEADLINE
    return headline and h.key not in titles and not scene.at_home(h.block)


def _not_heard(h: Heard, scene: Scene) -> str:
    """Drop what trafilatura has not, but for what stands among the body's paragraphs."""
    if not h.key:
        return "no words"
    if h.first and not scene.poor:
        return ""
    kept = scene.at_home(h.block) and (
        h.first
        or (h.second and scene.poor)
        or (h.prose and (h.second or h.size > _SHORT))
        or (h.second and h.block.kind in ("heading", "item") and not h.says)
    )
    kept = kept or _in_list(h)
    return "" if kept else "not in the body"


def _in_list(h: Heard) -> bool:
    """Say whether a block is of a list or table between the body's paragraphs."""
    listed = h.block.kind == "cell" or (
        h.block.kind in ("item", "heading") and h.second
    )
    quoted = h.block.kind == "paragraph" and h.second and h.prose and h.stops
    return h.inside and (listed or quoted) and not h.says and h.block.linked < _LINKED


def _by_markup(h: Heard, scene: Scene, *, begun: bool) -> str:
    """Give the reason to drop a block for where it stands, or nothing."""
    block, zone = h.block, scene.foreign(h.block)
    if h.says == "note":
        return "note"
    whole = block.linked > 0.8 and (len(block.text) < _LINK_MAX or block.kind == "item")
    far = not h.second and not scene.at_home(block)
    far = far and not (h.inside and block.kind in ("cell", "item"))
    told = h.stops and h.inside and h.first and h.second
    reasons = (
        (zone is not None, f"in {zone} markup"),
        (not begun and scene.standfirst(block), "standfirst"),
        (block.kind == "caption", "caption"),
        (whole, "only a link"),
        (block.linked > _LINKED and h.size < _SHORT and not told, "mostly a link"),
        (block.linked > _POINTED and block.text.startswith(_POINTERS), "a pointer"),
        (far and h.size < _ALONE, "second witness has it not"),
        (_in_side_table(h, scene), "in a table beside"),
    )
    return next((reason for true, reason in reasons if true), "")


def _in_side_table(h: Heard, scene: Scene) -> bool:
    """Say whether a block is a cell that holds little, and not between paragraphs."""
    little = scene.held[h.block.own] < _BEGUN * scene.total
    return h.block.kind == "cell" and little and not h.inside


def _by_wording(h: Heard, titles: frozenset[str], boilerplate: frozenset[str]) -> str:
    """Give the reason to drop a block for what it says, or nothing."""
    if h.key in titles:
        return "title"
    if h.says:
        return h.says
    return "seen in other articles" if h.key in boilerplate else ""


def _without_loose_headings(verdicts: list[Verdict]) -> list[Verdict]:
    """Drop headings at the end, which nothing follows."""
    out = list(verdicts)
    for i in range(len(out) - 1, -1, -1):
        if not out[i].keep:
            continue
        if out[i].block.kind != "heading":
            break
        out[i] = replace(out[i], keep=False, reason="heading without a text")
    return out
