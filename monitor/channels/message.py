"""An alert as a mail: headers that nothing can be smuggled into, text and HTML."""

import email.policy
import re
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import format_datetime, formataddr, parseaddr
from urllib.parse import quote
from zoneinfo import ZoneInfo

from monitor.channels import inert, render
from monitor.core import leaving
from monitor.model import Alert, AlertId, AlertKind

SUBJECT_LIMIT = 250  # characters

PREFIXES: dict[AlertKind, str] = {
    "new": "",
    "update": "[UPDATE] ",
    "correction": "[CORRECTION] ",
    "digest": "",
    "notice": "[MONITOR] ",
}

# The old policy, and `Header` by hand: the newer one reads values again before it
# writes them, and Python before 3.11.10 then writes the line breaks it decodes. Lines
# are broken in `_header` only: a Message-ID on a line of its own confuses some servers.
_POLICY = email.policy.compat32.clone(linesep="\r\n", max_line_length=None)

# Made of addresses, ids and dates, and encoded where they are made.
_MADE = frozenset(
    {
        *("From", "To", "Date", "Message-ID", "In-Reply-To", "References"),
        *("X-Alert-Id", "List-Id", "List-Unsubscribe"),
        "List-Unsubscribe-Post",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What a mail says of itself besides the alert."""

    sender: str  # "desk@example.org" or "The desk <desk@example.org>"
    to: tuple[str, ...]
    timezone: str = "UTC"  # of the reader
    contact: str = ""  # where one writes to be taken off the list; sender without it
    public_url: str | None = None
    key: bytes = b""  # signs the address by which a reader leaves; none: no such page


def message(
    alert: Alert, envelope: Envelope, *, now: datetime, reader: str = ""
) -> bytes:
    """Write the mail that tells an alert, with CRLF line ends.

    The same alert gives the same Message-ID, and a later one on its story names it.

    Args:
        alert: of any kind.
        envelope: of the channel.
        now: the mail's date.
        reader: whose mail this is; it then says how they leave the list.
    """
    mail = MIMEMultipart("alternative", policy=_POLICY)
    headers = _headers(alert, envelope, now=now) | _leaving(alert, envelope, reader)
    for name, value in headers.items():
        if value:
            mail[name] = _header(name, value)
    for subtype, write in (("plain", render.text), ("html", render.html)):
        part = write(alert, timezone=envelope.timezone, public_url=envelope.public_url)
        mail.attach(MIMEText(part, subtype, "utf-8", policy=_POLICY))
    return mail.as_bytes()


def message_id(alert: AlertId, sender: str) -> str:
    """Give the Message-ID of an alert.

    Source: RFC 5322, section 3.6.4.
    """
    return f"<{alert}@{_domain(sender)}>"


def _headers(alert: Alert, envelope: Envelope, *, now: datetime) -> dict[str, str]:
    lists = (alert.watchlist, *(item.watchlist for item in alert.items))
    watchlists = ", ".join(dict.fromkeys(name for name in lists if name))
    first = message_id(alert.thread, envelope.sender) if alert.thread else ""
    return {
        "Subject": _subject(alert),
        "From": _mailboxes((envelope.sender,)),
        "To": _mailboxes(envelope.to),
        "Date": format_datetime(now.astimezone(ZoneInfo(envelope.timezone))),
        "Message-ID": message_id(alert.id, envelope.sender),
        "In-Reply-To": first,
        "References": first,
        "X-Watchlist": inert.line(watchlists),
        "X-Watch": inert.line(", ".join(alert.watches)),
        "X-Alert-Kind": alert.kind,
        "X-Alert-Id": alert.id,
        "Importance": "high" if alert.priority == "high" else "",
        "List-Id": _list_id(alert, envelope.sender),
        "Auto-Submitted": "auto-generated",  # RFC 3834: asks vacations for silence
    }


def _subject(alert: Alert) -> str:
    title = inert.line(alert.content.title, SUBJECT_LIMIT) or "(no title)"
    return PREFIXES[alert.kind] + title


def _header(name: str, value: str) -> str:
    """Encode a value that is one line already, so that it is read back as it is.

    Source: RFC 2047; a line is at most 998 characters by RFC 5322, section 2.1.1.
    """
    if name in _MADE:
        return value
    plain = value.isascii() and "=?" not in value
    if plain and max(map(len, value.split(" "))) <= 60:
        return Header(value, header_name=name, maxlinelen=76).encode(linesep="\r\n")
    # Some readers decode what looks encoded once more, so it no longer looks so.
    inner = value.replace("=?", "=\u200b?")
    return Header(inner, "utf-8", header_name=name, maxlinelen=76).encode(
        linesep="\r\n"
    )


def _mailboxes(written: tuple[str, ...]) -> str:
    return ",\r\n ".join(formataddr(parseaddr(one), "utf-8") for one in written)


def _list_id(alert: Alert, sender: str) -> str:
    """Name the list by which a mail program files alerts (RFC 2919)."""
    label = re.sub(r"[^a-z0-9-]+", "-", (alert.watchlist or alert.channel).lower())
    return f"<{label.strip('-')[:60] or 'alerts'}.news-monitor.{_domain(sender)}>"


def _leaving(alert: Alert, envelope: Envelope, reader: str) -> dict[str, str]:
    """Say how the reader leaves the list: by one click where the web pages are on.

    Source: RFC 2369; RFC 8058, which wants https and the second header.
    """
    written = _unsubscribe(alert, envelope)
    what = leaving.offered(alert, reader) if reader else None
    if not envelope.public_url or not envelope.key or what is None:
        return {"List-Unsubscribe": written}
    token = leaving.token(envelope.key, what)
    page = f"{envelope.public_url.rstrip('/')}{leaving.PATH}{token}"
    said = {"List-Unsubscribe": f"<{page}>,\r\n {written}"}
    if page.startswith("https://"):
        said["List-Unsubscribe-Post"] = leaving.ONE_CLICK
    return said


def _unsubscribe(alert: Alert, envelope: Envelope) -> str:
    contact = parseaddr(envelope.contact)[1]
    to = contact if "@" in contact else parseaddr(envelope.sender)[1]
    subject = quote(f"unsubscribe {inert.line(alert.watchlist, 100)}".strip())
    return f"<mailto:{quote(to, safe='@')}?subject={subject}>"


def _domain(sender: str) -> str:
    return parseaddr(sender)[1].rpartition("@")[2] or "localhost"
