"""Where a term is found, and where it only looks as if: script by script."""

import pytest

from monitor.core.match import match_query
from monitor.core.query import parse


def found(query: str, title: str, body: str = "") -> list[str] | None:
    """Give what the passages cut out of the untouched text; None for no match."""
    passages = match_query(parse(query, {}), title, body)
    if passages is None:
        return None
    text = {"title": title, "body": body}
    return [text[p.field][p.start : p.end] for p in passages]


@pytest.mark.parametrize(
    ("term", "text", "passage"),
    [
        # whole words, where another script or a mark is a border
        ("Abe", "Abe meets Moon", "Abe"),
        ("Abe", "Talks(Abe)/Moon", "Abe"),
        ("Abe", "#Abe_Moon", "Abe"),
        ("GSOMIA", "한일GSOMIA를 종료", "GSOMIA"),
        ("GSOMIA", "日韓GSOMIA破棄", "GSOMIA"),
        ("G7", "Ｇ７サミット", "Ｇ７"),
        # possessives, contractions, elisions
        ("Abe", "Abe’s cabinet", "Abe"),
        ("James", "James’ house", "James"),
        ("Trump", "Trump'll go", "Trump"),
        ("Iran", "l’Iran dit non", "Iran"),
        ('"Blue House"', "‘Blue House’ denies", "Blue House"),
        ("O'Brien", "O’Brien resigns", "O’Brien"),
        ("OBrien", "O’Brien resigns", "O’Brien"),
        # regular plurals
        ("tariff", "Tariffs rise", "Tariffs"),
        ("watch", "watches seized", "watches"),
        ("embargo", "embargoes end", "embargoes"),
        ("policy", "two policies", "policies"),
        ('"trade war"', "trade wars", "trade wars"),
        ("NGO", "NGOs protest", "NGOs"),
        # hyphens
        ("ceasefire", "a cease-fire holds", "cease-fire"),
        ("cease-fire", "a ceasefire holds", "ceasefire"),
        ("cease-fire", "a cease fire holds", "cease fire"),
        ('"Moon Jae-in"', "Moon Jae In said", "Moon Jae In"),
        ('"Moon Jae-in"', "Moon Jaein said", "Moon Jaein"),
        ('"Moon Jaein"', "a Moon Jae-in-led party", "Moon Jae-in"),
        ("cooperation", "co‐operation", "co‐operation"),
        ("ceasefire", "a cease-\nfire holds", "cease-\nfire"),
        # acronyms and initials
        ("US", "U.S.-led talks", "U.S"),
        ('"U.S. troops"', "US troops leave", "US troops"),
        ('"S. Korea"', "S Korea protests", "S Korea"),
        ('"S Korea"', "S. Korea protests", "S. Korea"),
        ('"St Petersburg"', "in St. Petersburg", "St. Petersburg"),
        ("Korea", "N.Korea fires", "Korea"),
        ('"N. Korea"', "N.Korea fires", "N.Korea"),
        ('"N.Korea"', "N. Korea fires", "N. Korea"),
        ('"J. K. Rowling"', "J.K. Rowling writes", "J.K. Rowling"),
        ('"J.K. Rowling"', "J. K. Rowling writes", "J. K. Rowling"),
        ('"No. 10"', "at No 10 today", "No 10"),
        ("Moscow's", "Moscow`s move", "Moscow`s"),
        ("NATO", "Nato says", "Nato"),
        ("AIDS", "the Aids epidemic", "Aids"),
        ("EU", "EU LEADERS MEET IN BRUSSELS", "EU"),
        # marks, diacritics, invisible characters
        ("Erdogan", "Erdoğan vows", "Erdoğan"),
        ("Malmö", "blast in Malmo", "Malmo"),
        ("office", "the oﬃce", "oﬃce"),
        ("Seoul", "Se\u200boul acts", "Se\u200boul"),
        ("Istanbul", "İSTANBUL votes", "İSTANBUL"),
        ('"trade war"', "US trade\nwar", "trade\nwar"),
        ('"trade war"', "a trade\u00a0 war", "trade\u00a0 war"),
        ("AT&T", "the AT&T deal", "AT&T"),
        ("Россия", "Россия и мир", "Россия"),
        # wildcards
        ("export*", "Exporters fear", "Exporters"),
        ("*gate", "Watergate-era", "Watergate"),
        ("organi?ation", "an organisation", "organisation"),
        ("colo*r", "the colour red", "colour"),
        ('"econom* sanction*"', "economic sanctions bite", "economic sanctions"),
    ],
)
def test_a_term_in_an_alphabet_is_found_as_people_print_it(
    term: str, text: str, passage: str
) -> None:
    assert found(term, text) == [passage]


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("Abe", "Aberdeen"),
        ("rail", "derailed trailers"),
        ("hell", "He’ll go, she'll stay"),
        ("Xi", "Xi’an hosts talks"),
        ("therapist", "the rapist was jailed"),
        ("news", "a new era"),
        ("policy", "police arrive"),
        ("general", "generation"),
        ("US", "tell us more"),
        ("US", "GIVE IT TO US NOW, FANS SAY"),
        ("US", "the USS Reagan"),
        ("US", "the USA"),
        ("UN", "Kim Jong-un watches"),
        ("UN", "KIM JONG UN FIRES MISSILES"),
        ("AIDS", "hearing aids"),
        ("SK", "TASK를 완료"),
        ("cease fire AND -cease", "ceasefire"),
        ('"trade war"', "fair trade. War ends"),
        ("exact:tariff", "tariffs"),
        ("exact:ceasefire", "cease-fire"),
        ("sanction*", "unsanctioned"),
        ("organi?ation", "organiation"),
        ("*gate", "gatekeeper"),
        ("Рос", "Россия"),
    ],
)
def test_letters_that_happen_to_stand_there_are_not_the_term(
    term: str, text: str
) -> None:
    assert found(term, text) is None


