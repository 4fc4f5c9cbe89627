"""What chats and ntfy take, with the text of strangers inert in each.

No title calls anyone, hides where a link leads, or changes how a message looks.
Each function gives one JSON body. A digest that is longer than the chat allows says
how many of its lines are missing.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from monitor.channels import inert, render
from monitor.channels.card import Card, card, plain
from monitor.model import Alert, Priority

Message = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """An alert as a chat shows it: text without any markup, and addresses."""

    title: str
    lines: tuple[str, ...]
    url: str
    priority: Priority


def talk(alert: Alert, *, timezone: str = "UTC") -> Talk:
    """Put an alert into the few lines of a chat message."""
    title, told = inert.line(alert.content.title), render.words(alert)
    if alert.said or alert.kind == "notice":
        return Talk(
            title=title,
            lines=tuple(said for said in told if said and said != title),
            url=inert.link(alert.content.url),
            priority=alert.priority,
        )
    if alert.kind == "digest":
        cards = [card(item, timezone=timezone) for item in alert.items]
        told = [f"{_headline(it)} ({it.outlet}) {it.url}" for it in cards]
        lines = (*told, *render.coverage(alert))
        return Talk(title=title, lines=lines, url="", priority=alert.priority)
    it = card(alert, timezone=timezone)
    also = ", ".join(outlet for outlet, _ in it.also)
    lines = (
        "; ".join((it.byline, *it.times)),
        f"The headline was: {it.old_title}" if it.old_title else "",
        *it.notes,
        *(f"It said: {old} Now: {new or 'gone'}" for old, new in it.replaced[:2]),
        *it.changes[:2],
        *(plain(e, "", "") for e in it.excerpts[:2]),
        f"Why: {it.why}",
        f"Also in: {also}" if also else "",
    )
    return Talk(
        title=_headline(it),
        lines=tuple(said for said in lines if said),
        url=it.url,
        priority=alert.priority,
    )


def slack(it: Talk) -> Message:
    """Blocks of plain text, in which Slack reads no markup at all.

    Source: Slack, "Formatting text for app surfaces": escape & < >; `plain_text`.
    """
    rest = _joined(it.lines, 2900)
    blocks: list[Message] = [
        {"type": "header", "text": _plain_text(inert.shortened(it.title, 150))},
        {"type": "section", "text": _plain_text(rest or it.title)},
    ]
    if it.url:
        url = re.sub(r"[|*_~]", _percent, it.url).replace("&", "&amp;")
        blocks.append(
            {"type": "section", "text": {"type": "mrkdwn", "text": f"<{url}>"}}
        )
    text = it.title.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return {
        "text": text,  # of the notification
        "blocks": blocks,
        "mrkdwn": False,
        "link_names": False,
        "unfurl_links": False,
        "unfurl_media": False,
    }


def discord(it: Talk) -> Message:
    """Markdown with every sign of it escaped, and no mention allowed.

    Source: Discord, "Execute Webhook", "Allowed Mentions".
    """
    said = _joined((_discord(it.title), *map(_discord, it.lines)), 1800)
    url = re.sub(r"[()*_~]", _percent, it.url)
    return {
        "content": f"{said}\n<{url}>" if len(url) in range(1, 190) else said,
        "allowed_mentions": {"parse": []},
        "flags": 4,  # no preview of what is linked
    }


def mattermost(it: Talk) -> Message:
    """Markdown with every sign of it escaped; names are cut off from their @."""
    url = re.sub(r"[()*_~]", _percent, it.url)
    said = map(_markdown, (it.title, *it.lines))
    return {"text": _joined((*said, f"<{url}>" if url else ""), 15_000)}


def teams(it: Talk) -> Message:
    """An adaptive card of text runs, in which Teams reads no markup.

    Source: Adaptive Cards, "RichTextBlock" (1.2); Teams, "Post to a webhook".
    """
    title = {"type": "TextRun", "text": it.title, "weight": "bolder"}
    runs = [title, *({"type": "TextRun", "text": said} for said in it.lines)]
    content: Message = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": [{"type": "RichTextBlock", "inlines": [run]} for run in runs[:40]],
    }
    if it.url:
        shown = {"type": "TextRun", "text": it.url}
        content["body"].append({"type": "RichTextBlock", "inlines": [shown]})
        content["actions"] = [
            {"type": "Action.OpenUrl", "title": "Read it", "url": it.url}
        ]
    kind = "application/vnd.microsoft.card.adaptive"
    return {
        "type": "message",
        "attachments": [{"contentType": kind, "content": content}],
    }


def ntfy(it: Talk, topic: str) -> Message:
    """A push message as plain text.

    Source: ntfy, "Publish as JSON"; a message is at most 4,096 bytes.
    """
    text = _joined((*it.lines, it.url), 4000).encode()[:4000].decode(errors="ignore")
    urgency = {"low": 2, "normal": 3, "high": 4}[it.priority]
    message = {"topic": topic, "title": it.title, "message": text, "priority": urgency}
    return {**message, "click": it.url} if it.url else message


def ntfy_place(url: str) -> tuple[str, str]:
    """Divide an ntfy address into the server's and the topic."""
    parts = urlsplit(url)
    above, _, topic = parts.path.rstrip("/").rpartition("/")
    return urlunsplit((parts.scheme, parts.netloc, f"{above}/", "", "")), topic


CHATS: Mapping[str, Callable[[Talk], Message]] = {
    "slack": slack,
    "discord": discord,
    "mattermost": mattermost,
    "teams": teams,
}


def _headline(it: Card) -> str:
    return f"{it.label}: {it.title}" if it.label else it.title


def _plain_text(text: str) -> Message:
    return {"type": "plain_text", "text": text, "emoji": False}


def _markdown(text: str) -> str:
    """Escape all that markdown means, and part every @ from what follows it."""
    return re.sub(r"([\\`*_{}\[\]()<>#+\-.!|~:&$=^])", r"\\\1", text).replace(
        "@", "@\u200b"
    )


def _discord(text: str) -> str:
    # Discord shows a backslash before letters and blanks, so only signs get one.
    return re.sub(r"([\\`*_\[\]()<>#\-|~:])", r"\\\1", text).replace("@", "@\u200b")


def _joined(lines: Iterable[str], limit: int) -> str:
    """Join lines up to a number of characters, and say how many are left out."""
    said = [line for line in lines if line]
    kept, room = 0, limit - len("and 1234 more")
    while kept < len(said) and (room := room - len(said[kept]) - 1) >= 0:
        kept += 1
    if kept == len(said):
        return "\n".join(said)
    if kept == 0:
        return inert.shortened(said[0], limit)
    return "\n".join((*said[:kept], f"and {len(said) - kept} more"))


def _percent(sign: re.Match[str]) -> str:
    return f"%{ord(sign[0]):02X}"
