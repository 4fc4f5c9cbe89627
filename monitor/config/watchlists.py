"""Make watches of watchlist files: concepts first, of all files, then queries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.config.config import Config, Watchlist
from monitor.config.names import plain_name
from monitor.config.nodes import items, mapping
from monitor.config.suggest import did_you_mean
from monitor.config.watches import ConceptSettings, WatchlistFile, WatchSettings
from monitor.core import query as queries
from monitor.errors import QueryError
from monitor.model import ChannelName, Follow, Watch, WatchlistName

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from monitor.config.findings import Findings
    from monitor.config.nodes import Document, Node, Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Who may be told: what a watch's `channels` is checked against."""

    known: frozenset[str] | None  # None: monitor.yaml could not be read
    usual: tuple[ChannelName, ...]  # for a watch that names none


def watchlists(
    documents: Sequence[Document],
    told: Told,
    findings: Findings,
    *,
    before: Config | None = None,
) -> tuple[Watchlist, ...]:
    """Read the watchlists of all files; what is wrong goes to the findings.

    Args:
        documents: the files.
        told: who may be told.
        findings: take what is wrong.
        before: the configuration in force, whose queries are taken over as they are.
    """
    owned = [(d, _concepts(d, findings)) for d in documents]
    everywhere = {
        f"{_name(document)}.{concept.name}": concept
        for document, own in owned
        for concept in own.values()
    }
    made = []
    kept = _kept(before, everywhere)
    for document, own in owned:
        settings = findings.validate(WatchlistFile, document, document.root)
        known = _Known(concepts=everywhere | own, queries=kept)
        watches = _watches(document, told, known, findings)
        if settings is not None:
            name = WatchlistName(settings.watchlist)
            concepts = tuple(own.values())
            made.append(Watchlist(name=name, concepts=concepts, watches=tuple(watches)))
    asked = " ".join(watch.source for each in made for watch in each.watches)
    if len(made) == len(documents):  # else there are errors, which come first
        for document, watchlist in zip(documents, made, strict=True):
            _add_advice(document, watchlist, asked, findings)
    return tuple(made)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What a query of a file may refer to, and those that were read before."""

    concepts: Mapping[str, queries.Concept]
    queries: Mapping[tuple[str, str], queries.Query]  # by watchlist and text


def _kept(
    before: Config | None, concepts: Mapping[str, queries.Concept]
) -> dict[tuple[str, str], queries.Query]:
    """Give the queries that mean today what they meant before: no concept changed."""
    if before is None or concepts != {
        f"{each.name}.{concept.name}": concept
        for each in before.watchlists
        for concept in each.concepts
    }:
        return {}
    return {
        (each.name, watch.source): watch.query
        for each in before.watchlists
        for watch in each.watches
    }


def _name(document: Document) -> str:
    node = document.root.get("watchlist")
    return str(node.value) if node else ""


def _concepts(document: Document, findings: Findings) -> dict[str, queries.Concept]:
    made = {}
    for name, node in mapping(document.root.get("concepts")).items():
        label = f"concepts.{name}"
        findings.check_name(plain_name, document, ("concepts", name))
        settings = findings.attempt(ConceptSettings, node)
        terms = settings.terms if settings else {}
        try:
            made[name] = queries.Concept(
                name=name, terms=terms, person=bool(settings and settings.person)
            )
        except QueryError:
            made[name] = queries.Concept(name=name, terms={})
            _add_wrong_terms(label, document, node, findings)
    return made


def _add_wrong_terms(
    label: str, document: Document, node: Node, findings: Findings
) -> None:
    for leaf in _leaves(node):
        try:
            queries.Concept(name="", terms={"en": (str(leaf.value),)})
        except QueryError as e:
            findings.add(
                f"{label}: {e}",
                document=document,
                place=document.inside(leaf, e.column),
                text=document.written(leaf),
            )


def _leaves(node: Node) -> list[Node]:
    if isinstance(node.value, dict):
        return [leaf for item in node.value.values() for leaf in _leaves(item)]
    if isinstance(node.value, list):
        return [leaf for item in node.value for leaf in _leaves(item)]
    return [node]


def _watches(
    document: Document,
    told: Told,
    known: _Known,
    findings: Findings,
) -> list[Watch]:
    made = []
    for node in items(document.root.get("watches")):
        settings = findings.attempt(WatchSettings, node)
        if settings is None:
            continue
        _check_channels(document, node, told, findings)
        query = _query(document, node, settings, known=known, findings=findings)
        if query is not None:
            made.append(
                Watch(
                    watchlist=WatchlistName(_name(document)),
                    name=settings.name,
                    query=query,
                    source=settings.query or queries.unparse(query),
                    channels=_channels(settings, told),
                    priority=settings.priority,
                    follow=_follow(settings),
                    lookback=settings.lookback,
                )
            )
    return made


def _follow(settings: WatchSettings) -> Follow | None:
    wanted = settings.follow
    if wanted is None:
        return None
    return Follow(
        outlets=wanted.outlets,
        languages=wanted.languages,
        named=wanted.outlets_named,
    )


def _channels(settings: WatchSettings, told: Told) -> tuple[ChannelName, ...]:
    if settings.channels is None:
        return told.usual
    return tuple(ChannelName(name) for name in dict.fromkeys(settings.channels))


def _check_channels(
    document: Document, node: Node, told: Told, findings: Findings
) -> None:
    if told.known is None:
        return
    for item in items(node.get("channels")):
        name = str(item.value)
        if name not in told.known:
            advice = did_you_mean(name, told.known) or (
                f"known here: {', '.join(sorted(told.known))}"
            )
            findings.add(
                f"there is no channel {name[:64]}; {advice}",
                document=document,
                place=item.place,
                text=name,
            )


def _query(
    document: Document,
    node: Node,
    settings: WatchSettings,
    *,
    known: _Known,
    findings: Findings,
) -> queries.Query | None:
    concepts = known.concepts
    try:
        if settings.query is not None:
            kept = known.queries.get((_name(document), settings.query))
            return kept or queries.parse(settings.query, concepts)
        return queries.plain(_form(settings), concepts)
    except QueryError as e:
        written = node.get("query") or _guilty(node, concepts)
        place = written.place if written else node.place
        if written is not None and isinstance(written.value, str):
            place = document.inside(written, e.column)
        findings.add(
            f"query of {settings.name}: {e}",
            document=document,
            place=place,
            text=document.written(written) if written else "",
        )
    return None


def _form(settings: WatchSettings) -> queries.PlainForm:
    return queries.PlainForm(
        any=settings.any or (),
        all=settings.all or (),
        none=settings.none or (),
        except_=settings.except_ or (),
        min=settings.min,
        in_=settings.in_,
        lang=settings.lang,
    )


def _guilty(node: Node, concepts: Mapping[str, queries.Concept]) -> Node | None:
    """Find the term of a plain form that cannot be read."""
    for key in ("any", "all", "none", "except"):
        for item in items(node.get(key)):
            try:
                queries.plain(queries.PlainForm(any=(str(item.value),)), concepts)
            except QueryError:
                return item
    return None


def _add_advice(
    document: Document, watchlist: Watchlist, asked: str, findings: Findings
) -> None:
    """Keep the advice on a watchlist, but on concepts that another one asks for."""
    by_name = {
        str(n.at(("name",)).value): n for n in items(document.root.get("watches"))
    }
    own = {watch.name: watch.query for watch in watchlist.watches}
    for advice in queries.lints_watchlist(own, watchlist.concepts):
        name = advice.text.removeprefix("@")
        if name != advice.text and f"@{watchlist.name}.{name}" in asked:
            continue
        node = by_name.get(advice.watch, document.root.at(("concepts",)))
        message = (
            f"{advice.watch}: {advice.message}" if advice.watch else advice.message
        )
        findings.add(
            message,
            document=document,
            place=_place(document, node, advice),
            text=advice.text,
            warning=True,
        )


def _place(document: Document, node: Node, advice: queries.Advice) -> Place:
    """Find the words that an advice is about: in the query, a list, or a concept."""
    query = node.get("query")
    if advice.watch and query is not None:
        return document.inside(query, advice.column or 0)
    if advice.text.startswith("@"):
        return document.root.key_at(("concepts", advice.text[1:]))
    found = (leaf.place for leaf in _leaves(node) if advice.text == str(leaf.value))
    return next(found, node.place)
