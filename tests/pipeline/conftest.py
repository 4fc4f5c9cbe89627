"""One day in a newsroom, lived through once; the tests look at what came of it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from newsroom import Daemon, Desk, Hook, Loop, Mail, Paper, Piece

SHAPES = ("rss", "atom", "json", "sitemap", "section", "search")
ENCODINGS = {"korean": "euc-kr", "japanese": "shift_jis"}

# Written for this test: (title, paragraphs) of the report of yesterday and of today's.
ABROAD = {
    ("korean", "old"): (
        "지소미아 전문가 토론회 열려",
        "서울의 한 연구소는 어제 지소미아의 앞날을 주제로 공개 토론회를 열었다고 알렸다.",
        "발표자들은 위성 사진과 음향 탐지 자료가 어떤 길로 오가는지 차례로 소개했다.",
        "청중석에서는 대학생들이 협정의 법적 성격을 묻는 질문을 여러 차례 던졌다.",
        "주최 측은 발표문을 모아 다음 달 책으로 펴낼 계획이라고 덧붙였다.",
    ),
    ("korean", "new"): (
        "정부, 지소미아 연장 여부 오늘 논의",
        "정부는 오늘 국가안전보장회의 상임위원회를 열고 한일 지소미아 문제를 논의했다고 밝혔다.",
        "외교부 관계자는 기자들에게 일본 측과 여러 경로로 대화를 이어 가고 있다고 설명했다.",
        "국회 국방위원회에서는 여야 의원들이 군사적 가치를 두고 서로 다른 의견을 내놓았다.",
        "시장에서는 원화 가치가 소폭 내렸고 반도체 업체들의 주가가 엇갈린 흐름을 보였다.",
    ),
    ("japanese", "old"): (
        "軍事情報包括保護協定の歩みを振り返る展示",
        "都内の資料館で昨日、日韓の軍事情報包括保護協定の歩みをたどる展示が始まった。",
        "会場には署名式の写真や当時の新聞の切り抜きなど、およそ百点が並んでいる。",
        "案内役を務める元記者は、交渉の舞台裏を来館者に身ぶりを交えて語った。",
        "展示は来月末まで続き、週末には子ども向けの講座も予定されている。",
    ),
    ("japanese", "new"): (
        "日韓軍事情報包括保護協定で関係閣僚が会合",
        "政府は二十二日、日韓軍事情報包括保護協定をめぐり関係閣僚による会合を開いた。",
        "官房長官は記者会見で、地域の安全保障環境を踏まえて適切に対応すると述べた。",
        "外務省は在京の大使を呼び、早期の協議再開を求める考えを改めて伝えた。",
        "与党内からは、粘り強く対話を続けるべきだとの声が相次いだ。",
    ),
}
WATCH = {
    "en": ["GSOMIA"],
    "ko": ["지소미아"],
    "ja": ["日韓軍事情報包括保護協定", "軍事情報包括保護協定"],
}


@dataclass
class Day:
    """What a day brought."""

    papers: dict[str, Paper]
    desk: Desk
    hook: Hook
    mail: Mail
    daemon: Daemon = field(init=False)
    news: dict[str, Piece] = field(default_factory=dict)  # after the first visits
    told_at_first: int = 0  # alerts after the first visits
    revised: Piece = field(init=False)  # new facts
    retouched: Piece = field(init=False)  # a word
    copied: Piece = field(init=False)  # in another paper
    trapped: Piece = field(init=False)  # the term stands beside it only
    dug_out: Piece = field(init=False)  # a year old, in a sitemap that is new
    status: int | None = None  # of the daemon, after SIGTERM
    later: Daemon = field(init=False)  # another process on the same database: one pass
    told: int = 0  # posts before that

    def url(self, piece: Piece) -> str:
        return next(
            p.url(piece) for p in self.papers.values() if piece.slug in p.pieces
        )

    def about(self, piece: Piece) -> list[dict[str, Any]]:
        """Give the webhooks that name a piece's page, in order."""
        data = [post.body["data"] for post in self.hook.posts]
        return [one for one in data if one["url"] == self.url(piece)]


