"""What came of attempts is kept together, and each alert by itself."""

import asyncio

from monitor.pipeline.deliver import Sender
from monitor.store import channels
from monitor.store.writer import Writer


class Counting:
    """The writer of a house, counting what it is asked to do."""

    def __init__(self, writer: Writer):
        self._writer, self.steps = writer, []
        self.asked = asyncio.Event()

    def __getattr__(self, name):
        return getattr(self._writer, name)

    async def run(self, step, *args, **kwargs):
        self.steps.append(step.__name__)
        answer = await self._writer.run(step, *args, **kwargs)
        self.asked.set()
        return answer


def test_posts_that_end_while_one_is_being_kept_are_kept_in_one_step(lived):
    async def story(desk):
        await desk.put(*(desk.alert() for _ in range(16)))
        desk.house.writer = Counting(desk.house.writer)
        await desk.send("hook")
        return desk.house.writer.steps, await desk.states()

    steps, states = lived(story, hook={"storm": 0})
    assert states["hook"] == {"sent": 16}
    # The first that ends, and then all that ended while it was kept.
    assert steps.count("_settle") <= 4


def test_a_channel_is_judged_by_what_came_last_of_attempts_kept_together(lived, fails):
    async def story(desk):
        hook, judged = desk.ears["hook"], []
        for order in ([None, fails(), None], [fails(), None, fails()]):
            left = list(order)
            hook.send = _answers(left)
            await desk.put(*(desk.alert() for _ in order))
            await desk.send("hook")
            state = (await desk.house.writer.read(channels.states))["hook"]
            judged.append(state.failing_since is not None)
            desk.pass_time(minutes=6)
        return judged

    assert lived(story, hook={"storm": 0}) == [False, True]


def _answers(left):
    async def send(alert):
        if (error := left.pop(0)) is not None:
            raise error

    return send


def test_a_sender_is_woken_by_what_is_queued(lived):
    """It looks again of itself after an hour only: without a call this would hang."""

    async def story(desk):
        stopping, taken = asyncio.Event(), asyncio.Event()
        hook = desk.ears["hook"]

        async def send(alert):
            hook.taken.append(alert)
            taken.set()

        hook.send = send
        sender = Sender(house=desk.house, name="hook", stopping=stopping, idle=3600)
        desk.house.writer = Counting(desk.house.writer)
        working = asyncio.create_task(sender.work())
        await desk.house.writer.asked.wait()  # it looked, and found nothing
        await desk.put(desk.alert())
        desk.house.queued.tell()
        await taken.wait()
        stopping.set()
        await working
        return len(hook.taken)

    assert lived(story) == 1


def test_a9_a_channel_that_takes_nothing_is_tried_by_few_and_at_once_again_by_all(
    lived, fails
):
    async def story(desk):
        hook, sizes = desk.ears["hook"], []
        sender = Sender(house=desk.house, name="hook", stopping=asyncio.Event())
        await desk.put(*(desk.alert() for _ in range(60)))
        for error in (fails, fails, fails, None, None):
            hook.error = error
            await sender._begin(patient=True)
            sizes.append(len(sender.flight))
            await asyncio.wait(list(sender.flight))
            await asyncio.sleep(0)  # the last of them lands
        return sizes

    assert lived(story, hook={"storm": 0}) == [16, 2, 2, 2, 16]
