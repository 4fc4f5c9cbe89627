"""What a reading of the configuration found wrong, and where."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, ValidationError

from monitor.config import errors
from monitor.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from monitor.config.nodes import Document, Node, Place

Model = TypeVar("Model", bound=BaseModel)


@dataclass(slots=True, kw_only=True)
class Findings:
    """Collects every problem, so that all are listed and not only the first."""

    env: Mapping[str, str]
    folder: Path
    problems: list[Problem] = field(default_factory=list)
    secret_files: list[Path] = field(default_factory=list)

    @property
    def errors(self) -> list[Problem]:
        """What refuses the configuration, in the order of files and lines."""
        found = {str(p): p for p in self.problems if not p.warning}
        return sorted(found.values(), key=_order)

    @property
    def warnings(self) -> list[Problem]:
        """Advice that refuses nothing, in the order of files and lines."""
        found = {str(p): p for p in self.problems if p.warning}
        return sorted(found.values(), key=_order)

    def add(
        self,
        message: str,
        *,
        document: Document,
        place: Place | None = None,
        text: str = "",
        warning: bool = False,
    ) -> None:
        """Keep a problem at a place of a file."""
        problem = Problem(
            file=document.file,
            message=message,
            line=place.line if place else None,
            column=place.column if place else None,
            text=text[:80],
            warning=warning,
        )
        self.problems.append(problem)

    def validate(
        self,
        model: type[Model],
        document: Document,
        node: Node,
        *,
        label: str = "",
        guarded: bool = False,
    ) -> Model | None:
        """Make settings of a part of a file; None when it has problems, now kept.

        Args:
            model: of the settings.
            document: the file.
            node: the part.
            label: how messages call the part.
            guarded: secrets may stand in it, so what is written is not shown.
        """
        try:
            return self._make(model, node)
        except ValidationError as e:
            self.problems += errors.problems(
                e, document, node, model=model, label=label, guarded=guarded
            )
            return None

    def check_name(
        self, read: Callable[[str], str], document: Document, path: tuple[str, str]
    ) -> None:
        """Check a name that is a key, with the reader of its type."""
        try:
            read(path[1])
        except ValueError as e:
            place = document.root.key_at(path)
            self.add(f"{path[0]}: {e}", document=document, place=place, text=path[1])

    def attempt(self, model: type[Model], node: Node) -> Model | None:
        """Make settings of a part whose problems are kept already."""
        try:
            return self._make(model, node)
        except ValidationError:
            return None

    def _make(self, model: type[Model], node: Node) -> Model:
        context = {"env": self.env, "folder": self.folder, "files": self.secret_files}
        return model.model_validate(node.data(), context=context)


def _order(problem: Problem) -> tuple[str, int, int]:
    return problem.file, problem.line or 0, problem.column or 0
