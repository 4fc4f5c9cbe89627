import asyncio

import pytest

from monitor.channels.apprise import AppriseChannel
from monitor.config.channels import AppriseSettings
from monitor.config.secrets import Secret
from monitor.errors import ConfigError, DeliveryError

pytest.importorskip("apprise")
# Apprise imports every service when it is first used.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated")


def channel(url, context):
    settings = AppriseSettings(kind="apprise", url=Secret(url))
    return AppriseChannel("phone", settings, context)


def test_an_alert_reaches_a_service_that_apprise_knows(http, context, alert):
    async def play():
        async with http() as receiver:
            url = f"json://127.0.0.1:{receiver.port}/hook"
            await channel(url, context).send(alert(title="한일 협정 종료"))
            return receiver.requests

    assert "한일 협정 종료" in asyncio.run(play())[0].body.decode("unicode-escape")


def test_what_a_service_does_not_take_is_tried_again(http, context, alert):
    async def play():
        async with http(404) as receiver:
            url = f"json://127.0.0.1:{receiver.port}/hook"
            with pytest.raises(DeliveryError) as caught:
                await channel(url, context).send(alert())
            return caught.value

    assert asyncio.run(play()).permanent is False


def test_an_unknown_service_is_refused_without_telling_its_secret(context):
    with pytest.raises(ConfigError, match="does not know") as caught:
        channel("nothing://canary-secret", context)
    assert "canary" not in str(caught.value)
