"""Alerts by mail: one mail server, one mail for each reader."""

import asyncio
import socket
import ssl
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from email.utils import parseaddr

from aiosmtplib import SMTP, SMTPException, SMTPResponseException

from monitor.channels.base import ChannelContext
from monitor.channels.message import Envelope, message
from monitor.config.channels import EmailSettings
from monitor.errors import DeliveryError
from monitor.model import Alert, AlertId, ChannelName

REMEMBERED = 1000  # alerts whose readers are remembered while some still wait
CONNECTIONS = 4  # to one server at once; many refuse a client that opens more
STEP_SECONDS = 30.0  # for one answer of the server; the whole has its own deadline


@dataclass(slots=True)
class _Round:
    """What came of one attempt, reader by reader."""

    settled: set[str] = field(default_factory=set)  # took it, or refused for good
    refused: dict[str, SMTPResponseException] = field(default_factory=dict)
    waiting: list[SMTPResponseException] = field(default_factory=list)
    uncertain: bool = False  # a mail is on its way and its answer is not here


class EmailChannel:
    """One mail server and the readers behind it.

    Each reader gets the mail in a transaction of their own, so that each has an answer
    of their own. Who took an alert, or refused it for good, is remembered while others
    are tried again; a restart forgets that, and the mail comes twice under one
    Message-ID rather than never.
    """

    kind = "email"

    def __init__(
        self, name: ChannelName, settings: EmailSettings, context: ChannelContext
    ) -> None:
        """Get ready; connects to nothing yet.

        Raises:
            OSError: the file of certificates cannot be read.
        """
        self.name = name
        self._settings, self._context = settings, context
        self._trust = ssl.create_default_context(cafile=settings.smtp.ca_file)
        self._connections = asyncio.Semaphore(CONNECTIONS)
        self._rounds: OrderedDict[AlertId, _Round] = OrderedDict()
        self._envelope = Envelope(
            sender=settings.sender,
            to=settings.to,
            timezone=settings.timezone or context.timezone,
            contact=context.contact,
            public_url=context.public_url,
            key=context.key,
        )

    async def send(self, alert: Alert) -> None:
        """Send the mail to each reader who has not settled it before.

        Raises:
            DeliveryError: temporary while any reader waits. Permanent when none
                does and some refused it for good: those are in `refused` when others
                took it, and then the alert was sent as far as it ever can be.
                `unsubscribed` when all have left.
        """
        readers = [one for one in self._settings.to if one not in alert.skip]
        if not readers:
            said = "email: every reader has unsubscribed"
            raise DeliveryError(said, permanent=True, unsubscribed=True)
        done = self._remembered(alert.id)
        try:
            async with (
                asyncio.timeout(self._settings.smtp.timeout.total_seconds()),
                self._connections,
            ):
                await self._deliver(alert, readers, done)
        except (SMTPException, OSError) as e:
            raise _interrupted(e, done) from e
        _settle(done, readers=len(readers))
        del self._rounds[alert.id]

    async def close(self) -> None:
        """Nothing is held between two alerts."""

    def _remembered(self, alert: AlertId) -> _Round:
        done = self._rounds.setdefault(alert, _Round())
        done.waiting, done.uncertain = [], False
        self._rounds.move_to_end(alert)
        if len(self._rounds) > REMEMBERED:
            self._rounds.popitem(last=False)
        return done

    async def _deliver(
        self, alert: Alert, readers: Sequence[str], done: _Round
    ) -> None:
        client = self._client()
        await client.connect()
        try:
            for reader in readers:
                if reader not in done.settled:
                    now, envelope = self._context.now(), self._envelope
                    content = message(alert, envelope, now=now, reader=reader)
                    await self._hand_over(client, reader, content, done)
            await _leave(client)
        finally:
            client.close()

    def _client(self) -> SMTP:
        smtp = self._settings.smtp
        return SMTP(
            hostname=smtp.host,
            port=smtp.reached_at,
            username=smtp.user,
            password=smtp.password.reveal() if smtp.password else None,
            use_tls=smtp.security == "tls",
            start_tls=smtp.security == "starttls",
            tls_context=self._trust,
            local_hostname=socket.gethostname(),  # the default asks a name server
            timeout=STEP_SECONDS,
        )

    async def _hand_over(
        self, client: SMTP, reader: str, content: bytes, done: _Round
    ) -> None:
        """Give the mail for one reader; their own refusal stops no other reader."""
        try:
            await client.mail(parseaddr(self._settings.sender)[1])
            await client.rcpt(parseaddr(reader)[1])
            done.uncertain = True
            await client.data(content)
        except SMTPResponseException as e:
            done.uncertain = False
            if e.code >= 500 and e.code != 530:  # 530: log in first
                done.settled.add(reader)
                done.refused[reader] = e
            else:
                done.waiting.append(e)
            await client.rset()
        else:
            done.uncertain = False
            done.settled.add(reader)


async def _leave(client: SMTP) -> None:
    """Say good-bye; a server that does not answer took the mails all the same."""
    try:
        await client.quit(timeout=2.0)
    except (SMTPException, OSError):
        return


def _settle(done: _Round, *, readers: int) -> None:
    """Let pass what every reader took.

    Raises:
        DeliveryError: see `EmailChannel.send`.
    """
    if done.waiting:
        worst = done.waiting[0]
        raise _refusal(worst, permanent=False, refused=tuple(done.refused))
    if done.refused:
        worst = next(iter(done.refused.values()))
        partly = tuple(done.refused) if len(done.refused) < readers else ()
        raise _refusal(worst, permanent=True, refused=partly)


def _refusal(
    error: SMTPResponseException, *, permanent: bool, refused: tuple[str, ...]
) -> DeliveryError:
    return DeliveryError(
        f"email: the server answered {error.code} {error.message}",
        permanent=permanent,
        status=error.code,
        answer=error.message,
        refused=refused,
    )


def _interrupted(error: SMTPException | OSError, done: _Round) -> DeliveryError:
    """Say that the session ended early: of the server's doing, not of this alert's.

    Never permanent: even a wrong password is mended by the operator within the days
    that mail is tried again.
    """
    answer = error if isinstance(error, SMTPResponseException) else None
    return DeliveryError(
        f"email: {str(error) or 'no answer in time'}",
        permanent=False,
        status=answer.code if answer else None,
        answer=answer.message if answer else "",
        uncertain=done.uncertain,
        refused=tuple(done.refused),
    )
