"""A dead man's switch: an address outside that is told, again and again, that all is well.

When it is told nothing for a while, it tells people. Source: Healthchecks, "Pinging API":
the address itself means success, /start and /fail mean what they say.
"""

import asyncio
from ipaddress import ip_network
from typing import Literal

import httpx

from monitor.channels.guarded import Network, PrivateAddressError, Transport
from monitor.config.models import Heartbeat
from monitor.errors import DeliveryError

SECONDS = 10.0  # of the whole exchange
ANYWHERE: tuple[Network, ...] = (ip_network("0.0.0.0/0"), ip_network("::/0"))

Beat = Literal["start", "success", "fail"]


async def beat(settings: Heartbeat, what: Beat, said: str = "") -> None:
    """Tell the address once.

    Args:
        settings: where it is.
        what: how the monitor does.
        said: why, in words for a person.

    Raises:
        DeliveryError: it was not told.
    """
    url = settings.url.reveal().rstrip("/")
    path = "" if what == "success" else f"/{what}"
    allow = ANYWHERE if settings.allow_private else ()
    try:
        async with (
            asyncio.timeout(SECONDS),
            httpx.AsyncClient(
                transport=Transport(allow=allow), timeout=SECONDS, trust_env=False
            ) as client,
            client.stream("POST", f"{url}{path}", content=said.encode()) as answer,
        ):
            status = answer.status_code
    except TimeoutError as e:
        raise _failed(f"no answer within {SECONDS:g} s") from e
    except PrivateAddressError as e:
        raise _failed(f"{e} has an address that is not public") from e
    except (httpx.HTTPError, httpx.InvalidURL) as e:
        raise _failed(str(e) or type(e).__name__) from e
    if not 200 <= status < 300:
        raise _failed(f"the answer is {status}")


def _failed(reason: str) -> DeliveryError:
    return DeliveryError(f"heartbeat: {reason}", permanent=False)
