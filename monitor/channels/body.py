"""The JSON body of an alert: the contract that receivers and scripts rely on.

`webhook.schema.json` beside this module describes it, docs/webhook.md explains it.
"""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from monitor.channels import inert, render
from monitor.channels.card import story_page
from monitor.model import Alert, Content

_MINUTE = timedelta(minutes=1)
LIMIT_BYTES = 20_000  # Source: Standard Webhooks, "Payload size": under 20 kB

Body = dict[str, Any]


def body(alert: Alert, *, public_url: str | None = None) -> Body:
    """Give what is posted for an alert.

    Args:
        alert: of any kind; one of kind digest lists its items under `alerts`, one of
            kind notice what it says under `lines`.
        public_url: where the monitor's web pages are, if anywhere.
    """
    if alert.kind == "digest":
        items = [_item(item, public_url) for item in alert.items]
        said = [inert.line(line) for line in (alert.content.summary or "").splitlines()]
        data = {**_common(alert), "alerts": items, "coverage": said}
    elif alert.kind == "notice":
        data = {**_common(alert), "lines": render.coverage(alert)}
    else:
        data = _item(alert, public_url)
    made = alert.created.isoformat()
    return {"type": f"alert.{alert.kind}", "timestamp": made, "data": data}


def encoded(alert: Alert, *, public_url: str | None = None) -> bytes:
    """Give the body as the bytes that are signed and posted.

    What does not fit into 20 kB is left out from the least needed on, and `truncated`
    says so. The alerts of a digest are never left out: a digest that is too long
    even without their passages is sent longer.
    """
    whole = body(alert, public_url=public_url)
    written = _write(whole)
    items = whole["data"].get("alerts", [whole["data"]])
    for cut in _CUTS if alert.kind != "notice" else ():
        if len(written) <= LIMIT_BYTES:
            break
        whole["data"]["truncated"] = True
        for item in items:
            cut(item)
        written = _write(whole)
    return written


def _write(value: Body) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _keep(key: str, count: int) -> Callable[[Body], None]:
    def cut(item: Body) -> None:
        item[key] = item[key][:count]

    return cut


def _blank(key: str) -> Callable[[Body], None]:
    def cut(item: Body) -> None:
        item[key] = None

    return cut


_CUTS = (
    _keep("also", 20),
    _keep("first_by_language", 5),
    _keep("changes", 2),
    _keep("replaced", 2),
    _keep("passages", 2),
    _blank("summary"),
    _keep("also", 3),
    _keep("changes", 0),
    _keep("replaced", 0),
    _keep("authors", 3),
    _keep("passages", 1),
    _keep("also", 0),
    _keep("first_by_language", 0),
    _keep("passages", 0),
    _keep("authors", 0),
    _keep("watches", 10),
)


def _common(alert: Alert) -> Body:
    return {
        "id": alert.id,
        "kind": alert.kind,
        "watchlist": inert.line(alert.watchlist, 200),
        "watch": inert.line(next(iter(alert.watches), ""), 200),
        "watches": [inert.line(watch, 200) for watch in alert.watches[:50]],
        "priority": alert.priority,
        "title": inert.line(alert.content.title),
        "truncated": False,
        "text": "\n".join(render.words(alert))[:4000] if alert.said else None,
    }


def _item(alert: Alert, public_url: str | None) -> Body:
    return {
        **_common(alert),
        "story": alert.story,
        "event": alert.event,
        "first_alert": alert.thread,
        "page": story_page(alert, public_url) or None,
        **_content(alert.content),
    }


def _content(content: Content) -> Body:
    return {
        "url": inert.link(content.url) or None,
        "outlet": inert.line(content.outlet, 200),
        "language": _code(content.language),
        "authors": [inert.line(name, 200) for name in content.authors[:20]],
        "published": _time(content.published),
        "published_doubtful": content.published_doubtful,
        "first_seen": _time(content.first_seen),
        "paywalled": content.paywalled,
        "form": content.form,
        "summary": inert.line(content.summary, 600) if content.summary else None,
        "passages": [
            {
                "field": passage.field,
                "text": inert.line(passage.text, 1000),
                "terms": [inert.line(term, 200) for term in passage.terms[:20]],
            }
            for passage in content.excerpts[:10]
        ],
        "also": [
            {
                "outlet": inert.line(also.outlet, 200),
                "url": inert.link(also.url) or None,
                "language": _code(also.language),
            }
            for also in content.also[:100]
        ],
        "old_title": inert.line(content.old_title) if content.old_title else None,
        "changes": [inert.line(change, 600) for change in content.changes[:10]],
        "replaced": [
            {"old": inert.line(old, 600), "new": inert.line(new, 600) or None}
            for old, new in content.replaced[:10]
        ],
        "notes": [inert.line(said, 600) for said in content.notes[:10]],
        "first_by_language": [
            {
                "language": inert.line(first.language, 20),
                "outlet": inert.line(first.outlet, 200),
                "at": first.at.isoformat(),
                "minutes_later": (first.at - content.firsts[0].at) // _MINUTE,
            }
            for first in content.firsts[:20]
        ],
    }


def _code(language: str | None) -> str | None:
    return inert.line(language, 20) if language else None


def _time(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
