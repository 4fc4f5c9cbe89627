"""The shipped watchlist finds what a desk wants of it, and leaves the look-alikes."""

from pathlib import Path

import pytest

from monitor.config import load
from monitor.core.ids import article_id
from monitor.core.match import Engine, match
from monitor.model import Article, SourceName

SHIPPED = Path(__file__).parents[2] / "config"

STORIES = [
    # ---- found
    ("en", "Seoul to terminate GSOMIA with Tokyo", "South Korea told Japan on Friday.", {"pact", "termination"}),
    ("en", "Talks go on", "The two sides discussed the General Security of Military Information Agreement between South Korea and Japan.", {"pact"}),
    ("en", "Allies worry over intelligence-sharing pact", "South Korea had threatened Japan with pulling out of the intelligence-sharing pact.", {"pact", "termination"}),
    ("ko", "정부, 지소미아 종료 통보 효력 정지", "외교부는 이날 이같이 밝혔다.", {"pact", "termination"}),
    ("ko", "한·일 관계 전망", "지소미아는 2016년 체결됐다.", {"pact"}),
    ("ko", "군사정보보호협정 논의", "한국과 일본 당국자가 도쿄에서 만났다.", {"pact"}),
    ("ja", "韓国、ＧＳＯＭＩＡを破棄へ", "日本政府は反発した。日韓関係は悪化している。", {"pact", "termination"}),
    ("ja", "ジーソミアとは何か", "二〇一六年に結ばれた。", {"pact"}),
    ("ja", "協定の行方", "日韓の軍事情報包括保護協定をめぐる協議が東京であった。", {"pact"}),
    ("en", "Tokyo to drop Seoul from white list", "Japan cited export controls; South Korea protested.", {"export-controls"}),
    ("ko", "일본, 한국 백색국가 제외", "수출규제 품목은 불화수소 등이다.", {"export-controls"}),
    ("ja", "ホワイト国から韓国を除外", "経済産業省は日本の輸出管理の見直しと説明した。", {"export-controls"}),
    ("en", "Court orders Nippon Steel to pay", "South Korea's top court ruled on wartime laborers; Japan objects.", {"forced-labour"}),
    ("ko", "강제징용 피해자 배상 판결", "한국 대법원은 일본제철에 배상을 명령했다. 일본은 반발했다.", {"forced-labour"}),
    ("ja", "徴用工訴訟で韓国最高裁", "日本政府は国際法違反だと批判した。", {"forced-labour"}),
    ("ko", "화해치유재단 해산", "한국 정부는 일본에 통보했다.", {"comfort-women"}),
    ("ja", "レーダー照射問題", "防衛省は韓国海軍の艦艇が日本の哨戒機に照射したと発表した。", {"radar"}),
    ("en", "Seoul protests Takeshima claim", "Japan's white paper calls the islets, Dokdo to South Korea, its own.", {"dokdo"}),
    ("ko", "한미일, 프리덤 에지 훈련 실시", "한국과 일본, 미국의 해군이 참가했다.", {"trilateral"}),
    ("en", "Kim You-geun announces decision", "The aide spoke of the military pact with Japan in Seoul.", {"pact", "officials"}),
    ("ko", "김유근 차장 발표", "지소미아와 관련해 발표했다.", {"pact", "officials"}),
    # ---- left
    ("en", "India and U.S. build on 2002 GSOMIA", "New Delhi signed an annex in Washington.", set()),
    ("en", "Kyiv and Warsaw sign intelligence-sharing agreement", "Ukraine and Poland will extend it yearly.", set()),
    ("en", "Seoul fashion week opens", "Japanese designers came to South Korea.", set()),
    ("en", "Whitelist of apps updated", "The store's whitelist was extended.", set()),
    ("ko", "한국-폴란드 군사비밀정보보호협정 서명", "바르샤바에서 서명식이 열렸다.", set()),
    ("ko", "서울 아파트값 상승", "한국부동산원이 발표했다.", set()),
    ("ja", "竹島さん、優勝", "東京で将棋大会があった。", set()),
    ("ja", "米印が軍事情報の共有で合意", "ワシントンで署名した。", set()),
]  # fmt: skip


@pytest.fixture(scope="module")
def engine():
    return Engine(load(SHIPPED, env={}).watches)


@pytest.mark.parametrize(
    ("language", "title", "text", "watches"), STORIES, ids=[s[1] for s in STORIES]
)
def test_a_story_is_found_by_its_watches(engine, language, title, text, watches, now):
    story = Article(
        id=article_id(title),
        url="https://a.example/",
        fetched_url="https://a.example/",
        source=SourceName("a"),
        outlet="A",
        title=title,
        text=text,
        fetched=now,
        language=language,
    )
    assert {found.watch for found in match(story, engine)} == watches


def test_every_watch_is_tried():
    tried = {watch for *_, watches in STORIES for watch in watches}
    assert tried == {w.name for w in load(SHIPPED, env={}).watches} - {"boycott"}
