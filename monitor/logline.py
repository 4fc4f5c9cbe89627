"""A line of the log for eyes: when, how bad, what, about whom, why; the rest after it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, tzinfo
from typing import Any, Final

from monitor.core.text import clean_line

SUBJECTS: Final = ("source", "channel", "watch", "host", "worker")  # the first is named
REASONS: Final = ("reason", "advice", "answer", "said")
_MARKS: Final = {"error": "✗", "critical": "✗", "warning": "!"}
_COLORS: Final = {"error": "\x1b[31m", "critical": "\x1b[31m", "warning": "\x1b[33m"}
_DIM, _PLAIN = "\x1b[2m", "\x1b[0m"
# What a person who watches does not need beside the rest.
_LEFT_OUT: Final = {"source_visited": ("url", "links")}
_LONGEST: Final = 500  # characters of an item, of a line
_FRAME: Final = frozenset({"event", "level", "timestamp", "exception", "stack"})


class ForEyes:
    """Writes events as lines for a person at a terminal.

    Args:
        color: whether the terminal takes colours.
        zone: the reader's; None for that of the machine.
    """

    def __init__(self, *, color: bool, zone: tzinfo | None = None) -> None:
        self._color, self._zone = color, zone

    def __call__(self, _: object, __: str, event: Mapping[str, Any]) -> str:
        """Write one event; what was raised follows on lines of its own."""
        level = str(event.get("level", "info"))
        name = str(event.get("event", ""))
        mark = self._painted(_MARKS.get(level, "·"), _COLORS.get(level, _DIM))
        parts = [self._clock(event.get("timestamp")), mark, _headline(name, event)]
        rest = ", ".join(self._rest(name, event))
        if rest:
            parts.append(self._painted(f"({rest})", _DIM))
        line = " ".join(parts)
        raised = event.get("exception")
        return f"{line}\n{_lines(str(raised))}" if raised else line

    def _rest(self, name: str, event: Mapping[str, Any]) -> Iterator[str]:
        told = {
            _first(SUBJECTS, event),
            _first(REASONS, event),
            *_LEFT_OUT.get(name, ()),
        }
        for key, value in event.items():
            if key in _FRAME or key in told or value is None or value == []:
                continue
            yield f"{key.replace('_', ' ')} {self._shown(value)}"

    def _shown(self, value: object) -> str:
        if isinstance(value, list | tuple | set | frozenset):
            return "; ".join(clean_line(str(one), _LONGEST) for one in value)
        return self._moment(value) or str(value)

    def _moment(self, value: object) -> str:
        """Write a time by the reader's clock; "" for what is none."""
        if not isinstance(value, str) or "T" not in value:
            return ""
        try:
            when = datetime.fromisoformat(value)
        except ValueError:
            return ""
        return f"{when.astimezone(self._zone):%m-%d %H:%M}" if when.tzinfo else ""

    def _clock(self, stamp: object) -> str:
        try:
            when = datetime.fromisoformat(str(stamp))
        except ValueError:
            return "--:--:--"
        return self._painted(f"{when.astimezone(self._zone):%H:%M:%S}", _DIM)

    def _painted(self, text: str, paint: str) -> str:
        return f"{paint}{text}{_PLAIN}" if self._color else text


def _headline(name: str, event: Mapping[str, Any]) -> str:
    what = name.replace("_", " ") if " " not in name else name
    subject, reason = _first(SUBJECTS, event), _first(REASONS, event)
    about = f" {event[subject]}" if subject else ""
    why = f": {event[reason]}" if reason else ""
    return f"{what}{about}{why}"


def _lines(text: str) -> str:
    """Keep the lines of a traceback, and nothing in them that a terminal obeys."""
    shown = (clean_line(line, _LONGEST) for line in text.splitlines())
    lines = zip(text.splitlines(), shown, strict=True)
    return "\n".join(" " * (len(raw) - len(raw.lstrip())) + kept for raw, kept in lines)


def _first(keys: tuple[str, ...], event: Mapping[str, Any]) -> str | None:
    return next((key for key in keys if event.get(key)), None)
