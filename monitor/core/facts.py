"""What a sentence states that a retouched word would not: names, quotes, negations.

Numbers are in `amounts`. Without a model, and so by marks that are hard to miss: capitals
within a sentence, Katakana, a surname before a title, quotation marks, negations.
"""

from __future__ import annotations

import re

from monitor.core.words import normal, words

_TERMINALS = ".!?。！？…"
_CLOSERS = "\"'”’」』）)]"
_CAPITAL = re.compile(r"(?<=[^\W_][\s,;(–—-]|[,;:]\s)[A-Z][\w’'-]*")
_FIRST = re.compile(r"[^\w]*([A-Z][\w’'-]*)")
_KATAKANA = re.compile("[ァ-ヺー]{3,}")
_SURNAMES = (
    "김이박최정강조윤장임한오서신권황안송류유전홍고문양손배백허남심노하곽성차주우구민진나지엄채원천방공현함변염여추도소석선설"
    "마길연위표명기반왕금옥육인맹제모탁국어은편용"
)
_KOREAN_TITLES = (
    "대통령|총리|부총리|장관|차관|의원|대표|차장|실장|국장|위원장|교수|대사|총장|회장|사장|판사|검사|시장|지사|간사|"
    "변호사|연구원|연구위원|팀장|과장|부장|본부장|처장|청장|원장|소장|이사장|이사|감독|선수|작가|배우|가수|씨|후보|대변인|"
    "보좌관|비서관|수석|상무|전무|회계사|의사|목사|군수|구청장|사무국장|사무총장|당선인|경감|서장|사령관|대령|중장|여사|피고인"
)
_KOREAN_PERSON = re.compile(
    rf"(?<![가-힣])[{_SURNAMES}][가-힣][가-힣](?<![부청처당측])(?=\s(?:[가-힣]{{1,8}}\s)?(?:{_KOREAN_TITLES}))"
)
_JAPANESE_PERSON = re.compile(
    "[一-龥々]{2,4}(?=氏|さん|大統領|長官|議員|会長|社長|知事|大臣|容疑者|被告|頭取|教授|選手|監督"
    "|代表|委員長|幹事長|書記長|大使|弁護士|市長|町長|村長|局長|部長|所長|総裁|理事長|[一-龥]{0,2}相(?![一-龥]))"
)
_PLACES = re.compile(
    "한국|북한|일본|중국|미국|영국|러시아|프랑스|독일|이탈리아|스페인|캐나다|호주|인도네시아|인도|베트남|태국|필리핀|대만|몽골|이란|이라크"
    "|이스라엘|우크라이나|터키|튀르키예|사우디|브라질|멕시코|서울|부산|대구|인천|광주|대전|울산|세종|수원|창원|포항|제주|평양|도쿄|오사카"
    "|교토|나고야|후쿠오카|베이징|상하이|홍콩|타이베이|워싱턴|뉴욕|런던|파리|베를린|모스크바|제네바|브뤼셀|방콕|하노이|싱가포르"
    "|日本|韓国|北朝鮮|中国|米国|英国|台湾|香港|東京|大阪|京都|名古屋|札幌|横浜|神戸|福岡|広島|長崎|沖縄|北京|上海|台北|釜山"
    "|仁川|平壌|済州|[一-龥]{1,3}[県市島港町村湾](?=[沖内側付]|[^一-龥]|$)"
)
_FULL = re.compile(r"\b[A-Z][\w’'-]*(?: [A-Z][\w’'-]*){1,5}")
_DOTTED = re.compile(r"\b(?:[A-Z]\.){2,}")
_WEEKDAYS = re.compile("[월화수목금토일]요일|[月火水木金土日]曜")
_ENGLISH_DAYS = frozenset(
    words("monday tuesday wednesday thursday friday saturday sunday")
)
# Capitals and Katakana that name nobody: how people are addressed, everyday loanwords.
_NO_NAMES = frozenset(
    words(
        "i mr mrs ms miss dr prof professor president sir dame lord lady ceo cfo coo pm mp "
        "mps メンバー リスト ニュース テレビ ラジオ インターネット ネット サイト データ システム サービス メディア コメント "
        "ケース グループ チーム プロジェクト プログラム プラン ルール レベル リスク ビジネス スタッフ トップ リーダー スタート "
        "ストップ オープン スタイル イベント センター ポイント テーマ メッセージ インタビュー アンケート トラブル ミス ストライキ "
        "デモ パーセント キロ メートル トン ドル ユーロ ポンド エネルギー コスト ニーズ チェック ページ メール シェア ツイート "
        "クリック ログイン アカウント ユーザー スマートフォン パソコン コンピューター キャンペーン ボランティア セミナー "
        "シンポジウム フォーラム ペース バランス スケジュール"
    )
)
_NAMES = (
    _CAPITAL,
    _KATAKANA,
    _KOREAN_PERSON,
    _JAPANESE_PERSON,
    _PLACES,
    _WEEKDAYS,
)
_QUOTES = re.compile(
    '“([^”]{8,400})”|"([^"\n]{8,400})"|「([^」]{6,200})」|『([^』]{6,200})』|‘([^’]{12,400})’'
)
_NEGATION = re.compile(
    r"\b(?:not|no|never|without|den(?:y|ies|ied)|cannot|neither|nor|refus\w+|reject\w*"
    r"|declin(?:e[sd]?|ing) to|fail(?:s|ed|ing)? to|unable to)\b|n['’]t\b"
    "|않|(?<!잘)못|없|아니|부인했|거부했|거절했|(?<![少危])(?:ない|なかっ)|せず|不(?=[一-龥])|否定|拒否し|拒ん|ません"
)


