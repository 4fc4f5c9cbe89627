"""The process that workers are forked from.

It imports what workers need once, has one thread and no event loop, and forks on
request: a new worker costs milliseconds and shares its memory. It starts workers, ends
them and says how they ended, so no worker is left a zombie. When the service goes away
its socket closes, the nursery ends, and the kernel kills the workers.

    python -m monitor.workers.nursery MODULE    # its socket is standard input
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib
import logging
import os
import resource
import signal
import socket
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from monitor.errors import ExtractError
from monitor.workers import wire

Tasks = Mapping[str, Callable[..., object]]

_PR_SET_PDEATHSIG = 1
_PAGE_BYTES = resource.getpagesize()


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one worker may use."""

    memory: int  # bytes of address space on top of what it starts with
    cpu: int  # seconds of processor time a task


def main(module: str) -> None:
    """Serve requests for workers until the service is gone.

    Args:
        module: holds `TASKS`: what workers can do, by name.
    """
    logging.disable(logging.CRITICAL)  # libraries' remarks; errors travel as answers
    tasks: Tasks = importlib.import_module(module).TASKS
    # Ctrl-C and a stop of the whole service are the service's to handle: it still needs
    # its workers while it ends, and its going away ends them.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    with socket.socket(fileno=sys.stdin.fileno()) as service:
        while True:
            try:
                request, descriptors, _, _ = socket.recv_fds(service, 64, 1)
            except OSError:
                return
            if not request:
                return
            word, *numbers = request.decode("ascii").split()
            values = [int(n) for n in numbers]
            if word == "fork":
                limits = Limits(memory=values[0], cpu=values[1])
                answer = _fork(descriptors[0], limits, tasks, service)
            else:
                answer = _end(values[0])
            service.sendall(f"{answer}\n".encode("ascii"))


def _fork(descriptor: int, limits: Limits, tasks: Tasks, service: socket.socket) -> int:
    child = os.fork()
    if child:
        os.close(descriptor)
        return child
    code = 1
    try:
        service.close()
        with socket.socket(fileno=descriptor) as sock:
            work(sock, limits, tasks)
        code = 0
    finally:
        os._exit(code)  # never back into the nursery's own loop


def _end(pid: int) -> int:
    """Kill a worker if it still runs; give the signal it ended by, 0 when by itself."""
    gone, status = os.waitpid(pid, os.WNOHANG)
    if not gone:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0


def work(sock: socket.socket, limits: Limits, tasks: Tasks) -> None:
    """Do one task after the other until the socket closes.

    An answer is `("done", value)`, `("refused", ExtractError)` or `("failed", text)`.
    A worker that ran out of memory answers and ends: what is left of it is not trusted.
    """
    _bind_to_parent()
    _limit_memory(limits.memory)
    while True:
        try:
            name, args, kwargs = wire.receive(sock)
        except (EOFError, ConnectionError):
            return
        _allow_seconds(limits.cpu)
        try:
            answer: tuple[str, object] = ("done", tasks[name](*args, **kwargs))
        except ExtractError as e:
            answer = ("refused", e)
        except MemoryError:
            wire.send(sock, ("refused", ExtractError("too much memory", kind="limit")))
            return
        except Exception as e:  # noqa: BLE001 - the edge of a job; the service logs it
            answer = ("failed", f"{type(e).__name__}: {e}")
        wire.send(sock, answer)


def _bind_to_parent() -> None:
    """Die with the nursery, even inside C code, where the kernel can arrange it."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _limit_memory(extra: int) -> None:
    limit = _address_space() + extra
    with contextlib.suppress(ValueError, OSError):  # not every system knows this limit
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _address_space() -> int:
    try:
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[0]
        return int(pages) * _PAGE_BYTES
    except OSError:
        return 1 << 30


def _allow_seconds(seconds: int) -> None:
    """Move the limit ahead: the kernel counts over the whole life of a process."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(usage.ru_utime + usage.ru_stime) + 1
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (spent + seconds, hard))


if __name__ == "__main__":
    main(sys.argv[1])
