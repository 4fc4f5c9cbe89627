"""No connection to an address that is not public, decided when it is opened.

Every connection of the reactor asks its name resolver first, for literal addresses
too; so one resolver stands before pages, robots.txt and redirects alike, and what it
checked is what is connected to. Without a `Visa` only public addresses resolve.
"""

from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from twisted.internet.interfaces import IHostnameResolver, IResolutionReceiver
from zope.interface import implementer  # type: ignore[import-untyped]

from monitor.core.egress import Network, answer_ok


@dataclass(slots=True)
class Visa:
    """What one request may connect to beside public addresses, and what it met."""

    allow: tuple[Network, ...] = ()
    refused: list[str] = field(default_factory=list)  # addresses that were not let out


visa: ContextVar[Visa | None] = ContextVar("visa", default=None)


# Twisted's interfaces are written for zope and mean nothing to mypy: hence `Any`.
@implementer(IHostnameResolver)
class GuardedResolver:
    """Hands out all addresses of a name, or none if one of them is not allowed."""

    def __init__(self, resolver: Any) -> None:  # noqa: ANN401
        self.resolver = resolver

    def resolveHostName(self, receiver: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401, N802
        """Resolve a name as Twisted asks for it (`IHostnameResolver`)."""
        # A request's visa is read here, in its own call, and not when the answer
        # comes, which is nobody's context.
        checked = _Checked(receiver, visa.get() or Visa())
        return self.resolver.resolveHostName(checked, *args, **kwargs)


@implementer(IResolutionReceiver)
class _Checked:
    """Holds the addresses back until all of them are known and allowed."""

    def __init__(self, receiver: Any, holder: Visa) -> None:  # noqa: ANN401
        self.receiver, self.holder = receiver, holder
        self.addresses: list[Any] = []

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: ANN401, N802
        self.receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:  # noqa: ANN401, N802
        self.addresses.append(address)

    def resolutionComplete(self) -> None:  # noqa: N802
        ips = [str(address.host) for address in self.addresses]
        if answer_ok(ips, self.holder.allow):
            for address in self.addresses:
                self.receiver.addressResolved(address)
        else:
            self.holder.refused.extend(ips)
        self.receiver.resolutionComplete()


def install(reactor: Any) -> None:  # noqa: ANN401
    """Put the guard before the reactor's resolver; once is enough."""
    if not isinstance(reactor.nameResolver, GuardedResolver):
        reactor.installNameResolver(GuardedResolver(reactor.nameResolver))
