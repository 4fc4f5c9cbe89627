"""Leaving a list: who can leave what, and the address by which it is done."""

import hashlib
import hmac
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from monitor.model import Alert, ChannelName, Subscription, WatchlistName

PATH = "/unsubscribe/"  # on the monitor's own web pages; the token follows
ONE_CLICK = "List-Unsubscribe=One-Click"  # Source: RFC 8058, section 3.2


def token(key: bytes, what: Subscription) -> str:
    """Give what stands in the address by which a subscription is left.

    It names nobody, so that no log of a web server does, and nobody else can make it.

    Args:
        key: a secret of this monitor's.
        what: the reader, and what they are sent.
    """
    said = "\x1f".join((what.channel, what.reader, what.watchlist))
    return hmac.digest(key, said.encode(), hashlib.sha256).hex()[:40]


def find(key: bytes, given: str, among: Iterable[Subscription]) -> Subscription | None:
    """Find the subscription that a token stands for; None for no token of ours."""
    found = None
    for what in among:
        if hmac.compare_digest(token(key, what).encode(), given.encode()):
            found = what
    return found


def subscriptions(
    readers: Mapping[ChannelName, Sequence[str]], watchlists: Sequence[WatchlistName]
) -> Iterator[Subscription]:
    """Give everything that a reader could leave.

    Args:
        readers: of each channel that mails, a digest by its own name.
        watchlists: every one.
    """
    for channel, some in readers.items():
        for reader in some:
            for watchlist in ("", *watchlists):
                yield Subscription(channel=channel, reader=reader, watchlist=watchlist)


def offered(alert: Alert, reader: str) -> Subscription | None:
    """Give what a reader of this alert may leave; None where there is nothing to leave.

    Notices go to who runs the monitor, and say when mail is not sent.
    """
    if alert.kind == "notice":
        return None
    return Subscription(channel=alert.channel, reader=reader, watchlist=alert.watchlist)


def without(alert: Alert, left: Collection[Subscription]) -> tuple[str, ...]:
    """Name the readers who are not to have an alert.

    Who left each watchlist of a digest is not sent the digest.
    """
    if alert.kind == "notice":
        return ()
    lists = {alert.watchlist} | {item.watchlist for item in alert.items}
    lists -= {""}
    by_reader: dict[str, set[str]] = {}
    for what in left:
        if what.channel == alert.channel:
            by_reader.setdefault(what.reader, set()).add(what.watchlist)
    return tuple(
        reader
        for reader, gone in by_reader.items()
        if (not alert.watchlist and "" in gone) or (lists and lists <= gone)
    )