@pytest.fixture(scope="session")
def day(loop: Loop, tmp_path_factory: pytest.TempPathFactory) -> Day:
    papers = {s: Paper(loop, s, s) for s in SHAPES}
    papers |= {n: Paper(loop, n, "rss", encoding=e) for n, e in ENCODINGS.items()}
    hook, mail = Hook(loop), Mail(loop)
    desk = Desk(tmp_path_factory.mktemp("day"), loop)
    desk.read(*(paper.source for paper in papers.values()))
    desk.hook("hook", hook)
    desk.mail("mail", mail)
    concepts = {"pact": WATCH}
    desk.watch("gsomia", any=["@pact"], channels=["hook", "mail"])
    desk.watchlists["gsomia"]["concepts"] = concepts
    day = Day(papers=papers, desk=desk, hook=hook, mail=mail)
    for name, paper in papers.items():
        paper.publish(write(name, "old"))
    with desk.running() as day.daemon:
        _morning(day)
        _noon(day)
        _afternoon(day)
        day.status = day.daemon.stop()
    day.told = len(hook.posts)
    day.later = desk.once()
    return day


def write(paper: str, day: str) -> Piece:
    """Write what a paper reports on a day; no two texts are alike."""
    slug = f"{paper}-{day}"
    when = datetime.now(UTC).replace(microsecond=0)
    when -= timedelta(days=1) if day == "old" else timedelta()
    if paper not in ENCODINGS:
        return Piece.on(slug, "GSOMIA", seed=slug).but(published=when)
    title, *text = ABROAD[paper, day]
    language = {"korean": "ko", "japanese": "ja"}[paper]
    return Piece(
        slug=slug,
        title=title,
        paragraphs=tuple(text),
        published=when,
        language=language,
    )


def _morning(day: Day) -> None:
    """Let the monitor read what was out before it first came."""
    for name in day.papers:
        day.daemon.until("page_read", source=name, outcome="article")
        day.daemon.until("source_visited", source=name, count=2)
    day.told_at_first = len(day.hook.posts) + len(day.mail.taken)


def _noon(day: Day) -> None:
    """Let every paper report something new."""
    for name, paper in day.papers.items():
        day.news[name] = write(name, "new")
        paper.publish(day.news[name])
    everyone = len(day.papers)
    for got in (day.hook.posts, day.mail.taken):
        day.desk.loop.until(lambda: len(got) >= everyone, "an alert on each report")  # noqa: B023


def _afternoon(day: Day) -> None:
    """Let papers copy each other, revise, retouch, and name a term in passing."""
    now = datetime.now(UTC).replace(microsecond=0)
    rss, atom = day.news["rss"], day.news["atom"]
    news = "Ministers agreed to extend the GSOMIA by 120 days, the cabinet said."
    day.revised = rss.but(paragraphs=(news, *rss.paragraphs), updated=now)
    better = [p.replace("again and again", "time and again") for p in atom.paragraphs]
    day.retouched = atom.but(paragraphs=tuple(better), updated=now)
    day.copied = day.news["json"].but(slug="copied", published=now)
    day.trapped = Piece.on("trapped", "fisheries", seed="trap").but(
        sidebar=("GSOMIA: what the pact is", "GSOMIA talks go on", "Old maps found")
    )
    day.papers["rss"].publish(day.revised)
    day.papers["atom"].publish(day.retouched)
    day.dug_out = Piece.on("dug-out", "GSOMIA", seed="dug-out").but(
        published=now - timedelta(days=365)
    )
    day.papers["sitemap"].publish(day.copied, day.dug_out)
    day.papers["section"].publish(day.trapped)
    # The same report again: another id, an address that says where one came from.
    again = day.news["json"].but(guid="changed", query="?utm_source=feed")
    day.papers["json"].publish(again)
    daemon, url = day.daemon, day.url
    daemon.until("page_read", url=url(day.revised), placement="revision")
    daemon.until("page_read", url=url(day.retouched), placement="revision")
    daemon.until("page_read", url=url(day.copied), outcome="article")
    daemon.until("page_read", url=url(day.trapped), outcome="article")
    daemon.until("page_read", url=url(day.dug_out), outcome="article")
    daemon.until("source_visited", source="json", outcome="listing", count=3)
    for got in (day.hook.posts, day.mail.taken):
        day.desk.loop.until(lambda: len(got) > len(day.papers), "the update")  # noqa: B023
