"""Tasks for workers that show what pages can do to them. Not part of the product."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from monitor.errors import ExtractError


def greet(name):
    return f"hello {name}"


def pid():
    return os.getpid()


def wait(seconds):
    time.sleep(seconds)
    return "woken"


def meet(own, other):
    """Leave a mark and wait for the other's: done only when both run at once."""
    Path(own).touch()
    while not Path(other).exists():
        time.sleep(0.01)
    return True


def spin():
    while True:
        pass


def swallow(megabytes):
    return len(bytearray(megabytes << 20))


def segfault():
    os.kill(os.getpid(), signal.SIGSEGV)


def leave():
    os._exit(3)


def refuse(kind):
    raise ExtractError("no article", kind=kind)


def stumble():
    raise ZeroDivisionError("by zero")


def echo(data):
    return data


TASKS = {
    task.__name__: task
    for task in (
        *(greet, pid, wait, meet, spin, swallow),
        *(segfault, leave, refuse, stumble, echo),
    )
}
