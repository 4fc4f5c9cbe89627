"""What the demo shows at its end, all of it as stored, sent and received."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from email.message import EmailMessage

from rich.console import Console
from rich.table import Table
from rich.text import Text

from monitor.core import extract
from monitor.core.extraction.leftovers import leftover
from monitor.core.match import explain_miss
from monitor.demo import truth
from monitor.demo.content import Piece
from monitor.demo.newsroom import Newsroom
from monitor.demo.receivers import Post
from monitor.demo.server import Request
from monitor.demo.settings import MAIL
from monitor.model import Article, OutletHints, Page, Watch
from monitor.store.explain import Life
from monitor.store.views import Whole

HEADERS = ("Subject", "From", "To", "Message-ID", "In-Reply-To", "X-Watchlist", "X-Watch", "X-Alert-Kind", "List-Id")  # fmt: skip
SIGNED = ("webhook-id", "webhook-timestamp", "webhook-signature")
LONG = 60  # characters of a line that are shown
CLEANED = "south-korea-ending-intelligence-deal"  # whose leftovers are shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What the monitor's store holds after a play."""

    stories: Sequence[Whole]  # that match, oldest first
    lives: Mapping[str, Life]  # by piece
    articles: Mapping[str, Article]  # by piece
    watch: Watch  # that misses are explained with: any mention
    terms: tuple[str, ...]  # of it


def show(
    console: Console, newsroom: Newsroom, found: Found, seen: truth.Evidence
) -> None:
    """Show the stories, a mail and its update, a webhook, and what was left out."""
    _head(console, "The stories that match")
    console.print(_stories(found.stories))
    for kind, heading in (("new", "An alert"), ("update", "Its update")):
        mail = _mail(newsroom, seen.mails, kind)
        if mail is not None:
            _head(console, f"{heading}, as the mail server received it")
            console.print(_written(mail), soft_wrap=True)
    if seen.posts:
        _head(console, "A webhook, as it was received")
        console.print(_posted(_post(seen.posts)), soft_wrap=True)
    _head(console, "What was left out, and why")
    console.print(_left_out(newsroom, found))
    _head(console, "What was taken off a page")
    console.print(_cleaned(newsroom))


def _head(console: Console, words: str) -> None:
    console.print()
    console.rule(Text(words, style="bold"), align="left")


def _stories(stories: Sequence[Whole]) -> Table:
    table = Table("story", "watches", "alerts", box=None, padding=(0, 2, 0, 0))
    for story in stories:
        row = story.row
        others = {a.outlet for a in story.articles if a.outlet != row.outlet}
        also = f"; also in {', '.join(sorted(others))}" if others else ""
        name = Text(f"{row.title}\n")
        name.append(f"{row.outlet} ({row.language}){also}", style="dim")
        watches = (name.partition("/")[2] for name in row.watches)
        table.add_row(name, "\n".join(watches), _sent(story))
    return table


def _sent(story: Whole) -> str:
    """Say what the mail channel was told of a story."""
    told = [
        entry.alert.kind + ("" if entry.state == "sent" else f" ({entry.state})")
        for entry in story.alerts
        if entry.alert.channel == MAIL
    ]
    return "\n".join(told) or ("silent" if story.row.silent else "none")


def _mail(
    newsroom: Newsroom, mails: Sequence[EmailMessage], kind: str
) -> EmailMessage | None:
    """Choose a mail of a kind: of the story that has an update."""
    revised = next(piece for piece in newsroom.content.pieces if piece.material)
    url = newsroom.url(revised)
    of_kind = (mail for mail in mails if mail["X-Alert-Kind"] == kind)
    return next((m for m in of_kind if truth.address(m, (url,)) == url), None)


def _written(mail: EmailMessage) -> Text:
    text = Text()
    for name in HEADERS:
        if mail[name]:
            text.append(f"{name}: ", style="cyan")
            text.append(f"{mail[name]}\n")
    text.append(f"\n{truth.plain(mail)}")
    return text


def _post(posts: Sequence[Post]) -> Post:
    """Choose a webhook: one in Korean, whose terms carry particles."""
    korean = (post for post in posts if post.json["data"]["language"] == "ko")
    return next(korean, posts[0])


