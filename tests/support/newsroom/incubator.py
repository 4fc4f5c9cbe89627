"""A process that has imported the monitor, and forks one whenever it is asked to.

Imports are half of what a start costs. A process that is forked after them runs the same
code from `main()` on, has its own pid, and dies of the same signals.

    python incubator.py    # its socket is standard input
"""

import contextlib
import ctypes
import json
import os
import select
import signal
import socket
import subprocess
import sys
from pathlib import Path

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
        self._process.wait(10)


def main() -> None:
    sys.path.insert(0, str(Path.cwd()))
    import monitor.cli.run
    import monitor.daemon
    import monitor.jobs
    import monitor.pipeline.opening  # noqa: F401 - what `run` imports when it runs

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with socket.socket(fileno=sys.stdin.fileno()) as service:
        while True:
            message, descriptors, _, _ = socket.recv_fds(service, 1 << 16, 1)
            if not message:
                return
            request = json.loads(message)
            if "wait" in request:
                answer = os.waitpid(request["wait"], 0)[1]
            else:
                answer = _fork(request, descriptors[0], service)
            service.send(str(answer).encode())


def _fork(request: dict, stderr: int, service: socket.socket) -> int:
    child = os.fork()
    if child:
        os.close(stderr)
        return child
    code = 1
    try:
        service.detach()
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        nothing = os.open(os.devnull, os.O_RDWR)
        os.dup2(nothing, 0)
        os.dup2(nothing, 1)
        os.dup2(stderr, 2)
        os.close(stderr)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        os.environ.update(request["env"])
        sys.argv[:] = ["news-monitor", *request["argv"]]
        from monitor.cli import main as run

        run()
        code = 0
    except SystemExit as e:
        code = e.code if isinstance(e.code, int) else int(e.code is not None)
    finally:
        sys.stderr.flush()
        os._exit(code)
    return 0


if __name__ == "__main__":
    main()
