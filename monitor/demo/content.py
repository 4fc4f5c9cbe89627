"""What the demo's outlets publish and when, as the files in `content/` say."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

import yaml

FOLDER = Path(__file__).parent / "content"
MINUTE = 60.0  # seconds: the play that `at` counts in

Form = Literal["rss", "atom", "json", "sitemap", "section"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """An invented outlet."""

    id: str
    name: str
    language: str
    timezone: str
    kind: str  # of its source: feed, sitemap, section
    listing: str  # path of what is polled
    form: Form
    path: str  # of an article; holds `{id}`
    encoding: str = "utf-8"
    disallow: tuple[str, ...] = ()  # in its robots.txt


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What an article says at one time."""

    title: str
    by: str
    paragraphs: tuple[str, ...]

    @property
    def text(self) -> str:
        """The body as the monitor keeps it."""
        return "\n".join(self.paragraphs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """An article on one site, with all its states and what stands around them."""

    id: str
    site: str
    path: str
    states: tuple[State, ...]  # the first, and the revised one if there is one
    at: float | None  # seconds into a play of a minute; None: it was out before
    hours_before: float
    story: str  # those of one story share it
    watches: frozenset[str] = frozenset()  # that must match
    revised_at: float | None = None
    material: bool = False  # the revision
    copy_of: str | None = None
    credit: str | None = None  # outlet that a copy names
    photo: dict[str, str] = field(default_factory=dict)  # caption, credit
    related: tuple[str, ...] = ()  # headlines in a box of their own
    comments: tuple[dict[str, str], ...] = ()  # who, says


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Everything that is published in the demo."""

    sites: tuple[Site, ...]
    pieces: tuple[Piece, ...]

    def site(self, name: str) -> Site:
        """Give the site of this id."""
        return next(site for site in self.sites if site.id == name)

    def piece(self, name: str) -> Piece:
        """Give the article of this id."""
        return next(piece for piece in self.pieces if piece.id == name)

    def closed(self, piece: Piece) -> bool:
        """Tell whether robots.txt asks monitors not to read an article."""
        return piece.path.startswith(self.site(piece.site).disallow or ("\0",))


def load_content(folder: Path = FOLDER) -> Content:
    """Read `sites.yaml` and the file of each site."""
    sites = tuple(_site(raw) for raw in _read(folder / "sites.yaml"))
    raws = {
        raw["id"]: raw | {"site": site}
        for site in sites
        for raw in _read(folder / f"{site.id}.yaml")
    }
    return Content(
        sites=sites, pieces=tuple(_piece(raw, raws) for raw in raws.values())
    )


def _read(path: Path) -> Any:  # noqa: ANN401 - whatever the file holds
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def _site(raw: dict[str, Any]) -> Site:
    return Site(**raw | {"disallow": tuple(raw.get("disallow", ()))})


def _piece(raw: dict[str, Any], raws: dict[str, dict[str, Any]]) -> Piece:
    origin = raws[raw["copy_of"]] if "copy_of" in raw else raw
    body = tuple(origin["body"].splitlines())[: raw.get("keep")]
    first = State(title=raw["title"], by=raw["by"], paragraphs=body)
    revision = raw.get("revision")
    return Piece(
        id=raw["id"],
        site=raw["site"].id,
        path=raw.get("path", raw["site"].path).format(id=raw["id"]),
        states=(first, _revised(first, revision)) if revision else (first,),
        at=raw.get("at"),
        hours_before=raw.get("hours_before", 0),
        story=raw.get("story") or origin.get("story") or origin["id"],
        watches=frozenset(raw.get("watches") or origin.get("watches") or ()),
        revised_at=revision["at"] if revision else None,
        material=bool(revision and revision["material"]),
        copy_of=raw.get("copy_of"),
        credit=raw.get("credit"),
        photo=raw.get("photo", {}),
        related=tuple(raw.get("related", ())),
        comments=tuple(raw.get("comments", ())),
    )


def _revised(first: State, revision: dict[str, Any]) -> State:
    """Apply a revision: another title or author, a paragraph more, words for others."""
    state = replace(
        first,
        title=revision.get("title", first.title),
        by=revision.get("by", first.by),
    )
    head, *rest = state.paragraphs
    paragraphs = [head, *revision.get("add", "").splitlines(), *rest]
    if "swap" in revision:
        old, new = revision["swap"]
        paragraphs = [paragraph.replace(old, new) for paragraph in paragraphs]
    return replace(state, paragraphs=tuple(paragraphs))
