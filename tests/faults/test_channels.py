"""Channels that fail, each in its own way, beside one that does not. FAULTS A 8, A 9.

One monitor lives through all of it; each test looks at one channel.
"""

import json
import time
from dataclasses import dataclass
from typing import Any

import pytest
from newsroom import Answer, Daemon, Desk, Hook, Mail, Piece

pytestmark = pytest.mark.slow

HEALTHY = 12  # reports that the healthy channel is told of while another hangs
HOOKS = ("fine", "flaky", "busy", "gone", "refuses", "reset", "hangs")
READERS = ("greylisted", "unknown", "dropped")


@dataclass
class Trouble:
    """What the receivers saw, and what the monitor kept."""

    desk: Desk
    hook: Hook
    mail: Mail
    first: Piece
    later: list[Piece]  # what came while one channel hung
    dead: list[dict[str, Any]]  # as `alerts dead` lists them
    off: dict[str, str]  # by channel: why it was off
    released: float  # when the hanging receiver answered; monotonic seconds
    log: list[dict[str, Any]]
    again: Daemon  # one pass after `alerts resend --dead`

    def tries(self, name: str, piece: Piece | None = None) -> list[Any]:
        posts = self.hook.at(f"/{name}")
        return [p for p in posts if p.title == (piece or self.first).title]

    def ledger(self, name: str) -> list[tuple[str, int | None]]:
        """Give the attempts at the first alert of a channel: outcome and status."""
        kept = self.desk.rows(
            "SELECT d.outcome, d.status FROM deliveries d JOIN alerts a ON a.id = d.alert_id"
            f" JOIN articles r ON r.id = a.article_id WHERE a.channel = '{name}'"
            f" AND r.title = '{self.first.title}' ORDER BY d.attempt"
        )
        return [tuple(row) for row in kept]


@pytest.fixture(scope="module")
def trouble(new_room):
    room = new_room(paths=tuple(f"/{name}" for name in HOOKS))
    desk = room.desk
    for name in HOOKS:
        desk.hook(name, room.hook, f"/{name}", timeout="60s")
    for name in READERS:
        desk.mail(name, room.mail, f"{name}@example.test")
    desk.watch("gsomia", any=["GSOMIA"], channels=[*HOOKS, *READERS])
    make_trouble(room)
    with desk.running() as daemon:
        room.first_visit(daemon)
        first = room.report()
        wait_for_the_first(room, daemon, first)
        later = [room.piece() for _ in range(HEALTHY)]
        room.paper.publish(*later)
        room.told(*later, path="/fine")
        released = time.monotonic()
        room.hook.release()
        room.told(first, *later, path="/hangs")
        assert daemon.stop() == 0
    off = desk.rows("SELECT name, off_reason FROM channels WHERE off")
    dead = desk.command("alerts", "dead", "--json")
    assert dead.returncode == 1, dead.stderr
    resent = desk.command("alerts", "resend", "--dead")
    assert resent.returncode == 0, resent.stderr
    return Trouble(
        desk=desk,
        hook=room.hook,
        mail=room.mail,
        first=first,
        later=later,
        dead=[json.loads(line) for line in dead.stdout.splitlines()],
        off=dict(map(tuple, off)),
        released=released,
        log=daemon.log,
        again=desk.once(),
    )


def make_trouble(room) -> None:
    script = room.hook.script
    script["/flaky"] = [500, 500, 500]
    script["/busy"] = [Answer(status=429, headers={"Retry-After": "3"})]
    script["/gone"] = [410]
    script["/refuses"] = [400]
    script["/reset"] = ["drop"]
    script["/hangs"] = ["hold"] * 99
    room.mail.script["greylisted@example.test"] = ["451 try again later"]
    room.mail.script["unknown@example.test"] = ["550 no such reader"]
    room.mail.script["dropped@example.test"] = ["drop"]


