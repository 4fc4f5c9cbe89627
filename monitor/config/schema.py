"""JSON Schema of the configuration's files, for editors that complete and check."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from pydantic.json_schema import GenerateJsonSchema

from monitor.config.models import MonitorFile
from monitor.config.secrets import Secret
from monitor.config.sources import SourcesFile
from monitor.config.values import Bytes, written, written_size
from monitor.config.watches import WatchlistFile

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic import BaseModel

FILES: Final[dict[str, type[BaseModel]]] = {
    "monitor": MonitorFile,
    "sources": SourcesFile,
    "watchlist": WatchlistFile,
}


class _Generator(GenerateJsonSchema):
    """Writes defaults as people do, and leaves out titles that repeat names."""

    def encode_default(self, dft: Any) -> Any:  # noqa: ANN401 - as pydantic has it
        return as_written(dft)

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ANN401, ARG002
        return False


def as_written(value: Any) -> Any:  # noqa: ANN401 - any setting
    """Give a default as it would stand in a file."""
    if isinstance(value, timedelta):
        return written(value)
    if isinstance(value, Bytes):
        return written_size(value)
    if isinstance(value, tuple):
        return [as_written(part) for part in value]
    if hasattr(value, "model_dump"):
        return {k: as_written(v) for k, v in value.__dict__.items()}
    return str(value) if isinstance(value, Secret) else value


def schema() -> dict[str, dict[str, Any]]:
    """Give the JSON Schema of each kind of file: monitor, sources, watchlist."""
    return {
        name: model.model_json_schema(schema_generator=_Generator)
        for name, model in FILES.items()
    }


def write_schemas(folder: Path) -> list[Path]:
    """Write each schema to a file of a folder, for `$schema` comments to name.

    Raises:
        OSError: the folder or a file cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, content in schema().items():
        path = folder / f"{name}.json"
        text = json.dumps(content, indent=1, ensure_ascii=False, sort_keys=True)
        path.write_text(f"{text}\n", encoding="utf-8")
        paths.append(path)
    return paths
