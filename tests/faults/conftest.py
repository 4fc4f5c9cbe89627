"""A desk, papers and receivers for each test; all are closed when the tests end."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count

import pytest
from newsroom import Daemon, Desk, Hook, Incubator, Loop, Mail, Paper, Piece


@dataclass
class Room:
    """One paper that reports, a desk that reads it, and who is told."""

    loop: Loop
    desk: Desk
    paper: Paper
    hook: Hook
    mail: Mail
    _seeds: Iterator[int] = field(default_factory=count)

    def piece(self, topic: str = "GSOMIA", **said: object) -> Piece:
        """Write a report unlike every other."""
        seed = f"{self.paper.name}-{next(self._seeds)}"
        return Piece.on(seed, topic, seed=seed).but(**said)

    def report(self, topic: str = "GSOMIA") -> Piece:
        """Have the paper report something new."""
        piece = self.piece(topic)
        self.paper.publish(piece)
        return piece

    def told(self, *pieces: Piece, path: str = "/hook") -> None:
        """Wait until a receiver was told of some reports."""
        titles = {piece.title for piece in pieces}
        self.loop.until(
            lambda: titles <= set(self.hook.titles(path)),
            f"{path} hears of {sorted(titles - set(self.hook.titles(path)))}",
        )

    def first_visit(self, daemon: Daemon) -> None:
        """Wait until the silent first visit is over."""
        daemon.until("source_visited", source=self.paper.name)


@pytest.fixture(scope="session")
def new_room(
    loop: Loop, incubator: Incubator, tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., Room]:
    """Give a maker of rooms: a paper, and one watch that tells `channels`."""
    numbers = count()

    def make(*, database: str | None = None, paths: tuple[str, ...] = ("/hook",)):
        name = f"paper{next(numbers)}"
        room = Room(
            loop=loop,
            desk=Desk(tmp_path_factory.mktemp(name), loop, database=database),
            paper=Paper(loop, name, "rss"),
            hook=Hook(loop, *paths),
            mail=Mail(loop),
        )
        room.desk.incubator = incubator
        room.paper.publish(room.piece())
        room.desk.read(room.paper.source)
        return room

    return make