def wait_for_the_first(room, daemon, first) -> None:
    """Wait until all but the channel that hangs are done with the first report."""
    room.told(first, path="/fine")
    for name in ("flaky", "busy", "reset", "greylisted", "dropped"):
        daemon.until("alert_sent", channel=name)
    for name in ("gone", "refuses", "unknown"):
        daemon.until("alert_not_sent", channel=name, state="dead")


def test_a_receiver_that_fails_three_times_is_told_at_the_fourth_under_one_id(trouble):
    tries = trouble.tries("flaky")
    assert [post.answered for post in tries] == [500, 500, 500, 204]
    assert len({post.id for post in tries}) == 1
    assert trouble.ledger("flaky") == [("retry", 500)] * 3 + [("sent", None)]


def test_a_receiver_that_asks_to_wait_is_given_its_time(trouble):
    early, late = trouble.tries("busy")
    assert early.id == late.id
    assert late.at - early.at >= 3.0


def test_a_receiver_that_is_gone_is_switched_off_and_that_is_said(trouble):
    assert "wants nothing more" in trouble.off["gone"]
    (said,) = (row for row in trouble.log if row["event"] == "channel_off")
    assert (said["channel"], said["level"]) == ("gone", "error")
    before = [post for post in trouble.tries("gone") if post.answered == 410]
    assert len(before) == 1
    assert not any(trouble.tries("gone", piece)[1:] for piece in trouble.later)


def test_a_receiver_that_refuses_is_asked_once(trouble):
    assert [post.answered for post in trouble.tries("refuses")] == [400, 204]  # resent
    assert trouble.ledger("refuses")[0] == ("refused", 400)


def test_a_connection_that_breaks_is_uncertain_and_tried_under_the_same_id(trouble):
    broken, taken = trouble.tries("reset")
    assert broken.id == taken.id
    assert trouble.ledger("reset") == [("uncertain", None), ("sent", None)]


def test_a_channel_that_hangs_delays_no_other(trouble):
    for piece in trouble.later:
        (post,) = trouble.tries("fine", piece)
        assert post.at < trouble.released


def test_what_waited_for_a_channel_that_hung_is_told_in_the_end(trouble):
    for piece in (trouble.first, *trouble.later):
        assert len({post.id for post in trouble.tries("hangs", piece)}) == 1


def test_a_mail_that_is_put_off_is_sent_again_under_one_message_id(trouble):
    first = trouble.mail.tried["greylisted@example.test"][:2]
    assert len(set(first)) == 1
    assert trouble.ledger("greylisted") == [("retry", 451), ("sent", None)]


def test_a_mail_whose_answer_was_lost_comes_again_under_one_message_id(trouble):
    taken = trouble.mail.to("dropped@example.test")
    assert [m["Subject"] for m in taken].count(trouble.first.title) == 2
    assert len({m["Message-ID"] for m in taken[:2]}) == 1
    assert trouble.ledger("dropped") == [("uncertain", None), ("sent", None)]


def test_a_mail_to_nobody_is_dead_at_once(trouble):
    assert trouble.ledger("unknown")[0] == ("refused", 550)


def test_what_is_dead_is_listed_with_its_reason(trouble):
    listed = {row["channel"]: row for row in trouble.dead}
    assert set(listed) == {"gone", "refuses", "unknown"}
    assert all(row["title"] == trouble.first.title for row in listed.values())
    assert "no such reader" in json.dumps(listed["unknown"])


def test_what_was_dead_is_told_under_its_old_id_when_it_is_sent_again(trouble):
    assert trouble.again.wait() == 0
    for name in ("gone", "refuses"):
        refused, taken = trouble.tries(name)
        assert (refused.id, taken.answered) == (taken.id, 204)
    tried = trouble.mail.tried["unknown@example.test"]
    assert tried[0] in tried[1:]
    subjects = [m["Subject"] for m in trouble.mail.to("unknown@example.test")]
    assert subjects.count(trouble.first.title) == 1
