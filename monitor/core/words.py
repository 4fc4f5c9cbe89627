"""Text as grouping reads it: folded, and cut into words or characters by its script."""

from __future__ import annotations

import re
import unicodedata

_IDEOGRAPHIC = re.compile(
    "[\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7a3]"
)
_WORD = re.compile(r"[^\W_]+")
_INVISIBLE = dict.fromkeys((0xAD, 0x2060, 0xFEFF, *range(0x200B, 0x2010)))

# Words that every report may hold. A young archive cannot know them by their number.
_COMMON_WORDS = frozenset(
    _WORD.findall(
        """a about above according across after again against ago all almost along
        already also although always am among an and announced another any anyone are
        around as asked at away back be became because become been before began being
        below best better between both but by called came can cannot could day days did
        do does doing don done down due during each earlier early either end even ever
        every expected far few first five following for former found four from full
        further gave get getting give given go going good got great had half has have
        having he her here hers him himself his how however if in including into is it
        its itself just keep know known last late later latest least less let like ll
        long look made make making man many may me mean meanwhile might million more
        morning most mr mrs ms much must my near need never new news next night no nor
        not nothing now of off often old on once one only or other others our out over
        own part people per percent put quite rather re really recent recently released
        report reported reportedly reports right said same saw say saying says second
        see seen set seven several shared she should show showed side since six so some
        something soon statement still such take taken tell than that the their them
        then there these they thing things think third this those though thought three
        through time times to today together told tomorrow too took top toward two under
        until up update updated upon us use used using ve very via want wants was way we
        week weeks well went were what when where whether which while who whole whom
        whose why will with within without work working would year years yes yesterday
        yet you your
        monday tuesday wednesday thursday friday saturday sunday january february march
        april june july august september october november december"""
    )
)
_COMMON_RUN = re.compile(
    "[\u3040-\u309f]+"  # Hiragana alone: inflections and particles
    "|[이그저것수등및은는이가을를의에게께서로와과도만나다고라며면서니까지부터요인"
    "했하한할함해되된될돼됐었였겠있없않던들오며습입랐렸졌났왔쳤혔]+"  # the same in Hangul
    "|[年月日時分人の]+|[년월일시분명]+"
)


def normal(text: str) -> str:
    """Fold width, case and invisible characters, in which copies differ freely."""
    return unicodedata.normalize("NFKC", text).translate(_INVISIBLE).lower()


def words(plain: str) -> list[str]:
    """Give the runs of letters and digits, in order."""
    return _WORD.findall(plain)


def is_ideographic(run: str) -> bool:
    """Say whether more than a fifth of the letters is Han, Kana or Hangul."""
    return len(_IDEOGRAPHIC.findall(run)) > len(run) / 5


def is_common(term: str) -> bool:
    """Say whether a folded word or run of characters tells nothing of a subject."""
    return term in _COMMON_WORDS or _COMMON_RUN.fullmatch(term) is not None
