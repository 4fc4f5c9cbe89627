"""Which addresses this house connects to: public ones, and those a person allowed.

One predicate for every client, asked at connect time about the address itself, so
that no spelling of a name, redirect or change of mind of a resolver gets round it.
"""

from collections.abc import Iterable, Sequence
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# Every block of the IANA special-purpose registries (RFC 6890 and its updates), also
# those marked as globally reachable (AS112, AMT, PCP): no newspaper lives there.
_SPECIAL4 = tuple(
    IPv4Network(block)
    for block in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
# Within global unicast only; what lies outside of 2000::/3 is refused as a whole.
# 6to4 and Teredo are refused with whatever they carry: both are long retired.
_GLOBAL6 = IPv6Network("2000::/3")
_SPECIAL6 = tuple(
    IPv6Network(block)
    for block in (
        "2001::/23",  # Teredo, ORCHID, benchmarking, drones, anycasts
        "2001:db8::/32",
        "2002::/16",  # 6to4
        "2620:4f:8000::/48",
        "3fff::/20",
    )
)
# What these carry is an IPv4 address that the host or the provider unwraps. A network
# with DNS64 reaches every IPv4 site through the second.
_WRAPS = (IPv6Network("::ffff:0:0/96"), IPv6Network("64:ff9b::/96"))


def egress_ok(ip: str | Address, allow: Sequence[Network] = ()) -> bool:
    """Tell whether a connection to this address may be opened.

    Args:
        ip: an address, not a name. What cannot be read as one is refused.
        allow: blocks a person allowed although they are not public. An IPv4 block
            also allows the same addresses mapped into IPv6.

    Source: IANA IPv4 and IPv6 Special-Purpose Address Registries; FAULTS rule 5.
    """
    try:
        address = _unwrapped(ip_address(ip))
    except ValueError:
        return False
    if any(address in network for network in allow):
        return True
    if isinstance(address, IPv4Address):
        special = any(address in network for network in _SPECIAL4)
    else:
        special = (
            address.scope_id is not None
            or address not in _GLOBAL6
            or any(address in network for network in _SPECIAL6)
        )
    # The interpreter's own table is asked as well: it may be newer than ours.
    return not special and address.is_global


def answer_ok(ips: Iterable[str | Address], allow: Sequence[Network] = ()) -> bool:
    """Tell whether all that a resolver answered for one name may be connected to.

    One private address among public ones refuses the answer: it is what a rebinding
    resolver sends. An empty answer is no leave either.
    """
    verdicts = [egress_ok(ip, allow) for ip in ips]
    return bool(verdicts) and all(verdicts)


def networks(blocks: Iterable[str]) -> tuple[Network, ...]:
    """Read blocks such as `127.0.0.0/8`; a lone address is a block of one.

    Raises:
        ValueError: for text that is no block, with the text in the message.
    """
    return tuple(ip_network(block.strip()) for block in blocks)


def _unwrapped(address: Address) -> Address:
    """Give the IPv4 address that an IPv6 address stands for, or the address."""
    if isinstance(address, IPv6Address):
        for wrap in _WRAPS:
            if address in wrap:
                return IPv4Address(int(address) & 0xFFFFFFFF)
    return address
