"""What must hold between settings, and what is worth a warning."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from monitor.config.nodes import items
from monitor.config.secrets import is_reference
from monitor.config.sources import SourceSettings, SourcesFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from monitor.config.findings import Findings
    from monitor.config.models import MonitorFile
    from monitor.config.nodes import Document, Node
    from monitor.model import Source

OFTEN: Final = timedelta(minutes=1)
LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")
_OPEN: Final = (
    "the pages will not be served, for others can reach them; add"
    " `password: env:WEB_PASSWORD`, or write 127.0.0.1"
)
EXAMPLES: Final = ("example.org", "example.com", "example.net")


def sources(documents: Sequence[Document], findings: Findings) -> tuple[Source, ...]:
    """Read the sources of all files; what is wrong goes to the findings."""
    made = []
    seen: list[tuple[Document, Node]] = []
    for document in documents:
        findings.validate(SourcesFile, document, document.root)
        for node in items(document.root.get("sources")):
            seen.append((document, node))
            settings = findings.attempt(SourceSettings, node)
            if settings is not None:
                made.append(settings.source())
                _warn_of_source(settings, document, node, findings=findings)
    unique(seen, "name", findings, what="source")
    unique(seen, "url", findings, what="address", warning=True)
    return tuple(made)


def unique(
    entries: Iterable[tuple[Document, Node]],
    key: str,
    findings: Findings,
    *,
    what: str,
    warning: bool = False,
) -> None:
    """Refuse two entries with the same word under a key, or warn of them.

    Searches may share an address: what they ask for is part of what must differ.
    """
    places: dict[tuple[str, str], list[tuple[Document, Node]]] = defaultdict(list)
    for document, entry in entries:
        node, query = entry.get(key), entry.get("query")
        if node is not None and isinstance(node.value, str):
            asked = str(query.value) if query and key == "url" else ""
            places[node.value, asked].append((document, node))
    for (word, _), [(first, at), *others] in places.items():
        for document, node in others:
            findings.add(
                f"{what} {word[:80]} stands twice; the first is in"
                f" {first.file}:{at.place.line}: {'delete' if warning else 'rename'} one",
                document=document,
                place=node.place,
                text=word,
                warning=warning,
            )


def unique_watches(documents: Sequence[Document], findings: Findings) -> None:
    """Refuse two watchlists of one name, and two watches of one name in a watchlist."""
    roots = [(document, document.root) for document in documents]
    unique(roots, "watchlist", findings, what="watchlist")
    for document in documents:
        watches = [(document, node) for node in items(document.root.get("watches"))]
        unique(watches, "name", findings, what="watch")


def warn_of_settings(
    settings: MonitorFile, document: Document, findings: Findings
) -> None:
    """Warn of settings that work but are likely not meant."""
    for key, message in _doubts(settings, document):
        findings.add(
            message,
            document=document,
            place=document.root.key_at(key),
            warning=True,
        )


def _doubts(
    settings: MonitorFile, document: Document
) -> Iterable[tuple[tuple[str, ...], str]]:
    if settings.contact is None or settings.contact.endswith(EXAMPLES):
        state = "not set" if settings.contact is None else "the example's"
        yield (
            ("contact",),
            f"contact is {state}; write your address: sites must be able to reach you",
        )
    url = document.root.get("database")
    if url and not is_reference(str(url.value)) and "***" in str(settings.database):
        yield (
            ("database",),
            "a password stands in this file; write `database: env:DATABASE_URL`",
        )
    web = settings.web
    if web.enabled and web.host not in LOOPBACK and web.password is None:
        yield (("web", "host"), _OPEN)
    if settings.politeness.robots == "ignore":
        yield (
            ("politeness", "robots"),
            "robots.txt is ignored; do so on sites of your own only",
        )


def _warn_of_source(
    settings: SourceSettings, document: Document, node: Node, *, findings: Findings
) -> None:
    if settings.every < OFTEN:
        findings.add(
            f"{settings.name} is read more than once a minute; write 1m or more",
            document=document,
            place=node.at(("every",)).place,
            text=document.written(node.at(("every",))),
            warning=True,
        )
