"""Words that a reader sets for a channel: a Jinja2 template, in its sandbox.

What a template gives is text: each channel makes it inert and encodes it for its place.
A loop can still run for ever, so templates are filled in a worker that can be killed.

Source: FAULTS 56.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jinja2 import TemplateSyntaxError
from jinja2.exceptions import SecurityError, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from monitor.core.local import zone
from monitor.errors import ExtractError

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.model import Alert

LONGEST = 20_000  # characters of what a template gives

_SANDBOX = ImmutableSandboxedEnvironment(  # text; whatever sends it escapes it
    autoescape=False,
    trim_blocks=True,
    lstrip_blocks=True,
)


def fault(template: str) -> str:
    """Say what is wrong with a template, and where; "" for one that can be read."""
    try:
        _SANDBOX.parse(template)
    except TemplateSyntaxError as e:
        return f"not a template: line {e.lineno}: {e.message}"
    return ""


def fill(template: str, alert: Alert, timezone: str = "UTC") -> str:
    """Put an alert into a template.

    Args:
        template: of the channel.
        alert: of any kind; a digest has its alerts under `alerts`.
        timezone: of the reader, an IANA name.

    Raises:
        ExtractError: it cannot be filled, reaches for what it must not, or gives no text.
    """
    try:
        text = _SANDBOX.from_string(template).render(values(alert, timezone))
    except SecurityError as e:
        raise ExtractError(f"the template reaches too far: {e}", kind="template") from e
    except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError) as e:
        raise ExtractError(f"the template: {e}", kind="template") from e
    if not text.strip():
        raise ExtractError("the template gives no text", kind="template")
    return text[:LONGEST]


def values(alert: Alert, timezone: str = "UTC") -> dict[str, Any]:
    """Give what a template may name, as plain values."""
    content = alert.content
    return {
        "kind": alert.kind,
        "watchlist": alert.watchlist,
        "watches": list(alert.watches),
        "priority": alert.priority,
        "story": alert.story,
        "title": content.title,
        "old_title": content.old_title or "",
        "url": content.url,
        "outlet": content.outlet,
        "language": content.language or "",
        "authors": list(content.authors),
        "published": _clock(content.published, timezone),
        "first_seen": _clock(content.first_seen, timezone),
        "summary": content.summary or "",
        "passages": [excerpt.text for excerpt in content.excerpts],
        "terms": list(dict.fromkeys(t for e in content.excerpts for t in e.terms)),
        "also": [{"outlet": a.outlet, "url": a.url} for a in content.also],
        "changes": list(content.changes),
        "replaced": [{"old": old, "new": new} for old, new in content.replaced],
        "notes": list(content.notes),
        "alerts": [values(item, timezone) for item in alert.items],
    }


def _clock(at: datetime | None, timezone: str) -> str:
    return f"{at.astimezone(zone(timezone)):%Y-%m-%d %H:%M}" if at else ""
