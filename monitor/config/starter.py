"""Write a first configuration: commented files that run as they are."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING, Final

from monitor.config.schema import write_schemas

if TYPE_CHECKING:
    from pathlib import Path

FILES: Final = ("monitor.yaml", "sources.yaml", "watchlists/summit.yaml")


def write_starter(folder: Path) -> list[Path]:
    """Write the files of a first configuration, and the schemas that they name.

    Files that are there already stay as they are.

    Args:
        folder: made when absent.

    Returns:
        The files that were written.

    Raises:
        OSError: the folder or a file cannot be written.
    """
    template = resources.files("monitor.config") / "template"
    made = []
    for name in FILES:
        path = folder / name
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(template.joinpath(name).read_bytes())
            made.append(path)
    return made + write_schemas(folder / "schema")
