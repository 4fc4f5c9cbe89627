"""The files of a configuration folder: which there are, what they hold."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from monitor.config import yaml
from monitor.config.nodes import Document, Node
from monitor.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from monitor.config.findings import Findings

MONITOR: Final = "monitor.yaml"
SOURCES: Final = "sources.yaml"
FOLDERS: Final = ("sources", "watchlists", "sites")

Stamp = tuple[int, int, int]  # time of change in ns, bytes, inode


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """The files that were read; those that could not be are missing."""

    monitor: Document | None
    sources: tuple[Document, ...]
    watchlists: tuple[Document, ...]
    sites: tuple[Document, ...] = ()

    def version(self) -> str:
        """Name this state of the files: 16 hex digits, the same for the same text."""
        digest = hashlib.sha256()
        for document in self.all():
            for part in (document.file.rpartition("/")[2], document.text):
                digest.update(f"{len(part)}:{part}".encode())
        return digest.hexdigest()[:16]

    def all(self) -> Iterator[Document]:
        """Give every file, in a fixed order."""
        if self.monitor:
            yield self.monitor
        yield from self.sources
        yield from self.watchlists
        yield from self.sites


def read_all(folder: Path, findings: Findings) -> Files:
    """Read every file of a folder; what cannot be read goes to the findings."""
    if not folder.is_dir():
        message = "there is no such folder; `news-monitor init DIR` writes one"
        findings.problems.append(Problem(file=str(folder), message=message))
        return Files(monitor=None, sources=(), watchlists=())
    _warn_of_unread(folder, findings)
    monitor = list(read_each([folder / MONITOR], findings))
    sources = _listed(folder / "sources", findings)
    if (folder / SOURCES).exists() or not sources:
        sources.insert(0, folder / SOURCES)
    lists = _listed(folder / "watchlists", findings)
    if not lists:
        message = "there is no watchlist, so there will be no alert; write one here"
        findings.problems.append(
            Problem(file=str(folder / "watchlists"), message=message, warning=True)
        )
    return Files(
        monitor=monitor[0] if monitor else None,
        sources=tuple(read_each(sources, findings)),
        watchlists=tuple(read_each(lists, findings)),
        sites=tuple(read_each(_listed(folder / "sites", findings), findings)),
    )


def stamps(folder: Path, also: Iterable[Path] = ()) -> dict[Path, Stamp]:
    """Tell what the files of a folder, and some others, look like from outside."""
    paths = [folder / MONITOR, folder / SOURCES, *also]
    for name in FOLDERS:
        with suppress(OSError):
            paths += _in_folder(folder / name)
    found = {}
    for path in paths:
        try:
            stat = path.stat()
        except OSError:  # absent, or gone since it was listed
            continue
        found[path] = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
    return found


def _in_folder(folder: Path) -> list[Path]:
    """List the YAML files of a folder; editors leave hidden ones.

    Raises:
        OSError: it is there and cannot be listed. To pass over that would silence every
            watch in it.
    """
    try:
        found = list(folder.iterdir())
    except FileNotFoundError:
        return []
    return sorted(p for p in found if p.match("*.yaml") and p.name[0] != ".")


def _listed(folder: Path, findings: Findings) -> list[Path]:
    """List as `_in_folder`; a folder that cannot be listed goes to the findings."""
    try:
        return _in_folder(folder)
    except OSError as e:
        message = f"cannot be read: {e.strerror}"
        findings.problems.append(Problem(file=folder.as_posix(), message=message))
        return []


def read_each(paths: Iterable[Path], findings: Findings) -> Iterator[Document]:
    """Read files; those that cannot be read go to the findings and are left out."""
    for path in paths:
        try:
            document = yaml.read(path, name=path.as_posix())
        except yaml.FileError as e:
            findings.problems.append(e.problem)
            continue
        if document.root.value is None:  # an empty file, or one of comments only
            root = Node(document.root.place, {})
            document = Document(document.file, document.text, root)
        yield document


def _warn_of_unread(folder: Path, findings: Findings) -> None:
    """Warn of files that look like ours and are not read."""
    strangers = [
        p for p in _listed(folder, findings) if p.name not in (MONITOR, SOURCES)
    ] + [p for name in (".", *FOLDERS) for p in (folder / name).glob("*.yml")]
    for path in strangers:
        message = (
            "this file is not read; the names are monitor.yaml, sources.yaml,"
            " sources/*.yaml, watchlists/*.yaml and sites/*.yaml"
        )
        findings.problems.append(
            Problem(file=path.as_posix(), message=message, warning=True)
        )
