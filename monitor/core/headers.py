"""What the headers of an answer tell: how long to wait, what to ask with next time."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from monitor.model import Validators

LONGEST_WAIT = timedelta(days=1)
_SECONDS = re.compile(r"\d{1,9}(?:\.\d+)?")
# Quotes are missing so often that they are not asked for; what a header cannot carry,
# and tags that name nothing, are.
_ETAG = re.compile(r'(?:W/)?"?[\x21\x23-\x7e]{1,512}"?')
_NO_TAG = frozenset({"-", "0", "null", "none", "undefined"})
_FIRST_DATE = datetime(
    1995, 1, 1, tzinfo=UTC
)  # older ones are a clock that was not set


def retry_after(value: str | None, now: datetime) -> timedelta | None:
    """Read the wait that a server asks for.

    Args:
        value: the header as sent: seconds or an HTTP date.
        now: aware; a date counts from here.

    Returns:
        The wait, zero at least and a day at most; None for a header that makes no
        sense or was not sent.

    Source: RFC 9110, section 10.2.3.
    """
    text = (value or "").strip()
    if _SECONDS.fullmatch(text):
        return min(timedelta(seconds=float(text)), LONGEST_WAIT)
    until = http_date(text)
    if until is None:
        return None
    return min(max(until - now, timedelta()), LONGEST_WAIT)


def http_date(text: str) -> datetime | None:
    """Read an HTTP date; None when it is none. A date without zone is in UTC."""
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, IndexError, TypeError, OverflowError):
        return None
    return date.replace(tzinfo=UTC) if date.tzinfo is None else date.astimezone(UTC)


def validators(
    *, etag: str | None, last_modified: str | None, digest: str | None, now: datetime
) -> Validators:
    """Keep of an answer's validators what is worth sending back.

    A tag that names nothing is dropped, so is a date before the web or after now: a
    server that gives those would say "unchanged" for ever. A weak tag is kept, since
    If-None-Match compares weakly.

    Source: RFC 9110, sections 8.8 and 13.1.2.
    """
    tag = (etag or "").strip()
    bare = tag.removeprefix("W/").strip('"').lower()
    if not _ETAG.fullmatch(tag) or bare in _NO_TAG or not bare:
        tag = ""
    date = http_date(last_modified or "")
    soon = now + timedelta(minutes=5)  # clocks differ
    dated = date is not None and _FIRST_DATE <= date <= soon
    return Validators(
        etag=tag or None,
        last_modified=(last_modified or "").strip() if dated else None,
        digest=digest,
    )