def _posted(post: Post) -> Text:
    text = Text()
    for name in SIGNED:
        text.append(f"{name}: ", style="cyan")
        text.append(f"{post.headers.get(name, '')}\n")
    text.append(json.dumps(post.json, ensure_ascii=False, indent=2))
    word = "verified" if post.signed else "WRONG"
    text.append(f"\n\nsignature {word}", style="green" if post.signed else "red")
    return text


def _left_out(newsroom: Newsroom, found: Found) -> Table:
    table = Table("what", "which", "why", box=None, padding=(0, 2, 0, 0))
    rest: list[Piece] = []
    for piece in newsroom.content.pieces:
        rows = list(_omissions(newsroom, piece, found))
        for row in rows:
            table.add_row(*map(Text, row))
        if not rows and not piece.watches:
            rest.append(piece)
    around = sum(_names(_html(newsroom, piece), found.terms) for piece in rest)
    table.add_row(
        "off the topic",
        f"{len(rest)} articles",
        f"no watch matches them; on {around} of their pages the pact is named in"
        " a side column, a ticker or a tag",
    )
    return table


def _omissions(
    newsroom: Newsroom, piece: Piece, found: Found
) -> Iterator[tuple[str, str, str]]:
    """Say what was not told of an article: kind of thing, title, reason."""
    life = found.lives[piece.id]
    title = piece.states[0].title
    if life.article is None:
        reason = life.announced.reason if life.announced else "never announced"
        yield "not read", title, reason
        return
    if life.matches and life.article.baseline:
        yield "old", title, "was out before the first visit: kept, not told"
    if life.article.relation == "copy":
        yield "copy", f"{title} ({life.article.outlet})", life.article.reason
    for version in life.versions[1:]:
        if not version.material:
            yield "revision", title, f"only cosmetic: {version.reason}"
    if not life.matches:
        yield from _near_misses(newsroom, piece, found)


def _near_misses(
    newsroom: Newsroom, piece: Piece, found: Found
) -> Iterator[tuple[str, str, str]]:
    article = found.articles[piece.id]
    if _names(article.text, found.terms):
        yield "excluded", article.title, explain_miss(article, found.watch)
    elif piece.related and _names(_html(newsroom, piece), found.terms):
        yield "trap", article.title, "says it only in related stories, not in its text"
    elif piece.comments and _names(_html(newsroom, piece), found.terms):
        yield "trap", article.title, "says it only in comments, not in its text"


def _names(text: str, terms: Sequence[str]) -> bool:
    return any(term.lower() in text.lower() for term in terms)


def _html(newsroom: Newsroom, piece: Piece) -> str:
    encoding = newsroom.content.site(piece.site).encoding
    return _page(newsroom, piece).body.decode(encoding)


def _page(newsroom: Newsroom, piece: Piece) -> Page:
    """Fetch a page from the newsroom as the monitor did."""
    site = newsroom.content.site(piece.site)
    request = Request(method="GET", path=piece.path, headers={})
    answer = newsroom.answer(site, request)
    url = newsroom.url(piece)
    return Page(
        requested=url,
        url=url,
        status=answer.status,
        headers=tuple((k.lower(), v) for k, v in answer.headers.items()),
        body=answer.body,
        fetched=newsroom.now(),
        seconds=0,
    )


def _cleaned(newsroom: Newsroom) -> Table:
    """Show a page line by line, with what was decided about each."""
    piece = newsroom.content.piece(CLEANED)
    site = newsroom.content.site(piece.site)
    table = Table("", "line of the page", box=None, padding=(0, 2, 0, 0))
    hints = OutletHints(outlet=site.name)
    for verdict in extract.explain(_page(newsroom, piece), outlet=hints):
        line = Text(verdict.block.text, style="" if verdict.keep else "dim")
        line.truncate(LONG, overflow="ellipsis")
        what = leftover(verdict.block.text) or verdict.reason
        kept = Text("kept", style="green") if verdict.keep else Text(what, style="red")
        table.add_row(kept, line)
    return table
