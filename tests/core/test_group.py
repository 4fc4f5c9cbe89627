"""Each arriving article is one of four things, and the reason is told."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from monitor.core import events, group, ids, similar
from monitor.model import (
    Article,
    Copy,
    Joins,
    Known,
    Neighbours,
    Opens,
    Revision,
    Same,
    SourceName,
)

NOON = datetime(2024, 5, 3, 12, tzinfo=UTC)
STRIKE = """Port workers at Halden voted on Tuesday to end a strike over night shifts.
The union said its members would return to the docks on Thursday morning at six.
Forty ships had waited off the coast while the two sides talked in a hotel by the bay.
The company agreed to hire thirty more people and to pay for meals after midnight.
“We got most of what we asked for,” said Mara Lind, who led the talks for the union.
The harbour office expects the queue of ships to clear within the next two weeks.
Two ferry lines had cancelled their evening crossings and will start again on Friday."""
FROST = """Growers in the Ashby valley expect to pick far fewer apples than last year.
Two nights of frost in May came when the early varieties stood in full flower.
Late varieties did better, said Maria Delgado, who has farmed there for decades.
Wind machines saved part of the valley floor at a price in diesel she will not add up.
The presses will open a week later, and the harvest fair goes ahead regardless."""
MUSEUM = """A painting that was lost for eighty years hangs in the town museum again.
A farmer had kept it behind a cupboard and took it for a print from a calendar.
The curator recognised the frame when he came to look at a clock in the same room.
Visitors can see both the painting and the cupboard from the first day of June."""
FOOTER = """Sign up for our morning letter and never miss a story from the bay again.
Readers wrote to us this week about parking and about the price of a cup of tea.
Download our application to read every page of the printed paper on your telephone."""
WEATHER = (
    "Tomorrow will be mostly {} in the valley with a high of {} degrees and a low of {} "
    "degrees at night. The wind blows from the {} at {} knots, and {} millimetres of "
    "rain may fall by noon. The sun rises at {} and sets at {} on the coast."
)


def article(text, url="https://post.example/a", *, title="A title", outlet="Post"):
    return Article(
        id=ids.article_id(url),
        url=url,
        fetched_url=url,
        source=SourceName(outlet.lower()),
        outlet=outlet,
        title=title,
        text=text,
        fetched=NOON,
        language="en",
        digest=ids.text_digest(title, text),
    )


def printed(it):
    return similar.prints(it.title, it.text, it.language)


class Archive:
    """Holds every article and calls all of them neighbours."""

    def __init__(self):
        self.known = {}

    def place(self, it):
        others = tuple(k for k in self.known.values() if k.id != it.id)
        near = Neighbours(same=self.known.get(it.id), similar=others, recent=others)
        return group.place(it, printed(it), near)

    def add(self, text, url, **more):
        it = article(text, url, **more)
        place = self.place(it)
        prints = printed(it)
        self.known[it.id] = Known(
            id=it.id,
            story=place.story,
            event=place.event,
            version=getattr(place, "version", 1),
            url=url,
            outlet=it.outlet,
            title=it.title,
            text=text,
            digest=it.digest,
            prints=replace(prints, terms=events.weigh(prints.terms, {})),
        )
        return place


@pytest.fixture
def archive():
    return Archive()


def test_the_first_article_opens_a_story_and_an_event(archive):
    place = archive.add(STRIKE, "https://a.example/1")
    assert isinstance(place, Opens)
    assert place.event == ids.event_id(place.story)


def lines(text, *numbers):
    split = text.split("\n")
    return "\n".join(split[n] for n in numbers)


@pytest.mark.parametrize(
    "text",
    [
        STRIKE,
        lines(STRIKE, 0, 1, 2),  # cut from the end
        f"HALDEN (Agency) - {STRIKE}\n{FOOTER}",  # in another site's furniture
        lines(STRIKE, 3, 0, 2, 6, 4, 1, 5),  # moved paragraphs
        STRIKE.replace("Port workers", "Dockers").replace("ships", "vessels"),
        STRIKE.upper(),
        f"{STRIKE}\n{FROST}",  # with a second text below it
    ],
)
def test_the_same_text_elsewhere_is_a_copy(archive, text):
    first = archive.add(STRIKE, "https://a.example/1")
    place = archive.add(text, "https://b.example/2", title="Other", outlet="Other")
    assert isinstance(place, Copy), place
    assert (place.story, place.event) == (first.story, first.event)
    assert place.of == ids.article_id("https://a.example/1")
    assert group.ENOUGH <= place.similarity <= 1
    assert "https://a.example/1" in place.reason


def test_the_whole_text_is_a_copy_of_its_excerpt(archive):
    first = archive.add(lines(STRIKE, 0, 1, 2), "https://a.example/1")
    place = archive.add(STRIKE, "https://b.example/2", outlet="Other")
    assert isinstance(place, Copy)
    assert place.story == first.story


def test_a_report_in_other_words_joins_the_event_with_a_story_of_its_own(archive):
    first = archive.add(STRIKE, "https://a.example/1", title="Halden port strike ends")
    place = archive.add(
        "The strike at the port of Halden is over. Dockers will unload ships again, the "
        "union of port workers decided after talks about night shifts.",
        "https://b.example/2",
        title="Halden dockers end port strike",
        outlet="Other",
    )
    assert isinstance(place, Joins), place
    assert place.event == first.event
    assert place.story != first.story
    assert place.near == ids.article_id("https://a.example/1")


def test_another_subject_is_new(archive):
    archive.add(STRIKE, "https://a.example/1")
    assert isinstance(archive.add(FROST, "https://a.example/2"), Opens)


def test_the_same_article_again_is_the_same(archive):
    first = archive.add(STRIKE, "https://a.example/1")
    place = archive.add(STRIKE, "https://a.example/1")
    assert place == Same(story=first.story, event=first.event, version=1)


def test_a_changed_article_is_a_revision_of_its_story(archive):
    first = archive.add(STRIKE, "https://a.example/1")
    place = archive.add(STRIKE.replace("Forty", "Ninety"), "https://a.example/1")
    assert isinstance(place, Revision)
    assert (place.story, place.version, place.material) == (first.story, 2, True)
    assert place.old_text == STRIKE
    again = archive.add(
        STRIKE.replace("Forty", "Ninety").replace("expects", "still expects"),
        "https://a.example/1",
    )
    assert isinstance(again, Revision)
    assert (again.version, again.material) == (3, False)


def test_a_flash_that_becomes_the_report_stays_one_story(archive):
    flash = archive.add(
        "Port workers at Halden have voted to end their strike.",
        "https://a.example/1",
        title="Halden: port strike over",
    )
    place = archive.add(STRIKE, "https://a.example/1", title="Port workers end strike")
    assert isinstance(place, Revision)
    assert place.material
    assert place.story == flash.story


def test_an_address_used_again_for_another_text_tells_another_story(archive):
    first = archive.add(STRIKE, "https://a.example/top", title="Port strike ends")
    place = archive.add(MUSEUM, "https://a.example/top", title="Lost painting is back")
    assert isinstance(place, Opens)
    assert place.story != first.story


def test_an_address_used_again_may_carry_a_copy(archive):
    museum = archive.add(MUSEUM, "https://b.example/2", title="Painting", outlet="B")
    archive.add(STRIKE, "https://a.example/top", title="Port strike ends")
    place = archive.add(MUSEUM, "https://a.example/top", title="Lost painting is back")
    assert isinstance(place, Copy)
    assert place.story == museum.story


def test_another_address_of_an_article_is_a_copy_and_no_version(archive):
    archive.add(STRIKE, "https://a.example/1")
    known = archive.known[ids.article_id("https://a.example/1")]
    amp = article(lines(STRIKE, 0, 1, 2, 3), "https://a.example/1/amp")
    place = group.place(amp, printed(amp), Neighbours(same=known))
    assert isinstance(place, Copy)
    assert place.of == known.id
    assert "another address" in place.reason


def test_a_revision_of_a_text_that_retention_dropped_tells_nobody(archive):
    archive.add(STRIKE, "https://a.example/1")
    known = archive.known[ids.article_id("https://a.example/1")]
    newer = article(STRIKE.replace("Forty", "Ninety"), "https://a.example/1")
    place = group.place(newer, printed(newer), Neighbours(same=replace(known, text="")))
    assert isinstance(place, Revision)
    assert not place.material


def test_two_fillings_of_a_template_are_two_stories_of_two_events(archive):
    first = WEATHER.format("sunny", 21, 9, "west", 12, 4, "5.31", "20.47")
    second = WEATHER.format("sunny", 17, 11, "west", 25, 0, "5.29", "20.49")
    opened = archive.add(first, "https://a.example/1", title="The weather")
    place = archive.add(second, "https://a.example/2", title="The weather")
    assert isinstance(place, Opens), place
    assert place.event != opened.event
    assert "template" in place.reason


def test_a_round_up_of_several_stories_joins_none(archive):
    archive.add(STRIKE, "https://a.example/1", title="Strike", outlet="A")
    archive.add(FROST, "https://b.example/1", title="Frost", outlet="B")
    archive.add(MUSEUM, "https://c.example/1", title="Museum", outlet="C")
    news = "\n".join(
        (lines(STRIKE, 0, 1, 2), lines(FROST, 0, 1, 2), lines(MUSEUM, 0, 1))
    )
    place = archive.add(news, "https://d.example/1", title="The day", outlet="D")
    assert not isinstance(place, Copy), place


def test_furniture_that_an_outlet_repeats_makes_no_copies(archive):
    bus = "The council bought a bus. It runs on fat that the fryers of the town leave."
    stories = {
        archive.add(f"{text}\n{FOOTER}", f"https://a.example/{n}", title=str(n)).story
        for n, text in enumerate((lines(STRIKE, 0, 1), FROST, MUSEUM, bus))
    }
    assert len(stories) == 4


def test_furniture_learnt_from_an_outlet_does_not_hide_its_copies(archive):
    for n, text in enumerate((FROST, MUSEUM, lines(STRIKE, 5, 6))):
        archive.add(f"{FOOTER}\n{text}", f"https://a.example/{n}", title=str(n))
    first = archive.add(lines(STRIKE, 0, 1, 2, 3), "https://b.example/1", outlet="B")
    place = archive.add(
        f"{FOOTER}\n{lines(STRIKE, 0, 1, 2, 3)}", "https://a.example/9", title="Bus"
    )
    assert isinstance(place, Copy)
    assert place.story == first.story
    assert place.similarity > 0.9


def test_a_background_paragraph_at_the_end_makes_no_copy(archive):
    background = lines(STRIKE, 2, 4)
    archive.add(f"{FROST}\n{background}", "https://a.example/1", title="Frost")
    place = archive.add(f"{MUSEUM}\n{background}", "https://b.example/1", outlet="B")
    assert not isinstance(place, Copy), place


def test_placing_twice_gives_one_answer(archive):
    archive.add(STRIKE, "https://a.example/1")
    it = article(FROST, "https://b.example/1")
    assert archive.place(it) == archive.place(it)


def test_a_passage_in_two_reports_does_not_make_them_copies(archive):
    head = lines(STRIKE, 0, 1)
    first = f"{head}\n{FROST}\n{FOOTER}"
    second = f"{head}\n{lines(MUSEUM, 0, 1)}\nVisitors can see it from June, he said."
    archive.add(first, "https://a.example/1")
    later = archive.add(second, "https://b.example/2", outlet="Other")
    near = similar.compare(printed(article(first)), printed(article(second)))
    assert near.shared >= group.SHARED
    assert group.ENOUGH <= near.containment < group.FIRM
    assert near.coverage < group.SLIVER
    assert near.lead <= group.HEAD
    assert not isinstance(later, Copy)


FLASH = "Port workers at Halden end their strike, the union says."


def test_a_flash_that_becomes_the_report_others_had_makes_two_stories_one(archive):
    flash = archive.add(FLASH, "https://a.example/1", outlet="Agency")
    copy = archive.add(STRIKE, "https://b.example/1", outlet="B")
    assert copy.story != flash.story
    full = archive.add(STRIKE, "https://a.example/1", outlet="Agency")
    assert isinstance(full, Revision)
    assert (full.story, full.merges) == (flash.story, (copy.story,))
    assert full.material
    assert full.reason.endswith("; one text with https://b.example/1")


def test_a_report_that_grows_into_its_own_copies_merges_nothing(archive):
    first = archive.add(lines(STRIKE, 0, 1, 2), "https://a.example/1", outlet="Agency")
    archive.add(STRIKE, "https://b.example/1", outlet="B")
    full = archive.add(STRIKE, "https://a.example/1", outlet="Agency")
    assert (full.story, full.merges) == (first.story, ())


def test_a_page_that_takes_over_the_text_of_another_story_joins_no_stories(archive):
    """It carried a text of some length, which others may carry still."""
    ours = "\n".join((FROST, MUSEUM, FOOTER))
    mine = archive.add(ours, "https://a.example/1", title="Halden port strike")
    archive.add(STRIKE, "https://b.example/1", outlet="B")
    later = archive.add(STRIKE, "https://a.example/1", title="Halden port strike")
    assert isinstance(later, Revision)
    assert (later.story, later.merges) == (mine.story, ())


def test_a_flash_that_grows_by_a_passage_of_another_story_stays_apart(archive):
    archive.add(f"{STRIKE}\n{MUSEUM}", "https://b.example/1", outlet="B")
    archive.add("Early frost cuts the apple crop.", "https://a.example/1")
    full = archive.add(f"{FROST}\n{lines(STRIKE, 2, 3)}", "https://a.example/1")
    assert isinstance(full, Revision)
    assert full.merges == ()


def test_a_round_up_leads_nobody_to_an_event(archive):
    for n, text in enumerate((STRIKE, FROST, MUSEUM)):
        archive.add(text, f"https://a.example/{n}", outlet=str(n), title=str(n))
    digest = "\n".join(lines(t, 0, 1) for t in (STRIKE, FROST, MUSEUM))
    place = archive.add(digest, "https://b.example/1", outlet="B", title="Morning")
    assert isinstance(place, Opens)
    assert group.is_round_up(place.reason)
    assert similar.apart(printed(article(digest))).terms == ()
