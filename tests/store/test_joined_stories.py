"""Two stories that turn out to be one text are told, and shown, as one."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from monitor.core import group, similar
from monitor.core.mute import Mute
from monitor.core.plan import plan
from monitor.core.saying import Telling
from monitor.model import ChannelRule, Copy, Match, Passage, Revision
from monitor.store import articles as rows
from monitor.store import events, ledger, mutes, prints, stories, views
from monitor.store.tables import articles, event_terms
from monitor.store.tables import prints as kept
from monitor.store.tables import stories as story_rows

FLASH = "Seoul will end its intelligence pact with Tokyo, the presidential office says."
REPORT = (
    "Seoul will end its intelligence pact with Tokyo, the presidential office said on "
    "Thursday evening after a meeting of three hours. Kim You-geun told reporters that "
    "grave changes in security cooperation left no reason to keep an agreement which "
    "both sides signed in November 2016. It expires ninety days after notice is given. "
    "Officials in Tokyo called the decision extremely regrettable and summoned the "
    "ambassador late at night. Washington had asked both capitals to settle the matter."
)
FROST = (
    "Growers in the Ashby valley expect to pick far fewer apples than last year. Two "
    "nights of frost in May came when the early varieties stood in full flower. Late "
    "varieties did better, said Maria Delgado, who has farmed there for decades."
)
MUSEUM = (
    "A painting that was lost for eighty years hangs in the town museum again. A farmer "
    "had kept it behind a cupboard and took it for a print from a calendar. The curator "
    "recognised the frame when he came to look at a clock in the same room."
)
CHANNELS = ("desk", "phone")


class Newsroom:
    """Takes articles as the pipeline does: place, plan, record."""

    def __init__(self, store, article, now):
        self.store, self.article, self.now = store, article, now
        self.told = []

    def take(self, path, text, *, channels=CHANNELS, outlet="Agency", **more):
        self.now += timedelta(minutes=1)
        it = self.article(path, text, outlet=outlet, fetched=self.now, **more)
        taken = similar.prints(it.title, it.text, it.language)
        passage = Passage(field="body", start=0, end=5, term="Seoul")
        match = Match(
            watchlist="gsomia",
            watch="pact",
            channels=channels,
            priority="normal",
            terms=("Seoul",),
            passages=(passage,),
        )
        matches = [match] if channels else []
        with self.store.begin() as conn:
            place = group.place(it, taken, prints.neighbours(conn, it, taken))
            parts = place.merges if isinstance(place, Revision) else ()
            alerts = plan(
                it,
                place,
                matches,
                history=stories.history(conn, place.story, *parts),
                telling=Telling(rules={n: ChannelRule(name=n) for n in CHANNELS}),
                now=self.now,
            )
            rows.record(
                conn,
                it,
                place,
                prints=taken,
                causes=rows.Causes(matches=matches, alerts=alerts),
                baseline=False,
                now=self.now,
            )
        self.told += [(a.channel, a.kind, it.url.rpartition("/")[2]) for a in alerts]
        return place


@pytest.fixture
def room(store, article, now):
    return Newsroom(store, article, now)


@pytest.fixture
def joined(room):
    """A flash, its report elsewhere, and the report in the place of the flash."""
    flash = room.take("flash", FLASH, title="Seoul ends pact")
    copy = room.take("copy", REPORT, outlet="Post", title="Pact with Tokyo to end")
    full = room.take("flash", REPORT, title="Seoul ends pact with Tokyo")
    assert isinstance(full, Revision)
    assert (full.story, full.merges) == (flash.story, (copy.story,))
    return flash, copy


def test_who_was_told_of_both_is_told_no_more(room, joined):
    both = [(c, "new", path) for path in ("flash", "copy") for c in CHANNELS]
    assert room.told == both
    later = room.take("third", REPORT, outlet="Times")
    assert isinstance(later, Copy)
    assert later.story == joined[0].story
    assert room.told == both


def test_each_channel_hears_what_it_has_not_heard(room):
    room.take("flash", FLASH, channels=("desk",))
    room.take("copy", REPORT, outlet="Post", channels=("phone",))
    room.take("flash", REPORT, channels=CHANNELS)
    assert room.told == [
        ("desk", "new", "flash"),
        ("phone", "new", "copy"),
        ("desk", "update", "flash"),
    ]


def test_news_in_the_joined_story_is_an_update_of_one_story(room, joined):
    more = f"{REPORT} Ships of both navies cancelled a rescue drill off Busan."
    place = room.take("copy", more, outlet="Post", title="Pact with Tokyo to end")
    assert (place.story, place.merges) == (joined[0].story, ())
    assert room.told[4:] == [(c, "update", "copy") for c in CHANNELS]
    with room.store.begin() as conn:
        told = ledger.of_stories(conn, [place.story])
    assert {entry.alert.story for entry in told} == {place.story}
    threads = {entry.alert.thread for entry in told if entry.alert.kind == "update"}
    firsts = {entry.alert.id for entry in told[:2]}
    assert threads == firsts


def test_both_ids_lead_to_one_story(room, joined):
    flash, copy = joined
    with room.store.begin() as conn:
        assert events.current_story(conn, copy.story) == flash.story
        assert events.current_story(conn, flash.story) == flash.story
        whole = views.story(conn, copy.story)
        assert whole == views.story(conn, flash.story)
        assert whole.former == (copy.story,)
        assert len(whole.articles) == 2
        assert len(whole.alerts) == 4
        assert [row.id for row in views.stories(conn)] == [flash.story]
        for story in (copy.story, flash.story):
            assert len(ledger.entries(conn, ledger.Filter(story=story))) == 4
        kept = set(conn.scalars(select(story_rows.c.id)))
        assert kept == {flash.story, copy.story}


def test_joining_twice_and_in_a_chain_ends_at_one_story(room):
    texts = (
        "A flood closed the bridge.",
        "Apples froze.",
        "A museum found a painting.",
    )
    a, b, c = (room.take(str(n), text).story for n, text in enumerate(texts))
    with room.store.begin() as conn:
        events.join(conn, b, [c])
        events.join(conn, a, [b, a])
        events.join(conn, a, [b])
        events.join(conn, a, [])
        events.join(conn, a, ["unknown"])
        assert {events.current_story(conn, each) for each in (a, b, c)} == {a}
        assert events.current_story(conn, "unknown") == "unknown"
        assert set(conn.scalars(select(articles.c.story_id))) == {a}
        assert len(set(conn.scalars(select(articles.c.event_id)))) == 1
        assert len(views.stories(conn)) == 1


def test_a_story_that_was_muted_stays_so_as_a_part_of_another(room):
    a = room.take("a", "A flood closed the bridge.").story
    b = room.take("b", "Apples froze in the valley.").story
    until = room.now + timedelta(days=1)
    with room.store.begin() as conn:
        mutes.mute(conn, Mute(kind="story", name=b, until=until))
        events.join(conn, a, [b])
        silent = {mute.name: mute.until for mute in mutes.in_force(conn, room.now)}
    assert silent[a] == until


def test_a_story_that_was_out_before_stays_silent_as_a_part_of_another(room):
    a = room.take("a", "A flood closed the bridge.").story
    b = room.take("b", "Apples froze in the valley.").story
    with room.store.begin() as conn:
        conn.execute(
            story_rows.update().where(story_rows.c.id == b).values(silent=True)
        )
        events.join(conn, a, [b])
        assert stories.history(conn, a).silent


def test_a_round_up_is_kept_without_what_leads_to_its_events(room):
    for n, text in enumerate((REPORT, FROST, MUSEUM)):
        room.take(str(n), text, outlet=f"Outlet {n}")
    digest = "\n".join((REPORT[:240], FROST, MUSEUM))
    placed = room.take("digest", digest, outlet="Digest")
    assert group.is_round_up(placed.reason)
    digest_id = room.article("digest").id
    mine = select(kept.c.number).where(kept.c.article_id == digest_id)
    found = event_terms.c.number == mine.scalar_subquery()
    with room.store.begin() as conn:
        assert conn.execute(select(event_terms).where(found)).all() == []
        conn.execute(kept.update().values(algorithm=0))
        while prints.reindex(conn, limit=10):
            pass
        assert conn.execute(select(event_terms).where(found)).all() == []
    assert isinstance(room.take("digest", f"{digest} So.", outlet="Digest"), Revision)
    with room.store.begin() as conn:
        assert conn.execute(select(event_terms).where(found)).all() == []
