"""FAULTS A 6 and A 7: what was told is not told again, and history never."""

import json

import pytest

from monitor.core import ids, similar
from monitor.model import Article, Call, Lesson, Link, Page, Read, Source, Validators
from monitor.pipeline import ingest, lookback
from monitor.store.links import Leased

SOURCE = Source(
    name="harbor", outlet="Harbor", kind="feed", url="https://h.example/rss"
)


@pytest.fixture
def read(lived):
    """Give a step that takes an article into the archive, as the corridor does."""

    async def step(
        desk, number, topic="GSOMIA", *, url=None, before=None, text=None, notes=()
    ):
        url = url or f"https://h.example/{number}"
        words = " ".join(f"word{number}x{n}" for n in range(40))
        text = text or f"Officials spoke of {topic} on day {number}. {words}."
        title = f"Report {number} on {topic}"
        article = Article(
            id=ids.article_id(url),
            url=url,
            fetched_url=url,
            source="harbor",
            outlet="Harbor",
            title=title,
            text=text,
            fetched=desk.now,
            language="en",
            notes=notes,
            digest=ids.text_digest(title, text),
        )
        link = Link(source="harbor", url=url, canonical=url)
        page = Page(
            requested=url, url=url, status=200, headers=(), body=b"x",
            fetched=desk.now, seconds=0.1, validators=Validators(),
        )  # fmt: skip
        leased = Leased(
            link=link, host="h.example", baseline=False, attempts=1, poisoned=0,
            checks=0, article=before, first_seen=desk.now, validators=None,
        )  # fmt: skip
        reading = ingest.Reading(
            leased=leased,
            call=Call(url=url, purpose="page", source=SOURCE, link=link),
            outcome=page,
            source=SOURCE,
        )
        read = Read(article, similar.prints(title, text, "en"), Lesson(by="text"))
        await ingest._article(desk.house, reading, read)
        return article

    return step


def planned(desk):
    return desk.rows("SELECT count(*) FROM alerts WHERE kind != 'digest'")[0][0]


def test_a6_one_story_is_one_alert_for_each_channel_however_often_it_is_published(
    lived, read
):
    async def story(desk):
        first = await read(desk, 1)
        await read(desk, 1, before=first.id)
        await read(desk, 1, url="http://h.example/1?again")
        await read(desk, 1, url="https://h.example/amp/1")
        return planned(desk)

    assert lived(story) == 2  # mail and hook


def test_a7_editing_a_watch_or_adding_one_tells_nothing_of_what_was_before(lived, read):
    async def story(desk):
        olds = [await read(desk, n, "the harbor") for n in range(30)]
        desk.pass_time(hours=1)
        desk.watchlists["gsomia"] = {
            "watchlist": "gsomia",
            "watches": [
                {"name": "pact", "any": ["GSOMIA", "harbor"]},
                {"name": "new", "any": ["officials"]},
            ],
        }
        await desk.change()
        for old in olds:
            desk.pass_time(minutes=1)
            await read(desk, 0, url=f"{old.url}?copy", text=old.text)
            await read(
                desk, 0, url=old.url, text=f"{old.text}\nBy Staff", before=old.id
            )
        before = planned(desk)
        await read(desk, 99)
        return before, planned(desk)

    assert lived(story) == (0, 2)


def test_a7_renaming_a_channel_tells_nothing_again(lived, read):
    async def story(desk):
        olds = [await read(desk, n) for n in range(10)]
        desk.pass_time(hours=1)
        desk.settings["channels"] = {"post": {"kind": "console"}}
        desk.watchlists["gsomia"]["watches"][0]["channels"] = ["post"]
        await desk.change()
        for old in olds:
            await read(desk, 0, url=f"{old.url}?copy", text=old.text)
        return desk.rows("SELECT count(*) FROM alerts WHERE channel = 'post'")

    assert lived(story) == [(0,)]


def test_a_restart_forgets_no_beginning(lived, read):
    async def story(desk):
        old = await read(desk, 1, "the harbor")
        began = desk.house.standing.starts
        desk.pass_time(hours=1)
        await desk.change()
        assert desk.house.standing.starts == began
        return old

    lived(story)


def test_what_a_page_says_of_its_own_correction_is_told_once(lived, read):
    note = "Correction: An earlier version misstated the day."

    async def story(desk):
        old = await read(desk, 1)
        for more in ("Tokyo protested.", "Tokyo protested and 3 ministers resigned."):
            desk.pass_time(minutes=5)
            text = f"{old.text} {more}"
            await read(desk, 1, url=old.url, before=old.id, text=text, notes=(note,))
        return [
            (kind, json.loads(content)["notes"])
            for kind, content in desk.rows(
                "SELECT kind, content FROM alerts WHERE channel = 'hook' ORDER BY created"
            )
        ]

    assert lived(story) == [("new", []), ("correction", [note]), ("update", [])]


