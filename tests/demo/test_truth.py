"""The demo knows what must come of it, and says what does not."""

from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest

from monitor.core import ids
from monitor.demo import truth
from monitor.demo.content import Content, Piece
from monitor.demo.receivers import Post
from monitor.model import Match, SourceName, StoryId, WatchlistName
from monitor.store.explain import Life
from monitor.store.views import Placed, Proof, Row

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
Lives = dict[str, Life]


def _address(piece: Piece) -> str:
    return f"http://127.0.0.1:8100/{piece.site}{piece.path}"


def _mail(url: str, kind: str) -> EmailMessage:
    mail = EmailMessage()
    mail["X-Alert-Kind"] = kind
    mail.set_content(f"A headline\n{url}\n\nSome text.\n")
    return mail


def _post(url: str, kind: str, *, signed: bool = True) -> Post:
    body = f'{{"data": {{"url": "{url}", "kind": "{kind}"}}}}'
    return Post(headers={}, body=body.encode(), signed=signed)


@pytest.fixture
def seen(content: Content) -> truth.Evidence:
    """Give the mails and webhooks of a play in which all went well."""
    openers: dict[str, Piece] = {}
    for piece in content.pieces:
        openers.setdefault(piece.story, piece)
    told = [
        (_address(openers[each.story]), each.kind, each.by)
        for each in truth.expected(content)
    ]
    return truth.Evidence(
        addresses={piece.id: _address(piece) for piece in content.pieces},
        mails=[_mail(url, kind) for url, kind, by in told if by == "mail"],
        posts=[_post(url, kind) for url, kind, by in told if by == "webhook"],
    )


@pytest.fixture
def lives(content: Content) -> Lives:
    """Give what the store holds after a play in which all went well."""
    return {piece.id: _life(content, piece) for piece in content.pieces}


def _life(content: Content, piece: Piece) -> Life:
    if content.closed(piece):
        return _nothing(piece)
    article, state = ids.article_id(_address(piece)), piece.states[-1]
    placed = Placed(
        id=article,
        url=_address(piece),
        source=SourceName(piece.site),
        outlet=piece.site,
        title=" ".join(state.title.split()),
        text=state.text,
        language=None,
        published=NOON,
        first_seen=NOON,
        relation="copy" if piece.copy_of else "opens",
        reason="",
        near=None,
        similarity=None,
        version=len(piece.states),
        baseline=piece.at is None,
        paywalled=False,
        form="article",
    )
    return replace(
        _nothing(piece),
        article=placed,
        matches=tuple(_proof(placed, watch) for watch in sorted(piece.watches)),
        story=_row(piece),
    )


def _nothing(piece: Piece) -> Life:
    return Life(
        url=_address(piece),
        announced=None,
        requests=(),
        article=None,
        addresses=(),
        versions=(),
        matches=(),
        story=None,
        alerts=(),
    )


def _proof(article: Placed, watch: str) -> Proof:
    match = Match(
        watchlist=WatchlistName("gsomia"),
        watch=watch,
        channels=(),
        priority="normal",
        terms=(),
        passages=(),
    )
    return Proof(article=article.id, version=1, at=NOON, config="", match=match)


def _row(piece: Piece) -> Row:
    story = StoryId(piece.story)
    return Row(
        id=story,
        event=ids.event_id(story),
        title="",
        url="",
        outlet="",
        language=None,
        published=None,
        first_seen=NOON,
        silent=False,
        articles=1,
        outlets=1,
        watches=(),
        alerts=0,
    )


def _faults(content: Content, seen: truth.Evidence, lives: Lives) -> list[str]:
    return list(truth.faults(content, seen, lives))


def test_a_play_in_which_all_went_well_has_no_faults(
    content: Content, seen: truth.Evidence, lives: Lives
):
    assert _faults(content, seen, lives) == []


def test_each_story_is_told_once_by_each_way_and_one_is_updated(content: Content):
    must = truth.expected(content)
    assert set(must.values()) == {1}
    kinds = [(told.kind, told.by) for told in must]
    assert kinds.count(("update", "mail")) == kinds.count(("update", "webhook")) == 1
    assert kinds.count(("new", "mail")) == kinds.count(("new", "webhook")) >= 10


