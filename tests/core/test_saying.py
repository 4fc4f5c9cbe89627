"""Corrections, follow-ups, and what was before a watch began."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.core.mute import Mute, muted
from monitor.core.plan import plan, vanished
from monitor.core.saying import Telling
from monitor.core.starts import Starts, begin, fingerprint, starts
from monitor.model import (
    AlsoIn,
    Article,
    ChannelRule,
    Copy,
    Follow,
    History,
    Match,
    Opens,
    Passage,
    PastAlert,
    Revision,
    Watch,
)

NOW = datetime(2019, 8, 22, 9, 20, tzinfo=UTC)
RULES = {"mail": ChannelRule(name="mail")}
OPENS = Opens(story="s" * 16, event="e" * 16)
COPY = Copy(story="s" * 16, event="e" * 16, of="a" * 16, similarity=1.0, reason="")
LEAD = (
    "Seoul said on Thursday that it would end the GSOMIA pact with Tokyo in November."
)
MORE = "Tokyo protested at once and called the ambassador in for talks."
ARTICLE = Article(
    id="a" * 16,
    url="https://harbor.example/pact",
    fetched_url="https://harbor.example/pact",
    source="harbor",
    outlet="Harbor Daily",
    title="Seoul ends the pact",
    text=f"{LEAD}\n{MORE}",
    fetched=NOW,
    language="en",
)
PASSAGE = Passage(
    field="body",
    start=LEAD.index("GSOMIA"),
    end=LEAD.index("GSOMIA") + 6,
    term="GSOMIA",
)


def match(text=ARTICLE.text):
    passages = (PASSAGE,) if "GSOMIA" in text else ()
    return Match(
        watchlist="gsomia",
        watch="pact",
        channels=("mail",),
        priority="normal",
        terms=("GSOMIA",),
        passages=passages,
    )


def planned(article, placement, *, history=None, matches=None, **telling):
    return plan(
        article,
        placement,
        [match(article.text)] if matches is None else matches,
        history=history or History(),
        telling=Telling(rules=RULES, **telling),
        now=NOW,
    )


def told(*alerts, **more):
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
    return History(
        **{
            "alerts": past,
            "texts": ((ARTICLE.id, ARTICLE.text),),
            "passages": (("gsomia", PASSAGE),),
            "matched": frozenset({(ARTICLE.id, "gsomia")}),
            "first_seen": NOW - timedelta(hours=1),
        }
        | more
    )


(FIRST,) = planned(ARTICLE, OPENS)


def revised(text=None, title=None, *, material=True, matches=None, notes=(), before=()):
    """Plan what a second version of the article causes."""
    new = replace(
        ARTICLE,
        text=text or ARTICLE.text,
        title=title or ARTICLE.title,
        notes=notes,
    )
    placement = Revision(
        story="s" * 16,
        event="e" * 16,
        version=2,
        material=material,
        reason="",
        old_title=ARTICLE.title,
        old_text=ARTICLE.text,
    )
    return planned(new, placement, history=told(FIRST, notes=before), matches=matches)


def test_a_matched_passage_that_is_taken_back_is_a_correction_with_both_wordings():
    now = LEAD.replace("would end", "would not end")
    (alert,) = revised(f"{now}\n{MORE}")
    assert alert.kind == "correction"
    assert alert.content.replaced == ((LEAD, now),)
    assert alert.thread == FIRST.id


def test_a_changed_number_in_a_matched_passage_is_a_correction():
    now = LEAD.replace("in November", "in 90 days")
    (alert,) = revised(f"{now}\n{MORE}")
    assert [alert.kind, alert.content.replaced[0][1]] == ["correction", now]


def test_a_headline_that_is_turned_is_a_correction():
    (alert,) = revised(title="Seoul does not end the pact")
    assert alert.kind == "correction"
    assert alert.content.old_title == "Seoul ends the pact"


def test_news_beside_the_matched_passage_is_an_update_and_no_correction():
    news = "Washington voiced strong concern and disappointment over the decision."
    (alert,) = revised(f"{ARTICLE.text}\n{news}")
    assert alert.kind == "update"
    assert alert.content.changes == (news,)
    assert alert.content.replaced == ()


def test_one_revision_is_a_correction_or_an_update_and_never_both():
    now = LEAD.replace("would end", "would not end")
    news = "Washington voiced strong concern and disappointment over the decision."
    assert [a.kind for a in revised(f"{now}\n{MORE}\n{news}")] == ["correction"]


def test_a_cosmetic_edit_is_neither():
    assert revised(ARTICLE.text.replace("at once", "promptly"), material=False) == []


def test_whoever_was_told_hears_when_the_passage_is_gone_altogether():
    (alert,) = revised(MORE, matches=[])
    assert alert.kind == "correction"
    assert alert.content.replaced == ((LEAD, ""),)
    assert alert.watches == ("pact",)


def test_an_article_that_nobody_was_told_of_is_not_corrected():
    other = told(replace(FIRST, article="b" * 16), matched=frozenset())
    new = replace(ARTICLE, text=MORE)
    placement = Revision(
        story="s" * 16, event="e" * 16, version=2, material=True, reason="",
        old_title=ARTICLE.title, old_text=ARTICLE.text,
    )  # fmt: skip
    assert planned(new, placement, history=other, matches=[]) == []


OWNED = "Correction: An earlier version of this article misstated the month."


@pytest.mark.parametrize(
    "line",
    [
        OWNED,
        "Correction (Aug. 23): The pact ends in November.",
        "CORRECTION, Aug. 23, 2019: The pact ends in November.",
        "Clarification: The pact ends in November.",
        "An earlier version of this article misstated the month.",
        "• This article was amended on 23 August 2019.",
        "This story has been corrected to show that the pact ends in November.",
        "(Corrects month in paragraph 1)",
        "[정정] 협정은 11월에 끝나기에 바로잡습니다.",
        "바로잡습니다. 협정은 11월에 끝납니다.",
        "※ 이 기사는 23일 오후 종료 시기를 11월로 정정했습니다.",
        "【訂正】協定の終了は11月です。",
        "※記事中の時期に誤りがありました。おわびして訂正します。",
        "本文中の「10月」は「11月」の誤りでした。訂正しておわびします。",
    ],
)
@pytest.mark.parametrize("place", ["note", "text"])
def test_a_page_that_says_it_was_corrected_is_a_correction_with_its_words(line, place):
    text = ARTICLE.text.replace("at once", "within 2 hours")
    if place == "note":
        (alert,) = revised(text, notes=("Reporting by A. Writer", line))
    else:
        (alert,) = revised(f"{text}\n{line}")
    assert alert.kind == "correction"
    assert "".join(alert.content.notes) in line
    assert alert.content.notes
    assert alert.content.changes == ("Tokyo protested within 2 hours and called the ambassador in for talks.",)  # fmt: skip


def test_what_a_page_says_below_the_heading_correction_is_its_correction():
    line = "The pact ends in November and not in October as we wrote."
    (alert,) = revised(f"{ARTICLE.text}\nCorrection\n{line}")
    assert (alert.kind, alert.content.notes) == ("correction", (line,))


def test_a_correction_that_the_page_carried_before_is_not_told_again():
    text = f"{ARTICLE.text}\nWashington voiced strong concern over the decision."
    (alert,) = revised(text, notes=(OWNED,), before=(OWNED,))
    assert (alert.kind, alert.content.notes) == ("update", ())


def test_a_corrected_word_is_told_where_the_page_itself_calls_it_a_correction():
    text = ARTICLE.text.replace("at once", "promptly")
    (alert,) = revised(text, material=False, notes=(OWNED,))
    assert (alert.kind, alert.content.notes) == ("correction", (OWNED,))


@pytest.mark.parametrize(
    "line",
    [
        "Corrections officers said that the prison was calm on Thursday night.",
        "Updated at 14:05 on 23 August 2019",
        "This article was updated on Friday to add a comment.",
        "정정 보도를 요구하는 소송이 이어졌다고 대변인이 전했다.",
        "首相は発言を訂正した上で、協定の重要性を改めて強調した。",
    ],
)
def test_news_of_corrections_and_stamps_of_updates_correct_nothing(line):
    text = f"{ARTICLE.text}\n{line}"
    assert {a.kind for a in revised(text, notes=(line,))} <= {"update"}


def gone(history):
    return vanished(
        ARTICLE,
        placement=OPENS,
        history=history,
        telling=Telling(rules=RULES),
        status=410,
        now=NOW,
    )


def test_a_page_that_is_gone_after_it_was_alerted_is_one_correction():
    (alert,) = gone(told(FIRST))
    assert alert.kind == "correction"
    assert alert.content.notes == ("The page is gone: its server answers 410.",)
    assert alert.content.title == "Seoul ends the pact"
    assert [a.id for a in gone(told(FIRST, alert))] == [alert.id]
    assert gone(told()) == []
    assert gone(told(replace(FIRST, article="b" * 16))) == []


# ---- follow-ups ------------------------------------------------------------------------

FOLLOW = {("gsomia", "pact"): Follow(outlets=(3, 5), languages=True, named=("Yonhap",))}


def copy(outlet, carriers, *alerts, language="en", follows=FOLLOW):
    also = tuple(AlsoIn(outlet=o, url="", language="en") for o in carriers)
    it = replace(ARTICLE, id=outlet.ljust(16), outlet=outlet, language=language)
    return planned(it, COPY, history=told(FIRST, *alerts, event=also), follows=follows)


def test_copies_are_not_followed_unless_the_watch_asks():
    assert copy("C", "AB", follows={}) == []


def test_a_story_is_followed_at_thresholds_each_once_and_in_its_thread():
    assert copy("B", "A") == []
    (third,) = copy("C", "AB")
    assert (third.kind, third.thread) == ("update", FIRST.id)
    assert third.content.notes == ("Reported by 3 outlets: A, B, C",)
    assert copy("D", "ABC", third) == []
    (fifth,) = copy("E", "ABCD", third)
    assert fifth.content.notes == ("Reported by 5 outlets: A, B, C, D, E",)
    assert copy("F", "ABCDE", third, fifth) == []
    assert copy("F", "ABCDE", fifth) == []  # three is behind us


def test_a_further_copy_in_the_same_outlet_is_no_pick_up():
    assert copy("B", "AB") == []


def test_a_further_language_and_a_named_outlet_are_told_in_one_message():
    (alert,) = copy("Yonhap", "AB", language="ko")
    assert alert.content.notes == (
        "Reported by 3 outlets: A, B, Yonhap",
        "First report in a further language: Yonhap",
        "Yonhap now reports it",
    )
    assert copy("Z", ["A", "B", "Yonhap"], alert, language="ko") == []


# ---- what was before -------------------------------------------------------------------


def watch(query="GSOMIA", name="pact"):
    return Watch(
        watchlist="gsomia", name=name, query=query, source="", channels=("mail",)
    )


def since(at):
    return Starts(
        watches={("gsomia", "pact"): at}, channels={"mail": NOW - timedelta(9)}
    )


@pytest.mark.parametrize(("hours", "alerts"), [(2, 1), (-1, 0)])
def test_a7_a_late_copy_of_a_story_from_before_the_watch_tells_nobody(hours, alerts):
    history = History(first_seen=NOW - timedelta(hours=1))
    began = since(NOW - timedelta(hours=hours))
    assert len(planned(ARTICLE, COPY, history=history, starts=began)) == alerts


def test_a7_a_renamed_channel_is_not_told_history():
    history = History(first_seen=NOW - timedelta(hours=1))
    began = Starts(channels={"mail": NOW})
    assert planned(ARTICLE, COPY, history=history, starts=began) == []


def test_a_watch_begins_anew_when_its_query_changes_and_only_then():
    kept = begin({}, [watch(), watch(name="b")], ["mail"], NOW)
    later = NOW + timedelta(days=1)
    after = begin(
        kept, [watch("GSOMIA OR pact"), watch(name="b")], ["mail", "x"], later
    )
    read = starts(after, [watch(), watch(name="b")])
    assert read.watches == {("gsomia", "pact"): later, ("gsomia", "b"): NOW}
    assert read.channels == {"mail": NOW, "x": later}
    assert fingerprint(watch()) == fingerprint(replace(watch(), priority="high"))


def test_who_hears_through_an_old_watch_hears_through_it_still():
    both = Starts(
        watches={("gsomia", "pact"): NOW, ("gsomia", "b"): NOW - timedelta(1)}
    )
    assert both.of("gsomia", ["pact", "b"], "mail") == NOW - timedelta(1)
    assert both.of("gsomia", ["pact"], "mail") == NOW
    assert both.of("gsomia", ["unknown"], "mail") is None


# ---- silence ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "name", "hours", "silent"),
    [
        ("watch", "gsomia/pact", 1, True),
        ("watch", "gsomia/pact", -1, False),
        ("watch", "other/pact", 1, False),
        ("story", "s" * 16, 1, True),
        ("story", "t" * 16, 1, False),
    ],
)
def test_a_muted_watch_or_story_is_kept_and_not_sent(kind, name, hours, silent):
    mutes = [Mute(kind=kind, name=name, until=NOW + timedelta(hours=hours))]
    assert (FIRST.id in muted([FIRST], mutes, NOW)) is silent


def test_an_alert_of_two_watches_is_muted_when_both_are():
    both = replace(FIRST, watches=("pact", "b"))
    one = Mute(kind="watch", name="gsomia/pact", until=NOW + timedelta(1))
    assert muted([both], [one], NOW) == frozenset()
    assert muted([both], [one, replace(one, name="gsomia/b")], NOW)
