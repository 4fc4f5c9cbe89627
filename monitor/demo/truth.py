"""What the demo must bring, as its content says, and whether it came."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from email.message import EmailMessage

from monitor.demo.content import Content, Piece
from monitor.demo.receivers import Post
from monitor.store.explain import Life

MAIL, WEBHOOK = "mail", "webhook"


@dataclass(frozen=True, slots=True)
class Told:
    """An alert as far as the truth goes."""

    story: str  # of the content
    kind: str  # new, update
    by: str  # mail, webhook

    def __str__(self) -> str:
        """Name it for a person."""
        return f"{self.by} “{self.kind}” on story {self.story}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What a play has left behind."""

    addresses: dict[str, str]  # piece: address
    mails: Sequence[EmailMessage]
    posts: Sequence[Post]


def expected(content: Content) -> Counter[Told]:
    """Count the alerts that a play must cause: each exactly once."""
    old = {piece.story for piece in content.pieces if piece.at is None}
    told: Counter[Told] = Counter()
    for piece in content.pieces:
        if not piece.watches or content.closed(piece) or piece.story in old:
            continue
        for by in (MAIL, WEBHOOK):
            told[Told(piece.story, "new", by)] = 1
            if piece.material:
                told[Told(piece.story, "update", by)] = 1
    return told


def arrived(content: Content, seen: Evidence) -> Counter[Told]:
    """Count the alerts that arrived; an address nobody knows is a story of its own."""
    stories = {seen.addresses[p.id]: p.story for p in content.pieces}
    told: Counter[Told] = Counter()
    for mail in seen.mails:
        url = address(mail, stories)
        told[Told(stories.get(url, url), str(mail["X-Alert-Kind"]), MAIL)] += 1
    for post in seen.posts:
        url, kind = post.json["data"]["url"], post.json["data"]["kind"]
        told[Told(stories.get(url, url), kind, WEBHOOK)] += 1
    return told


def address(mail: EmailMessage, known: Iterable[str]) -> str:
    """Give the address of the article that a mail is about."""
    lines = (line.strip() for line in plain(mail).splitlines())
    return next((line for line in lines if line in known), "an unknown address")


def plain(mail: EmailMessage) -> str:
    """Give the text part of a mail."""
    part = mail.get_body(("plain",))
    return str(part.get_content()) if part is not None else ""


def faults(
    content: Content, seen: Evidence, lives: Mapping[str, Life]
) -> Iterator[str]:
    """Say what is missing, too much or wrong; nothing when all is as it must be.

    Args:
        content: what was played.
        seen: what arrived.
        lives: what the monitor's store knows of each piece.
    """
    must, came = expected(content), arrived(content, seen)
    yield from (f"missing: {told}" for told in must - came)
    yield from (f"too much: {told}" for told in came - must)
    unsigned = sum(not post.signed for post in seen.posts)
    if unsigned:
        yield f"{unsigned} webhooks without a good signature"
    for piece in content.pieces:
        yield from _article_faults(content, piece, lives)


def _article_faults(
    content: Content, piece: Piece, lives: Mapping[str, Life]
) -> Iterator[str]:
    life = lives[piece.id]
    found, state = life.article, piece.states[-1]
    if content.closed(piece):
        if found is not None:
            yield f"read although robots.txt forbids it: {piece.id}"
        return
    if found is None:
        yield f"not read: {piece.id}"
        return
    if _one_line(found.title) != _one_line(state.title):
        yield f"another title: {piece.id}: {found.title}"
    if found.text != state.text:
        yield f"another text: {piece.id}"
    watches = {proof.match.watch for proof in life.matches}
    if watches != piece.watches:
        yield f"other watches: {piece.id}: {', '.join(sorted(watches)) or 'none'}"
    if piece.copy_of and _story(life) != _story(lives[piece.copy_of]):
        yield f"not recognised as a copy: {piece.id}"


def _story(life: Life) -> str | None:
    return life.story.id if life.story else None


def _one_line(text: str) -> str:
    """Reduce blanks, of which Japanese headlines have wide ones."""
    return " ".join(text.split())
