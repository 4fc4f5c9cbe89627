"""How a name sounds, so that 康京和, 강경화, カン・ギョンファ and Kang Kyung-wha meet.

A sound is a skeleton of consonants: vowels are what transcriptions differ in most. A
Korean person is the surname, which has few spellings, with the sound of the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

LEAST = 4  # consonants of a name that is bridged by its sound alone

# A surname, then its English, Han and Kana spellings.
_SURNAMES: Final = """
김 kim gim|金|キム;이 lee yi rhee ri|李|イ リ;박 park pak|朴|パク;최 choi choe|崔|チェ
정 chung jung jeong cheong|鄭 丁|チョン;강 kang gang|姜 康|カン;조 cho jo|趙 曺|チョ
윤 yoon yun|尹|ユン;장 chang jang|張|チャン;임 lim im rim|林 任|イム;한 han|韓|ハン
오 oh|呉|オ;서 suh seo|徐|ソ;신 shin sin|申 辛|シン;권 kwon|権|クォン;황 hwang|黄|ファン
안 ahn an|安|アン;송 song|宋|ソン;유 yoo yu ryu|柳 劉 兪|ユ;홍 hong|洪|ホン
문 moon mun|文|ムン;양 yang|梁|ヤン;손 sohn son|孫|ソン;배 bae|裴|ペ;남 nam|南|ナム
나 na rah|羅|ナ;노 noh roh|盧|ノ;봉 bong|奉|ポン;추 choo chu|秋|チュ;위 wi|魏|ウィ
"""
# Korean readings of the Han characters of given names, as initials and finals.
_HAN: Final = """
가嘉佳 강康剛 건健建 경京景卿敬慶炅 고高 관官寛 광光廣広 교敎教 구求九 국國国 권權権 규圭奎 균均 근根槿近 기基己起琪
길吉 나那 남南男 녀女 달達 대大 덕德徳 도道度 동東棟 두斗 라羅 락洛 란蘭 래來来 록錄録 룡龍竜 리利 린麟 만萬万
명明命銘 모模 목睦 무武 문文 미美 민敏民旻珉 방邦 배培 백白 범範凡 병丙炳秉 보普 복福 봉鳳俸 부富 빈彬 상相尚祥 서瑞書
석錫碩石 선善宣先 섭燮 성成星聖盛誠 세世 소素昭 수秀洙壽寿守 숙淑 순順淳舜 승承勝升 시時 식植 신信新 아雅 안安 애愛 연延蓮姸
열悅悦烈 영永英榮栄泳瑛 예禮礼 오五 옥玉 완完 용鎔勇用龍溶 우宇佑祐雨 욱旭 운雲 웅雄 원元源媛 유裕有 윤潤允 은恩銀殷 을乙
의義毅 이二 익翼 인寅仁 일一日 임任 자子 재在載宰 전全 정正廷靜静晶 제濟 조祖 종鍾宗鐘 주周柱珠 준俊準峻 중中重 지智志芝
직直 진眞真鎭鎮珍 찬燦贊 창昌 채采 철哲喆 춘春 충忠 치治 태泰 택澤沢 필弼 하夏河 학學学 한漢翰 해海 향香 헌憲 혁赫 현賢鉉炫玄顯顕
형亨炯 혜惠恵 호鎬浩虎 홍洪弘 화和花華 환煥 황晃 회會会 효孝 훈勳勲薰 흥興 희熙姬姫喜 惠혜
"""

_INITIALS = ("K", "K", "N", "T", "T", "L", "N", "P", "P", "S", "S", "", "C", "C", "C")
_REST = ("K", "T", "P", "")  # ㅋ ㅌ ㅍ ㅎ
_ONSETS = _INITIALS + _REST
_CODAS = "_KKKNNNTLLLLLLLLNPPTTNTTKTPT"  # by the number of the final; _ is none
_KANA: Final = {
    **dict.fromkeys("カキクケコガギグゲゴ", "K"),
    **dict.fromkeys("サシスセソツ", "S"),
    **dict.fromkeys("ザジズゼゾチヂヅ", "C"),
    **dict.fromkeys("タテトダデド", "T"),
    **dict.fromkeys("ナニヌネノマミムメモン", "N"),
    **dict.fromkeys("バビブベボパピプペポヴ", "P"),
    **dict.fromkeys("ラリルレロ", "L"),
}
_LATIN = (
    ("tion", "sn"),
    ("ph", ""),
    ("gh", ""),
    ("sh", "s"),
    ("ch", "j"),
    ("ts", "s"),
    ("th", "t"),
    ("ck", "k"),
    ("ng", "n"),
    ("x", "ks"),
)
_LETTERS: Final = {
    **dict.fromkeys("kgqc", "K"),
    **dict.fromkeys("td", "T"),
    **dict.fromkeys("pbv", "P"),
    **dict.fromkeys("mn", "N"),
    **dict.fromkeys("lr", "L"),
    **dict.fromkeys("jz", "C"),
    "s": "S",
}
_DOUBLED = re.compile(r"(.)\1+")
_SILENT_R = re.compile(r"r(?![aeiouy])")
_SOFT_C = re.compile(r"c(?=[eiy])")
_LATIN_PERSON = re.compile(r"\b([A-Z][a-z]+) ([A-Z][a-z]+-[A-Za-z][a-z]*)")
_LATIN_NAME = re.compile(r"(?<=[^\W\d_][\s,;(–—-])[A-Z][a-z]{3,}")
_KANA_NAME = re.compile("[ァ-ヴー]{4,}")
_KANA_PERSON = re.compile("([ァ-ヴ]{1,3})[・=]([ァ-ヴ]{2,8})")
_HANGUL_WORD = re.compile("[가-힣]{3,}")


def latin(word: str) -> str:
    """Give the sound of a word in Latin letters."""
    plain = _SOFT_C.sub("s", _SILENT_R.sub("", word.lower()))
    for written, sounded in _LATIN:
        plain = plain.replace(written, sounded)
    return _joined(_LETTERS.get(letter, "") for letter in plain)


def hangul(word: str) -> str:
    """Give the sound of a word in Hangul; the finals that English does not write too."""
    return _joined(part for letter in word for part in _syllable(letter))


def kana(word: str) -> str:
    """Give the sound of a word in Katakana."""
    return _joined(_KANA.get(letter, "") for letter in word)


def names(text: str, language: str) -> Iterator[str]:
    """Give the sounds of what looks like names: persons by surname, else long ones.

    Args:
        text: not folded: capitals mark names.
        language: "en", "ko" or "ja".
    """
    if language == "en":
        yield from _latin_names(text)
    elif language == "ko":
        yield from _hangul_names(text)
    elif language == "ja":
        yield from _japanese_names(text)


def _latin_names(text: str) -> Iterator[str]:
    for first, given in _LATIN_PERSON.findall(text):
        if first.lower() in _BY_LATIN:
            yield f"{_BY_LATIN[first.lower()]} {latin(given)}"
    yield from filter(_is_long, map(latin, _LATIN_NAME.findall(text)))


def _hangul_names(text: str) -> Iterator[str]:
    for word in _HANGUL_WORD.findall(text):
        if word[0] in _SURNAME_SET:
            yield f"{word[0]} {hangul(word[1:3])}"
        sounds = {hangul(word[:end]) for end in range(3, min(len(word), 6) + 1)}
        yield from filter(_is_long, sorted(sounds))


def _japanese_names(text: str) -> Iterator[str]:
    for first, given in _KANA_PERSON.findall(text):
        if first in _BY_KANA:
            yield f"{_BY_KANA[first]} {kana(given)}"
    for found in _HAN_PERSON.finditer(text):
        first, given = found.group()[0], found.group()[1:]
        yield f"{_BY_HAN[first]} {hangul(''.join(_READINGS[c] for c in given))}"
    yield from filter(_is_long, map(kana, _KANA_NAME.findall(text)))


def _syllable(letter: str) -> tuple[str, str]:
    number = ord(letter) - 0xAC00
    if not 0 <= number < 11172:
        return "", ""
    return _ONSETS[number // 588], _CODAS[number % 28].strip("_")


def _joined(parts: Iterator[str]) -> str:
    return _DOUBLED.sub(r"\1", "".join(parts))


def _is_long(sound: str) -> bool:
    return len(sound) >= LEAST


def _surnames(column: int) -> dict[str, str]:
    entries = (entry.split("|") for entry in re.split("[;\n]", _SURNAMES.strip()))
    found = {}
    for latin_part, han, kana_part in entries:
        name, *spellings = latin_part.split()
        columns = (spellings, han.split(), kana_part.split())
        found.update(dict.fromkeys(columns[column], name))
    return found


_BY_LATIN, _BY_HAN, _BY_KANA = _surnames(0), _surnames(1), _surnames(2)
_SURNAME_SET = frozenset(_BY_LATIN.values())
_READINGS = {han: entry[0] for entry in _HAN.split() for han in entry[1:]}
_HAN_PERSON = re.compile(f"[{''.join(_BY_HAN)}][{''.join(_READINGS)}]{{2}}")
