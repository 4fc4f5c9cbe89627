"""A process that has imported the monitor, and forks one whenever it is asked to.

Imports are most of what a start costs: half a second for the monitor, three for what
extracts. A process that is forked after them runs the same code from `main()` on, has its
own pid, and dies of the same signals. What a monitor starts as `python -m
monitor.workers.nursery` is forked here too: its `sys.executable` is `midwife.py`, which
asks for that, hands its standard input on, and lives as long as what was born.

    python incubator.py    # its socket is standard input
"""

import contextlib
import ctypes
import fcntl
import importlib
import json
import os
import select
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

IMPORTED = (  # what a monitor and its workers import, some of it when a crawl begins
    *(
        "monitor.cli.app",
        "monitor.cli.run",
        "monitor.daemon",
        "monitor.pipeline.opening",
        "monitor.jobs",
    ),
    *("monitor.workers.nursery", "monitor.workers.tasks", "monitor.store.health"),
    *("sqlite3", "tzdata"),
    *("scrapy.core.downloader.handlers.http11", "scrapy.core.downloader.tls"),
    *("scrapy.core.downloader.contextfactory", "scrapy.core.downloader.middleware"),
    *("scrapy.downloadermiddlewares.httpcompression", "scrapy.logformatter"),
    *("scrapy.dupefilters", "scrapy.statscollectors", "scrapy.squeues"),
    *("scrapy.pqueues", "scrapy.responsetypes", "scrapy.resolver", "spiders.handler"),
    *("encodings.idna", "encodings.utf_8_sig", "encodings.charmap"),
)
F_SETSIG = 10  # of Linux; `fcntl` has no name for it
_PR_SET_PDEATHSIG = 1  # no monitor outlives the process that asked for it


class Born:
    """A forked monitor; waits and dies as `subprocess.Popen` does."""

    def __init__(self, incubator: "Incubator", pid: int, stderr: int) -> None:
        self.pid, self.returncode = pid, None
        self.stderr = os.fdopen(stderr, encoding="utf-8")
        self._incubator, self._end = incubator, os.pidfd_open(pid)

    def poll(self) -> int | None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self.wait(0)
        return None

    def wait(self, timeout: float | None = None) -> int:
        if self.returncode is None:
            waited = None if timeout is None else timeout * 1000
            poll = select.poll()
            poll.register(self._end, select.POLLIN)
            if not poll.poll(waited):
                raise subprocess.TimeoutExpired("the monitor", timeout or 0)
            status = self._incubator.ask({"wait": self.pid})
            self.returncode = os.waitstatus_to_exitcode(status)
            os.close(self._end)
        return self.returncode

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


class Incubator:
    """Our end of the process that forks."""

    def __init__(self, root: Path) -> None:
        self._ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, __file__], stdin=theirs, cwd=root
            )

    def start(self, argv: list[str], env: dict[str, str]) -> Born:
        """Fork a monitor with these arguments; what it says is read from its pipe."""
        ours, theirs = os.pipe()
        try:
            pid = self.ask({"argv": argv, "env": env}, theirs)
        finally:
            os.close(theirs)
        return Born(self, pid, ours)

    def ask(self, request: dict[str, object], *descriptors: int) -> int:
        socket.send_fds(self._ours, [json.dumps(request).encode()], descriptors)
        answer = self._ours.recv(100)
        assert answer, "the incubator is gone"
        return int(answer)

    def close(self) -> None:
        self._ours.close()
        self._process.wait(60)  # it lets go of a lot, perhaps on a busy machine


def main() -> None:
    sys.path.insert(0, str(Path.cwd()))
    for name in IMPORTED:
        importlib.import_module(name)
    assert "twisted.internet.reactor" not in sys.modules, "it belongs to one process"
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with (
        tempfile.TemporaryDirectory(prefix="incubator-") as folder,
        socket.socket(fileno=sys.stdin.fileno()) as service,
        socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as wishes,
        selectors.DefaultSelector() as either,
    ):
        wishes.bind(f"{folder}/wishes")
        wishes.listen()
        sockets = (service, wishes)
        for one in sockets:
            either.register(one, selectors.EVENT_READ)
        python, born = _midwife(Path(folder)), set[int]()
        while True:
            for key, _ in either.select():
                if key.fileobj is wishes:
                    born |= _nurse(wishes, sockets)
                elif not _serve(service, sockets, python):
                    return
            born -= {pid for pid in born if os.waitpid(pid, os.WNOHANG)[0]}


def _midwife(folder: Path) -> str:
    """Give what stands for Python in the monitors that are born here."""
    program = folder / "python"
    script = Path(__file__).with_name("midwife.py")
    program.write_text(
        f'#!/bin/sh\nexec "{sys.executable}" -I -S "{script}" "{folder}/wishes" "$@"\n'
    )
    program.chmod(0o700)
    return str(program)


def _serve(service: socket.socket, sockets: tuple, python: str) -> bool:
    message, descriptors, _, _ = socket.recv_fds(service, 1 << 16, 1)
    if not message:
        return False
    request = json.loads(message)
    if "wait" in request:
        answer = os.waitpid(request["wait"], 0)[1]
    else:
        (stderr,) = descriptors
        answer = _fork(sockets, lambda: _monitor(request, stderr, python))
        os.close(stderr)
    service.send(str(answer).encode())
    return True


def _nurse(wishes: socket.socket, sockets: tuple) -> set[int]:
    """Fork a nursery; whoever asked sees its connection end when that does.

    Nobody is born for a midwife that was killed before she could ask.
    """
    import monitor.workers.nursery

    asked, _ = wishes.accept()
    with asked:
        tasks, descriptors, _, _ = socket.recv_fds(asked, 1 << 10, 1)
        if not descriptors:
            return set()
        (stdin,) = descriptors

        def nurse() -> None:
            os.dup2(stdin, 0)
            os.close(stdin)
            _die_with(asked)
            monitor.workers.nursery.main(tasks.decode())

        pid = _fork(sockets, nurse)
        os.close(stdin)
    return {pid}


def _die_with(asked: socket.socket) -> None:
    """Be killed when the midwife is, as what it stands for would be."""
    fcntl.fcntl(asked, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(asked, F_SETSIG, signal.SIGKILL)
    flags = fcntl.fcntl(asked, fcntl.F_GETFL)
    fcntl.fcntl(asked, fcntl.F_SETFL, flags | os.O_ASYNC)


def _fork(sockets: tuple, live: Callable[[], None]) -> int:
    """Have a child live; only its own descriptors are left to it."""
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        for one in sockets:
            if one.fileno() > 0:
                one.close()
            else:
                one.detach()
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        live()
        code = 0
    except SystemExit as e:
        code = e.code if isinstance(e.code, int) else int(e.code is not None)
    finally:
        sys.stderr.flush()
        os._exit(code)
    return 0


def _monitor(request: dict, stderr: int, python: str) -> None:
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    os.dup2(stderr, 2)
    os.close(stderr)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.update(request["env"])
    sys.argv[:] = ["news-monitor", *request["argv"]]
    sys.executable = python
    from monitor.cli import main as run

    run()


if __name__ == "__main__":
    main()
