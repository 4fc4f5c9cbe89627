"""Why a request brought no page: errors and answers into words for a person."""

import zlib
from datetime import datetime, timedelta
from gzip import BadGzipFile
from http import HTTPStatus
from typing import Any

from OpenSSL import SSL
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    NotSupported,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from scrapy.http import Response
from scrapy.utils import _compression as packing  # whichever modules it unpacks with
from service_identity import VerificationError
from twisted.internet.error import ConnectError, ConnectionClosed
from twisted.web.client import ResponseFailed

from monitor.core.headers import retry_after
from monitor.errors import MonitorError
from monitor.model import MissedKind
from spiders.settings import CrawlSettings

SHORT_WAIT = timedelta(minutes=1)  # after a 429 that does not say how long


class MissedError(MonitorError):
    """A request ends without a page. Becomes a `Missed` at the edge of the spider."""

    def __init__(
        self,
        kind: MissedKind,
        reason: str,
        *,
        status: int | None = None,
        retry_after: timedelta | None = None,
    ) -> None:
        self.kind, self.reason = kind, reason
        self.status, self.retry_after = status, retry_after
        super().__init__(reason)


class PrivateAddressError(Exception):
    """A name stands for an address that is not public. `addresses` are all it has."""

    def __init__(self, addresses: list[str]) -> None:
        self.addresses = addresses
        super().__init__(", ".join(addresses))


class HeadersTooLargeError(Exception):
    """The headers of an answer are larger than we read."""


_packing: Any = packing
_WORDS: tuple[tuple[tuple[type[Exception], ...], MissedKind, str], ...] = (
    (
        (PrivateAddressError,),
        "private",
        "{host} leads to an address that is not public: {error}; see politeness.allow_private",
    ),
    ((CannotResolveHostError,), "dns", "the name {host} was not found"),
    (
        (DownloadTimeoutError,),
        "timeout",
        "no complete answer from {host} within {seconds} s",
    ),
    (
        (HeadersTooLargeError,),
        "too_large",
        "the headers of {host} are larger than {headers}",
    ),
    (  # cancelled by size only: the end of time is an error of its own
        (DownloadCancelledError, IgnoreRequest),
        "too_large",
        "the answer of {host} is larger than {page}",
    ),
    (
        (SSL.Error, VerificationError),
        "tls",
        "no secure connection to {host}: {error}",
    ),
    (
        (DownloadConnectionRefusedError,),
        "connection",
        "{host} refused the connection",
    ),
    ((ResponseDataLossError,), "connection", "{host} broke off in the middle"),
    (
        (
            zlib.error,
            _packing.brotli.error,
            _packing.zstd.ZstdError,
            EOFError,
            BadGzipFile,
        ),
        "connection",
        "{host} sent a broken compressed answer",
    ),
    (
        (NotSupported, UnsupportedURLSchemeError),
        "scheme",
        "only http and https are read",
    ),
    (
        (ConnectError, ConnectionClosed, DownloadFailedError, OSError),
        "connection",
        "no answer from {host}: {error}",
    ),
)


def missed_by(error: Exception, host: str, limits: CrawlSettings) -> MissedError | None:
    """Put an error of the network into words; None for what is our own fault.

    Args:
        error: what downloading raised.
        host: whom we asked.
        limits: named in the sentence where one was met.
    """
    if isinstance(error, MissedError):
        return error
    deepest = error
    if isinstance(error.__cause__, ResponseFailed):
        deepest = _first_reason(error.__cause__) or error
    limits_named = {
        "seconds": f"{limits.timeout.total_seconds():g}",
        "page": _size(limits.max_page),
        "headers": _size(limits.max_headers),
    }
    for errors, kind, words in _WORDS:
        if isinstance(deepest, errors) or isinstance(error, errors):
            reason = words.format(host=host, error=_tidy(deepest), **limits_named)
            return MissedError(kind, reason)
    return None


def _first_reason(failed: ResponseFailed) -> Exception | None:
    """Give what ended an exchange; the last of the reasons lies deepest."""
    for failure in reversed(failed.reasons):
        value = failure.value
        if isinstance(value, ResponseFailed):
            value = _first_reason(value)
        if isinstance(value, Exception):
            return value
    return None


def missed_for(response: Response, host: str, now: datetime) -> MissedError:
    """Put an answer that is no page into words."""
    status = response.status
    wait = retry_after(_header(response, "Retry-After"), now)
    kind = _kind_of(status, wait)
    if status == 429:
        wait = SHORT_WAIT if wait is None else wait
    reason = f"{host} answered {status} {_phrase(status)}".rstrip()
    if kind == "busy" and wait is not None:
        reason += f" and asks to wait {wait.total_seconds():g} s"
    return MissedError(
        kind, reason, status=status, retry_after=wait if kind == "busy" else None
    )


def _kind_of(status: int, wait: timedelta | None) -> MissedKind:
    if status == 429 or (status == 503 and wait is not None):
        return "busy"
    if status in (401, 403, 407, 451):
        return "denied"
    if 500 <= status < 600:
        return "server"
    named: dict[int, MissedKind] = {404: "missing", 410: "gone"}
    return named.get(status, "status")


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1") if isinstance(value, bytes) else None


def _size(number: int) -> str:
    return f"{number / 2**20:g} MiB" if number >= 2**20 else f"{number / 2**10:.3g} KiB"


def _tidy(error: Exception) -> str:
    """Give an error's text on one line, without Twisted's and OpenSSL's frames."""
    if isinstance(error, VerificationError):
        return "the certificate is for another name"
    text = str(error)
    if isinstance(error, SSL.Error) and error.args and error.args[0]:
        text = str(error.args[0][-1][-1])  # (library, function, reason) of the last
    return " ".join(text.split())[:200].rstrip(". ") or type(error).__name__
