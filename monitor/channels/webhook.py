"""Alerts posted to an HTTP receiver: Standard Webhooks, or what a chat takes."""

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_network

import httpx

from monitor import clock
from monitor.channels import body, formats
from monitor.channels.base import ChannelContext
from monitor.channels.guarded import Network, PrivateAddressError, Transport
from monitor.config.channels import WebhookSettings
from monitor.core.retry import retry_after
from monitor.errors import DeliveryError
from monitor.model import Alert, ChannelName

ANSWER_BYTES = 64 * 1024  # read of an answer
ANSWER_SECONDS = 2.0  # waited for the body of an answer whose status is known
NOT_CONNECTED = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
)
TEMPORARY = frozenset({408, 425, 429})  # of 4xx; the others are final
ANYWHERE: tuple[Network, ...] = (ip_network("0.0.0.0/0"), ip_network("::/0"))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Post:
    url: str
    body: bytes
    headers: dict[str, str]


class WebhookChannel:
    """One HTTP receiver."""

    kind = "webhook"

    def __init__(
        self, name: ChannelName, settings: WebhookSettings, context: ChannelContext
    ) -> None:
        """Get ready; connects to nothing yet.

        Raises:
            OSError: the file of certificates cannot be read.
        """
        self.name = name
        self._settings, self._context = settings, context
        self._zone = settings.timezone or context.timezone
        self._client = httpx.AsyncClient(
            transport=Transport(
                allow=_allowed(settings, context), ca_file=settings.ca_file
            ),
            timeout=settings.timeout.total_seconds(),  # of a step; `send` has the whole
            follow_redirects=False,
            trust_env=False,
            headers={
                "User-Agent": "news-monitor",
                "Accept-Encoding": "identity",  # an answer is cut, never unpacked
                "Content-Type": "application/json",
            },
        )

    async def send(self, alert: Alert) -> None:
        """Post the alert once; only a 2xx is success.

        Raises:
            DeliveryError: `gone` for 410; permanent for redirects and other 4xx but
                408, 425 and 429; temporary for the rest.
        """
        seconds = self._settings.timeout.total_seconds()
        try:
            async with asyncio.timeout(seconds):
                response, answer = await self._exchange(self._post(alert), seconds)
        except TimeoutError as e:
            raise _failed(f"no answer within {seconds:g} s", uncertain=True) from e
        except PrivateAddressError as e:
            advice = "set allow_private for this channel if that is meant"
            raise _failed(f"{e} has an address that is not public; {advice}") from e
        except NOT_CONNECTED as e:
            raise _failed(f"no connection: {str(e) or type(e).__name__}") from e
        except (httpx.HTTPError, httpx.InvalidURL) as e:
            reason = str(e) or type(e).__name__
            raise _failed(f"connection lost: {reason}", uncertain=True) from e
        judge(response, answer, now=self._context.now())

    async def close(self) -> None:
        """Close what connections are left."""
        await self._client.aclose()

    async def _exchange(
        self, post: _Post, seconds: float
    ) -> tuple[httpx.Response, str]:
        """Give the answer and the beginning of its body.

        Once the status is known it counts, so what is left of the deadline is not
        used up to read a body that comes slowly.
        """
        ends = clock.monotonic() + seconds
        async with self._client.stream(
            "POST", post.url, content=post.body, headers=post.headers
        ) as response:
            left = (ends - clock.monotonic()) / 2
            return response, await _answer(response, min(left, ANSWER_SECONDS))

    def _post(self, alert: Alert) -> _Post:
        url, how = self._settings.url.reveal(), self._settings.format
        if how in {"standard", "bearer"}:
            content = body.encoded(alert, public_url=self._context.public_url)
        else:
            said = formats.talk(alert, timezone=self._zone)
            if how == "ntfy":
                url, topic = formats.ntfy_place(url)
                message = formats.ntfy(said, topic)
            else:
                message = formats.CHATS[how](said)
            content = json.dumps(message, ensure_ascii=False).encode()
        return _Post(url=url, body=content, headers=self._headers(alert, content))

    def _headers(self, alert: Alert, content: bytes) -> dict[str, str]:
        at = self._context.now()
        headers = {
            "webhook-id": alert.id,
            "webhook-timestamp": str(int(at.timestamp())),
        }
        secrets = [self._settings.secret, self._settings.old_secret]
        keys = [secret.reveal() for secret in secrets if secret is not None]
        if keys:
            signed = sign(content, keys, webhook_id=alert.id, at=at)
            headers["webhook-signature"] = signed
        if self._settings.token is not None:
            headers["Authorization"] = f"Bearer {self._settings.token.reveal()}"
        return headers


def sign(content: bytes, keys: Sequence[str], *, webhook_id: str, at: datetime) -> str:
    """Give the `webhook-signature`: one signature for each key, the newest first.

    Args:
        content: the body as it is posted.
        keys: `whsec_` and base64; the prefix may be missing.
        webhook_id: the `webhook-id`.
        at: the instant of the `webhook-timestamp`.

    Source: Standard Webhooks, "Webhook headers", "Signature scheme" v1.
    """
    signed = b".".join(
        (webhook_id.encode(), str(int(at.timestamp())).encode(), content)
    )
    macs = (
        hmac.digest(
            base64.b64decode(key.removeprefix("whsec_")), signed, hashlib.sha256
        )
        for key in keys
    )
    return " ".join(f"v1,{base64.b64encode(mac).decode()}" for mac in macs)


def judge(response: httpx.Response, answer: str, *, now: datetime) -> None:
    """Let a 2xx pass.

    Raises:
        DeliveryError: for every other status; see `WebhookChannel.send`.

    Source: Standard Webhooks, "Deliverability"; FAULTS A 8.
    """
    status = response.status_code
    if 200 <= status < 300:
        return
    asked = response.headers.get("retry-after")
    raise DeliveryError(
        f"webhook: the receiver answered {status}",
        permanent=300 <= status < 500 and status not in TEMPORARY,
        retry_after=retry_after(asked, now) if asked else None,
        status=status,
        answer=answer,
        gone=status == 410,
    )


async def _answer(response: httpx.Response, seconds: float) -> str:
    read = bytearray()
    with suppress(TimeoutError, httpx.HTTPError):
        async with asyncio.timeout(seconds):
            async for chunk in response.aiter_raw(4096):
                read += chunk
                if len(read) >= ANSWER_BYTES:
                    break
    return read[:ANSWER_BYTES].decode(errors="replace")[:500]


def _allowed(settings: WebhookSettings, context: ChannelContext) -> tuple[Network, ...]:
    if isinstance(settings.allow_private, bool):
        return ANYWHERE if settings.allow_private else context.allow
    return (*settings.allow_private, *context.allow)


def _failed(reason: str, *, uncertain: bool = False) -> DeliveryError:
    return DeliveryError(f"webhook: {reason}", permanent=False, uncertain=uncertain)