def is_ended(sentence: str) -> bool:
    """Say whether a line ends as sentences do, and headlines and captions do not."""
    return sentence.rstrip(_CLOSERS + " ")[-1:] in tuple(_TERMINALS)


def names(text: str) -> frozenset[str]:
    """Give what looks like a name of a person, place or organisation, folded."""
    text = _DOTTED.sub(lambda dotted: dotted.group().replace(".", ""), text)
    found = (name for kind in _NAMES for name in kind.findall(text))
    plain = (normal(name).removesuffix("'s").removesuffix("’s") for name in found)
    return frozenset(name for name in plain if name not in _NO_NAMES)


def is_aside(name: str) -> bool:
    """Say whether a name is news only in another's place: a day, a country, a city.

    "Said on Tuesday" is "said", and "the government in Seoul" is "the government".
    """
    place_or_day = _PLACES.fullmatch(name) or _WEEKDAYS.fullmatch(name)
    return bool(place_or_day) or name in _ENGLISH_DAYS


def full_names(text: str) -> dict[str, frozenset[str]]:
    """Give each name that stands in a row of capitals, with the others of its row."""
    rows = (words(normal(row)) for row in _FULL.findall(text))
    return {name: frozenset(row) - {name} for row in rows for name in row}


def first_name(sentence: str) -> str:
    """Give the capitalised first word of a sentence, folded; "" where it has none.

    Whether it is a name, only its use elsewhere tells.
    """
    found = _FIRST.match(sentence)
    return normal(found[1]).removesuffix("'s").removesuffix("’s") if found else ""


def quotes(text: str) -> frozenset[str]:
    """Give what is quoted at some length, letters and digits only."""
    found = (next(filter(None, groups)) for groups in _QUOTES.findall(text))
    return frozenset(squeezed(quote) for quote in found)


def negations(text: str) -> int:
    """Count the words that turn a statement round."""
    return len(_NEGATION.findall(normal(text)))


def squeezed(text: str) -> str:
    """Give the letters and digits of a text, in which typography has no part."""
    return "".join(words(normal(text)))
