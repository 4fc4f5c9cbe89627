"""Make the settings of channels, each of its kind, and check how they hang together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from monitor.config.channels import (
    CHANNEL_SETTINGS,
    AnyChannelSettings,
    ConsoleSettings,
    FileSettings,
)
from monitor.config.names import name as read_name
from monitor.config.nodes import mapping
from monitor.config.suggest import did_you_mean
from monitor.config.watchlists import Told
from monitor.model import ChannelName

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.config.findings import Findings
    from monitor.config.nodes import Document, Node

KINDS: Final = ", ".join(CHANNEL_SETTINGS)


def channels(
    document: Document, findings: Findings
) -> dict[ChannelName, AnyChannelSettings]:
    """Read the channels of monitor.yaml; what is wrong goes to the findings."""
    made: dict[ChannelName, AnyChannelSettings] = {}
    for name, node in written(document).items():
        findings.check_name(read_name, document, ("channels", name))
        settings = _channel(name, node, document, findings)
        if settings is not None:
            made[ChannelName(name)] = settings
    for name, node in written(document).items():
        if _kind(node) == "digest":
            _check_digest(name, node, document, findings)
    return made


def check_operator(document: Document, findings: Findings) -> None:
    """The operator is told at once: by a channel that sends."""
    node = document.root.get("operator")
    if node is not None and node.value is not None:
        _check_sends(node, "operator", document, findings)


def default_channels(data: Path) -> dict[ChannelName, AnyChannelSettings]:
    """Give the channels of a monitor that has none: the terminal, and a file.

    Args:
        data: the folder of what the monitor writes.
    """
    return {
        ChannelName("console"): ConsoleSettings(kind="console"),
        ChannelName("file"): FileSettings(
            kind="file", path=(data / "alerts.jsonl").as_posix()
        ),
    }


def told(document: Document | None) -> Told:
    """Tell whom watches may name, right or wrong, and who is told otherwise."""
    if document is None:
        return Told(known=None, usual=())
    names = written(document)
    if not names:
        usual = (ChannelName("console"), ChannelName("file"))
        return Told(known=frozenset(usual), usual=usual)
    senders = [ChannelName(n) for n, node in names.items() if _kind(node) != "digest"]
    return Told(known=frozenset(names), usual=tuple(senders))


def written(document: Document) -> dict[str, Node]:
    """Give what stands under `channels`, by name."""
    return mapping(document.root.get("channels"))


def _kind(node: Node) -> str:
    kind = node.get("kind")
    return str(kind.value) if kind else ""


def _channel(
    name: str, node: Node, document: Document, findings: Findings
) -> AnyChannelSettings | None:
    label = f"channels.{name}"
    kind = node.get("kind")
    if not isinstance(node.value, dict) or kind is None:
        missing = f"{label}.kind is missing; write one of {KINDS}"
        findings.add(missing, document=document, place=node.place)
        return None
    model = CHANNEL_SETTINGS.get(str(kind.value))
    if model is None:
        near = did_you_mean(str(kind.value), CHANNEL_SETTINGS)
        findings.add(
            f"{label}.kind: expected one of {KINDS}{'; ' + near if near else ''}",
            document=document,
            place=kind.place,
            text=document.written(kind),
        )
        return None
    return findings.validate(model, document, node, label=label, guarded=True)


def _check_digest(
    name: str, node: Node, document: Document, findings: Findings
) -> None:
    """A digest is sent by a channel that sends: so no chain, and no loop."""
    of = node.get("of")
    if of is not None and isinstance(of.value, str):
        _check_sends(of, f"channels.{name}.of", document, findings)


def _check_sends(
    node: Node, label: str, document: Document, findings: Findings
) -> None:
    named, known = str(node.value), written(document)
    senders = [n for n, other in known.items() if _kind(other) != "digest"]
    if not known and label == "operator":
        senders = ["console", "file"]
    if named in senders:
        return
    if named in known:
        problem = f"{named} is a digest itself; name a channel that sends"
    else:
        near = did_you_mean(named, senders) or f"known here: {', '.join(senders)}"
        problem = f"there is no channel {named[:64]}; {near}"
    findings.add(f"{label}: {problem}", document=document, place=node.place, text=named)
