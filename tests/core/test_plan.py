"""Who is told what."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.core.plan import Telling, plan
from monitor.model import (
    Alert,
    AlsoIn,
    Article,
    ArticleId,
    ChannelName,
    ChannelRule,
    Copy,
    DigestRule,
    EventId,
    First,
    History,
    Joins,
    Match,
    Opens,
    Passage,
    PastAlert,
    Placement,
    Priority,
    Revision,
    Same,
    SourceName,
    StoryId,
    WatchlistName,
)

NOW = datetime(2019, 8, 22, 9, 20, tzinfo=UTC)
MAIL, HOOK, DAILY = map(ChannelName, ("mail", "hook", "daily"))
STORY, EVENT = StoryId("s" * 16), EventId("e" * 16)
OPENS = Opens(story=STORY, event=EVENT)
ARTICLE = Article(
    id=ArticleId("a" * 16),
    url="https://harbor.example/pact",
    fetched_url="https://harbor.example/pact",
    source=SourceName("harbor"),
    outlet="Harbor Daily",
    title="Seoul ends the pact",
    text="Seoul said on Thursday that it would end GSOMIA.\nTokyo protested.",
    fetched=NOW,
    language="en",
)
RULES = {
    MAIL: ChannelRule(name=MAIL, timezone="Asia/Seoul"),
    HOOK: ChannelRule(name=HOOK),
    DAILY: ChannelRule(
        name=DAILY, timezone="Asia/Seoul", digest=DigestRule(of=MAIL, at=480)
    ),
}

NOTHING = History()


def found(
    watch: str = "pact",
    *channels: ChannelName,
    watchlist: str = "gsomia",
    priority: Priority = "normal",
) -> Match:
    start = ARTICLE.text.index("GSOMIA")
    return Match(
        watchlist=WatchlistName(watchlist),
        watch=watch,
        channels=channels or (MAIL,),
        priority=priority,
        terms=("GSOMIA",),
        passages=(Passage(field="body", start=start, end=start + 6, term="GSOMIA"),),
    )


def planned(
    placement: Placement,
    *matches: Match,
    history: History = NOTHING,
    article: Article = ARTICLE,
    **telling: object,
) -> list[Alert]:
    return plan(
        article,
        placement,
        matches,
        history=history,
        telling=Telling(rules=RULES, **telling),  # type: ignore[arg-type]
        now=NOW,
    )


def told(*alerts: Alert) -> History:
    past = tuple(
        PastAlert(
            id=a.id,
            watchlist=a.watchlist,
            channel=a.channel,
            kind=a.kind,
            version=a.version,
            watches=a.watches,
            article=a.article,
        )
        for a in alerts
    )
    return History(alerts=past, first_seen=NOW - timedelta(hours=1))


def revision(*, material: bool, version: int = 2) -> Revision:
    return Revision(
        story=STORY,
        event=EVENT,
        version=version,
        material=material,
        reason="new sentence",
        old_title="Seoul ends the pact",
        old_text="Seoul said on Thursday that it would end GSOMIA.",
    )


def test_three_watches_make_one_alert_that_names_them_all():
    alerts = planned(OPENS, found("pact"), found("ending"), found("officials"))
    assert [a.watches for a in alerts] == [("pact", "ending", "officials")]
    assert (alerts[0].kind, alerts[0].channel) == ("new", MAIL)


def test_each_watchlist_and_each_channel_has_an_alert_of_its_own():
    alerts = planned(
        OPENS, found("pact", MAIL, HOOK), found("white-list", MAIL, watchlist="trade")
    )
    assert {(a.watchlist, a.channel) for a in alerts} == {
        ("gsomia", MAIL),
        ("gsomia", HOOK),
        ("trade", MAIL),
    }
    assert len({a.id for a in alerts}) == 3


def test_planning_twice_gives_the_same_ids():
    assert planned(OPENS, found()) == planned(OPENS, found())


def test_an_article_without_a_match_tells_nobody():
    assert planned(OPENS) == []


def test_what_was_out_before_the_first_visit_tells_nobody():
    assert planned(OPENS, found(), silent=True) == []


@pytest.mark.parametrize(
    "placement",
    [
        Copy(
            story=STORY, event=EVENT, of=ArticleId("b" * 16), similarity=0.9, reason=""
        ),
        Same(story=STORY, event=EVENT, version=1),
        revision(material=False),
    ],
    ids=["copy", "same", "cosmetic revision"],
)
def test_a_story_that_was_told_is_not_told_again(placement):
    before = told(*planned(OPENS, found()))
    assert planned(placement, found(), history=before) == []


def test_a_copy_tells_when_the_first_article_did_not_match():
    copy = Copy(
        story=STORY, event=EVENT, of=ArticleId("b" * 16), similarity=0.9, reason=""
    )
    assert [a.kind for a in planned(copy, found(), history=told())] == ["new"]


def test_a_copy_of_a_story_that_was_out_before_is_silent():
    copy = Copy(
        story=STORY, event=EVENT, of=ArticleId("b" * 16), similarity=0.9, reason=""
    )
    assert planned(copy, found(), history=History(silent=True)) == []


def test_a_further_report_of_an_event_is_told_on_its_own():
    joins = Joins(
        story=STORY, event=EVENT, near=ArticleId("b" * 16), similarity=0.4, reason=""
    )
    assert [a.kind for a in planned(joins, found())] == ["new"]


def test_a_material_revision_is_an_update_in_the_thread_of_the_first_alert():
    first = planned(OPENS, found())[0]
    (update,) = planned(revision(material=True), found(), history=told(first))
    assert (update.kind, update.thread) == ("update", first.id)
    assert update.id != first.id
    assert update.content.changes == ("Tokyo protested.",)


def test_a_correction_that_a_told_copy_carries_already_is_no_news():
    other = ArticleId("b" * 16)
    before = told(replace(planned(OPENS, found())[0], article=other))
    wire = "Seoul said on Thursday that it would end GSOMIA.\nTokyo protested."
    for text, kinds in ((wire, []), ("Seoul will end GSOMIA.", ["update"])):
        history = replace(before, texts=((other, text),))
        alerts = planned(revision(material=True), found(), history=history)
        assert [a.kind for a in alerts] == kinds


def test_an_article_that_matches_only_now_is_a_copy_to_one_who_was_told():
    other = ArticleId("b" * 16)
    new = [
        "Tokyo called in the ambassador late in the evening.",
        "Shares of chip makers fell before the bell.",
        "A spokeswoman in Washington voiced strong concern.",
        "Fishermen on the eastern coast went out as usual.",
    ]
    article = replace(ARTICLE, text="\n".join([ARTICLE.text, *new]))
    cut = "\n".join([ARTICLE.text, *new[:3]])
    before = told(replace(planned(OPENS, found())[0], article=other))
    for matched, kinds in (
        (frozenset(), []),
        (frozenset({(ARTICLE.id, WatchlistName("gsomia"))}), ["update"]),
    ):
        history = replace(before, texts=((other, cut),), matched=matched)
        alerts = planned(
            revision(material=True), found(), history=history, article=article
        )
        assert [a.kind for a in alerts] == kinds


def test_each_material_revision_has_an_alert_of_its_own():
    history = told(*planned(OPENS, found()))
    ids = {
        planned(revision(material=True, version=n), found(), history=history)[0].id
        for n in (2, 3)
    }
    assert len(ids) == 2


def test_a_revision_that_matches_for_the_first_time_is_new():
    alerts = planned(revision(material=True), found(), history=told())
    assert [(a.kind, a.thread) for a in alerts] == [("new", None)]


def test_a_material_revision_of_a_silent_story_is_an_update():
    alerts = planned(revision(material=True), found(), history=History(silent=True))
    assert [a.kind for a in alerts] == ["update"]


def test_the_most_urgent_watch_decides_for_all():
    night = datetime(2019, 8, 22, 15, 0, tzinfo=UTC)  # midnight in Seoul
    rules = {MAIL: ChannelRule(name=MAIL, timezone="Asia/Seoul", quiet=(1320, 420))}
    due = {}
    for urgent in (False, True):
        matches = [found("pact")]
        if urgent:
            matches.append(found("ending", priority="high"))
        (alert,) = plan(
            ARTICLE,
            OPENS,
            matches,
            history=History(),
            telling=Telling(rules=rules),
            now=night,
        )
        due[urgent] = alert.due
        assert alert.watches[0] == ("ending" if urgent else "pact")
    assert due[True] == night
    assert due[False] == datetime(2019, 8, 22, 22, 0, tzinfo=UTC)  # 07:00 in Seoul


def test_a_digest_channel_waits_for_its_hour():
    (alert,) = planned(OPENS, found("pact", DAILY))
    assert alert.due == datetime(2019, 8, 22, 23, 0, tzinfo=UTC)  # 08:00 in Seoul


def test_a_channel_that_left_the_configuration_is_passed_over():
    assert planned(OPENS, found("pact", ChannelName("gone"))) == []


def test_the_alert_shows_the_place_and_who_else_has_it():
    also = (
        AlsoIn(outlet="KVLR", url="https://kvlr.example/1", language="en"),
        AlsoIn(outlet="Harbor Daily", url=ARTICLE.url, language="en"),
    )
    (alert,) = planned(OPENS, found(), history=History(also=also))
    content = alert.content
    assert [a.outlet for a in content.also] == ["KVLR"]
    (excerpt,) = content.excerpts
    assert [excerpt.text[a:b] for a, b in excerpt.marks] == ["GSOMIA"]


def test_an_alert_knows_who_had_the_event_first_in_each_language():
    early = First(language="ko", outlet="Yonhap", at=NOW - timedelta(minutes=38))
    slow = First(language="en", outlet="Slow", at=NOW + timedelta(minutes=1))
    history = History(firsts=(early, slow))
    (alert,) = planned(OPENS, found(), history=history)
    mine = First(language="en", outlet="Harbor Daily", at=NOW)
    assert alert.content.firsts == (early, mine)


def test_an_article_counts_from_when_it_came_out_where_that_is_believed():
    out = NOW - timedelta(minutes=20)
    for doubtful, at in ((False, out), (True, NOW)):
        article = replace(ARTICLE, published=out, published_doubtful=doubtful)
        (alert,) = planned(OPENS, found(), article=article)
        assert [first.at for first in alert.content.firsts] == [at]