def test_a_new_watch_looks_back_in_one_digest_and_tells_none_of_it_again(lived, read):
    async def story(desk):
        for n in range(12):
            await read(desk, n, "the harbor")
        desk.pass_time(days=2)
        for n in range(12, 15):
            await read(desk, n, "the harbor")
        desk.watchlists["port"] = {
            "watchlist": "port",
            "watches": [
                {"name": "harbor", "any": ["harbor"], "channels": ["hook"], "lookback": "1d"}
            ],
        }  # fmt: skip
        await desk.change()
        for _ in range(2):
            await lookback.look(desk.house)
            await desk.send("hook")
        for n in (0, 12):  # copies of what lies before the lookback, and in it
            url = f"https://h.example/{n}?copy"
            await read(desk, n, "the harbor", url=url)
        await desk.send("hook")
        return desk.ears["hook"].taken

    (digest,) = lived(story)
    assert digest.kind == "digest"
    assert digest.content.title.startswith("Found in the archive: 3 stories")
    assert {item.watches for item in digest.items} == {("harbor",)}


def test_a_new_watch_without_a_lookback_says_nothing(lived, read):
    async def story(desk):
        await read(desk, 1, "the harbor")
        desk.watchlists["port"] = {
            "watchlist": "port",
            "watches": [{"name": "harbor", "any": ["harbor"]}],
        }
        await desk.change()
        return await lookback.look(desk.house), planned(desk)

    assert lived(story) == (0, 0)


def test_a_muted_watch_is_found_kept_and_not_sent(lived, read):
    from datetime import timedelta

    from monitor.core.mute import Mute
    from monitor.store import mutes

    async def story(desk):
        until = desk.now + timedelta(hours=2)
        silence = Mute(kind="watch", name="gsomia/pact", until=until)
        await desk.house.writer.run(mutes.mute, silence)
        await read(desk, 1)
        await desk.send()
        desk.pass_time(hours=3)
        await read(desk, 2)
        await desk.send()
        return await desk.states(), desk.ears["hook"].titles

    states, titles = lived(story)
    assert states["hook"] == {"muted": 1, "sent": 1}
    assert titles == ["Report 2 on GSOMIA"]


def test_an_alert_is_said_in_its_channels_own_words_and_a_notice_is_not(lived, read):
    async def story(desk):
        await read(desk, 1)
        await desk.put(desk.alert("hook", kind="notice", version="x", watches=()))
        await desk.send("hook")
        return {a.kind: a.said for a in desk.ears["hook"].taken}

    said = lived(story, hook={"template": "{{ outlet }} says {{ title }}"})
    assert said == {"new": "Harbor says Report 1 on GSOMIA", "notice": ""}


def test_56_a_template_that_never_ends_is_ended_and_the_alert_goes_in_built_in_words(
    lived, read
):
    loop = (
        "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"
    )

    async def story(desk):
        await read(desk, 1)
        await desk.send("hook")
        return [a.said for a in desk.ears["hook"].taken]

    assert lived(story, hook={"template": loop}, settings={"workers": {"seconds": 1}}) == [""]  # fmt: skip


def test_a_page_that_is_gone_after_it_was_alerted_is_corrected_once(lived, read):
    from monitor.model import Missed

    async def story(desk):
        article = await read(desk, 1)
        await desk.send("hook")
        link = Link(source="harbor", url=article.url, canonical=article.url)
        leased = Leased(
            link=link, host="h.example", baseline=False, attempts=2, poisoned=0,
            checks=1, article=article.id, first_seen=desk.now, validators=None,
        )  # fmt: skip
        missed = Missed(
            requested=article.url, kind="gone", reason="410", at=desk.now, status=410
        )
        call = Call(url=article.url, purpose="page", source=SOURCE, link=link)
        reading = ingest.Reading(
            leased=leased, call=call, outcome=missed, source=SOURCE
        )
        for _ in range(2):
            await ingest._missed(desk.house, reading, missed)
            await desk.send("hook")
        return desk.ears["hook"].taken

    first, second = lived(story)
    assert [first.kind, second.kind] == ["new", "correction"]
    assert second.thread == first.id
    assert "410" in second.content.notes[0]