def test_what_was_out_before_is_not_told_even_by_a_later_copy(content: Content):
    told = {each.story for each in truth.expected(content)}
    old = [p for p in content.pieces if p.at is None and p.watches]
    later = [p for p in content.pieces if p.story in {o.story for o in old} and p.at]
    assert len(old) >= 3
    assert later
    assert not told & {piece.story for piece in (*old, *later)}


def test_a_lost_alert_is_named(content: Content, seen: truth.Evidence, lives: Lives):
    (fault,) = _faults(content, replace(seen, mails=seen.mails[1:]), lives)
    assert fault.startswith("missing: mail “new” on story")


def test_an_alert_that_came_twice_is_named(
    content: Content, seen: truth.Evidence, lives: Lives
):
    twice = replace(seen, posts=[*seen.posts, seen.posts[0]])
    (fault,) = _faults(content, twice, lives)
    assert fault.startswith("too much: webhook “new” on story")


def test_an_alert_on_a_copy_counts_for_its_story(
    content: Content, seen: truth.Evidence, lives: Lives
):
    copy = content.piece("south-korea-ending-intelligence-deal")
    original = _address(content.piece(str(copy.copy_of)))
    mails = [
        _mail(_address(copy), "new")
        if truth.address(mail, [original]) == original and mail["X-Alert-Kind"] == "new"
        else mail
        for mail in seen.mails
    ]
    assert mails != seen.mails
    assert _faults(content, replace(seen, mails=mails), lives) == []


def test_an_alert_on_something_unknown_is_named(
    content: Content, seen: truth.Evidence, lives: Lives
):
    stray = replace(
        seen, mails=[*seen.mails, _mail("http://elsewhere.example/", "new")]
    )
    (fault,) = _faults(content, stray, lives)
    assert "an unknown address" in fault


def test_a_bad_signature_is_named(content: Content, seen: truth.Evidence, lives: Lives):
    first = replace(seen.posts[0], signed=False)
    spoiled = replace(seen, posts=[first, *seen.posts[1:]])
    assert _faults(content, spoiled, lives) == ["1 webhooks without a good signature"]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"title": "Another"}, "another title"),
        ({"text": "Advertisement"}, "another text"),
    ],
)
def test_an_article_that_came_out_otherwise_is_named(
    content: Content,
    seen: truth.Evidence,
    lives: Lives,
    change: dict[str, str],
    fault: str,
):
    name = "library-roof-repairs-begin-monday"
    placed = lives[name].article
    assert placed is not None
    lives[name] = replace(lives[name], article=replace(placed, **change))
    (said,) = _faults(content, seen, lives)
    assert said.startswith(f"{fault}: {name}")


def test_an_article_that_was_not_read_is_named(
    content: Content, seen: truth.Evidence, lives: Lives
):
    name = "udon-festival-longest-noodle"
    lives[name] = _nothing(content.piece(name))
    assert _faults(content, seen, lives) == [f"not read: {name}"]


def test_an_article_that_robots_may_not_read_is_named_when_it_was(
    content: Content, seen: truth.Evidence, lives: Lives
):
    (closed,) = (piece for piece in content.pieces if content.closed(piece))
    other = lives["udon-festival-longest-noodle"]
    lives[closed.id] = replace(other, url=_address(closed))
    said = _faults(content, seen, lives)
    assert said == [f"read although robots.txt forbids it: {closed.id}"]


def test_a_match_too_many_and_a_copy_not_recognised_are_named(
    content: Content, seen: truth.Evidence, lives: Lives
):
    trap, copy = "reading-room-stays-open-late", "korea-decides-on-intelligence-accord"
    placed = lives[trap].article
    assert placed is not None
    lives[trap] = replace(lives[trap], matches=(_proof(placed, "any-mention"),))
    lives[copy] = replace(lives[copy], story=_row(content.piece(trap)))
    assert _faults(content, seen, lives) == [
        f"other watches: {trap}: any-mention",
        f"not recognised as a copy: {copy}",
    ]
