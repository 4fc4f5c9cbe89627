"""Where a short word of kanji is a word, and where only its characters meet.

京都 stands in 東京都 and is not meant. A run of kanji is cut into the fewest words of
a list, the longest first where two ways are equal (東京|都, not 東|京都); a term is
meant where both of its ends are cuts. A morphological analyser does no better on the
labelled cases (Sudachi, mode A) and needs 110 MB.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from monitor.core.matching.japanese_words import PAIRS
from monitor.core.text import KANJI

# Words that news writes as one and that a cut into pairs would miss.
_LONGER: Final = """
大統領 大統領府 副大統領 首相 官房長官 外務省 外務大臣 防衛省 防衛大臣 国務省 国務長官 国務大臣 国防省 国防総省 国防長官 国防部 財務省 法務省 内閣府 総務省
経済産業省 経産省 国土交通省 厚生労働省 文部科学省 農林水産省 環境省 警視庁 警察庁 国会議員 国会議事堂 衆議院 参議院 衆院 参院 参院選 衆院選 総選挙
自民党 民主党 共和党 共産党 国民党 労働党 公明党 立憲民主党 与野党 朝鮮半島 北朝鮮 大韓民国 中華民国 人民共和国 共和国 安全保障 軍事情報 輸出管理
輸出規制 日韓 日米 日中 日朝 日露 日豪 日英 日印 日台 米韓 米中 米朝 米露 米英 中韓 中朝 中露 中台 南北 韓日 韓米 韓中 朝米 日米韓 日中韓 日米豪 印太 対日 対韓 対米 対中 対北 対露
反日 反韓 親日 親米 在日 在韓 在米 駐日 駐韓 駐米 訪日 訪韓 訪米 訪中 訪朝 来日 来韓 離日 離韓 元徴用工 徴用工 慰安婦 少女像 大法院 最高裁 高裁 地裁 検察庁 総領事館
大使館 領事館 自衛隊 海上自衛隊 航空自衛隊 陸上自衛隊 護衛艦 哨戒機 戦闘機 潜水艦 空母 米軍 在韓米軍 在日米軍 国連軍 国連総会 国際連合 安保理 欧州連合
国連 安保 中東 有志国 文春 読売 記者会見 共同声明 首脳会談 外相会談 首脳会議 閣僚会議 中国人 日本人 韓国人 米国人 外国人 外国語 日本語 韓国語 中国語 英語 日本側 韓国側 米国側 中国側
"""
# Names and words that begin or end with another and are not about it.
_OTHERS: Final = """
新大阪 東大阪 新横浜 新神戸 東広島 北広島 西東京 北九州 中国地方 中国山地 安倍川 日本橋 公明正大 民主主義 社会主義 共産主義 自由主義 資本主義
国際連合 三国志 四国 九州 北海道 東海道 神奈川 和歌山 鹿児島 北朝鮮 南京錠 南京虫
"""
# A name before these is still the name: 安倍氏, 日本人, 韓国軍.
_LEAVES: Final = frozenset(
    "人語軍側製産系内外国海省党会的氏市県府都町村区港湾州島庁発着行流式風間級"
)
_NATIONS: Final = re.compile("[日韓米中朝北英独仏露伊印豪台欧越比南対訪駐在反親知嫌]+")
_LONGEST: Final = 6
_AROUND: Final = 12  # characters of a run that are looked at on each side
_RUN_BEFORE: Final = re.compile(f"[{KANJI}]*$")
_RUN_AFTER: Final = re.compile(f"[{KANJI}]*")


def _pairs() -> frozenset[str]:
    together = PAIRS.replace("\n", "")
    return frozenset(together[k : k + 2] for k in range(0, len(together), 2))


_OTHER_WORDS: Final = frozenset(_OTHERS.split())
_WORDS: Final = _pairs() | frozenset(_LONGER.split()) | _OTHER_WORDS


def stands_alone(text: str, start: int, end: int) -> bool:
    """Tell whether the kanji from `start` to `end` are a word where they stand."""
    before = _RUN_BEFORE.search(text, max(0, start - _AROUND), start)
    after = _RUN_AFTER.match(text, end, end + _AROUND)
    head = before.group() if before else ""
    tail = after.group() if after else ""
    if end - start == 1:
        return _nation(text, start, head + text[start] + tail)
    return not (head or tail) or _cut_out(head, text[start:end], tail)


def _nation(text: str, at: int, run: str) -> bool:
    """Tell 日 in "日 정부" and 韓日 from 日 in 日本, 今日 and 22日."""
    if at and text[at - 1].isdigit():
        return False
    return len(run) == 1 or (
        text[at] in "日韓米中朝北英独仏露" and _NATIONS.fullmatch(run) is not None
    )


@lru_cache(maxsize=16384)
def _cut_out(head: str, term: str, tail: str) -> bool:
    run = head + term + tail
    start, end = len(head), len(head) + len(term)
    cuts = [0]
    for word in _cut(run, term):
        cuts.append(cuts[-1] + len(word))
    if start not in cuts:  # 輸出管理 as one word holds 管理; 新大阪 is not 大阪
        begin = max(cut for cut in cuts if cut < start)
        return end in cuts and run[begin:start] in _WORDS
    if end in cuts:
        return True
    begin = max(cut for cut in cuts if cut < end)
    stop = min(cut for cut in cuts if cut > end)
    if begin > start:  # 米|国務省: the nation is told by its first character
        return term[-1] == "国" and begin == end - 1
    return run[begin:stop] not in _OTHER_WORDS or set(run[end:stop]) <= _LEAVES


def _cut(run: str, term: str) -> list[str]:
    """Cut a run into the fewest words, the longest first; the term is a word too."""
    size = len(run)
    fewest = [0] * (size + 1)
    step = [1] * size
    for at in range(size - 1, -1, -1):
        fewest[at] = fewest[at + 1] + 1
        for length in range(2, min(_LONGEST, size - at) + 1):
            word = run[at : at + length]
            known = word == term or word in _WORDS
            if known and fewest[at + length] < fewest[at]:
                fewest[at], step[at] = fewest[at + length] + 1, length
    words, at = [], 0
    while at < size:
        words.append(run[at : at + step[at]])
        at += step[at]
    return words