@pytest.mark.parametrize(
    ("term", "text", "passage"),
    [
        ("지소미아", "지소미아를 종료", "지소미아"),
        ("지소미아", "‘지소미아’ 파장", "지소미아"),
        ("일본", "일본과의 협의", "일본"),
        ("서울", "서울로 간다", "서울"),
        ("문재인", "문재인이라는 정치인", "문재인"),
        ("아베", "아베까지도 놀랐다", "아베"),
        ("아베", "아베총리는 말했다", "아베"),
        ("수출", "수출규제를 철회", "수출"),
        ("종료", "종료하기로 했다", "종료"),
        ("연장", "연장됐다", "연장"),
        ("반도체", "차량용반도체 부족", "반도체"),
        ("지소미아", "한일지소미아 종료", "지소미아"),
        ("중국", "대중국 수출", "중국"),
        ("한일", "한·일 회담", "한·일"),
        ("한일", "한-일 회담", "한-일"),
        ("더불어민주당", "더불어\n민주당 대변인", "더불어\n민주당"),
        ('"한일 군사정보보호협정"', "한ㆍ일 군사정보 보호협정을", "한ㆍ일 군사정보 보호협정"),
        ('"GSOMIA 종료"', "GSOMIA종료 결정", "GSOMIA종료"),
        ("아베*", "아베노믹스", "아베"),
        ("*협정", "군사정보보호협정을", "협정"),
        ("미아*", "미아동 주민", "미아"),
        ("이란", "이란은 핵합의를", "이란"),
        ("이란", "美·이란 갈등", "이란"),
        ("이란", "'이란 핵합의' 위기", "이란"),
        ("이란", "대이란 제재", "이란"),
        ("연장", "연장키로 했다", "연장"),
        ("위안부", "일본군위안부 피해자", "위안부"),
        ("美", "美, 연장 촉구", "美"),
        ("日", "韓日 정상회담", "日"),
        ("exact:일본*", "일본은", "일본"),
    ],
)  # fmt: skip
def test_a_korean_term_is_found_with_its_particles(
    term: str, text: str, passage: str
) -> None:
    assert found(term, text) == [passage]


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("이란", "지소미아란 무엇인가, 협정이란"),
        ("이란", "‘전쟁’이란 말"),
        ("이란", "'전쟁'이란 말"),
        ("인도", "인도적 지원"),
        ("고양", "고양이를 부탁해"),
        ("이란", "이란 말은 쓰지 않는다"),
        ("아베", "아베노믹스의 명암"),
        ("서울", "서울대 연구팀"),
        ("부산", "부산하게 움직이다"),
        ("사드", "사드락 배치"),
        ("대만", "제대만 하면"),
        ("한일", "대한 일본의 태도"),
        ("미아", "지소미아"),
        ("미아*", "지소미아"),
        ("한국", "한 국가"),
        ("exact:일본", "일본은"),
    ],
)
def test_syllables_of_another_korean_word_are_not_the_term(
    term: str, text: str
) -> None:
    assert found(term, text) is None


@pytest.mark.parametrize(
    ("term", "text", "passage"),
    [
        ("日韓軍事情報包括保護協定", "日韓軍事情報\n包括保護協定を", "日韓軍事情報\n包括保護協定"),
        ("文在寅", "文 在寅大統領", "文 在寅"),
        ("ムンジェイン", "ムン・ジェイン氏", "ムン・ジェイン"),
        ("ジェイン", "ムン・ジェイン氏", "ジェイン"),
        ("トランプ", "ﾄﾗﾝﾌﾟ大統領", "ﾄﾗﾝﾌﾟ"),
        ("ジーソミア", "シ\u3099ーソミア破棄", "シ\u3099ーソミア"),
        ("(株)東芝 AND 東芝", "㈱東芝", "㈱"),
        ("国学院", "國學院大", "國學院"),
        ("渡辺", "渡邊氏", "渡邊"),
        ("台湾", "臺灣海峡", "臺灣"),
        ("吉田", "𠮷田氏", "𠮷田"),
        ("インド", "インド洋", "インド"),
        ("日本", "日本人が帰国", "日本"),
        ("東京", "東京都で", "東京"),
        ("米国", "米国務省", "米国"),
        ("国会", "国会で審議", "国会"),
        ("管理", "輸出管理の強化", "管理"),
        ("河野", "河野太郎外相", "河野"),
        ("アベ*", "アベノミクス", "アベ"),
    ],
)  # fmt: skip
def test_a_japanese_term_is_found_without_blanks(
    term: str, text: str, passage: str
) -> None:
    assert (found(term, text) or [""])[0] == passage


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("京都", "東京都で感染拡大"),
        ("exact:京都", "東京都で感染拡大"),
        ("日韓", "22日韓国で"),
        ("国会", "韓国会談へ"),
        ("本人", "日本人が帰国"),
        ("国連", "中国連合艦隊"),
        ("米国", "南米国家連合"),
        ("対日", "反対日が続く"),
        ("大阪", "新大阪駅"),
        ("安倍", "安倍川もち"),
        ("公明", "公明正大な選挙"),
        ("タイ", "スタイルが変わる"),
        ("アベ", "アベノミクスの功罪"),
        ("日", "今日、22日に日本で"),
        ("輸出管理", "輸出の管理"),
    ],
)
def test_characters_that_only_meet_are_not_a_japanese_term(
    term: str, text: str
) -> None:
    assert found(term, text) is None


def test_a_negated_mention_is_still_a_mention() -> None:
    # A documented limit: words are matched, not what is said with them.
    assert found("GSOMIA", "The minister does not mention GSOMIA") == ["GSOMIA"]
