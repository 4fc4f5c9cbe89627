"""Stands for Python in a monitor that an incubator forked; see there.

midwife.py SOCKET -m monitor.workers.nursery TASKS    # and anything else: Python itself
"""

import os
import socket
import sys


def main(wishes: str, *args: str) -> None:
    if args[:2] != ("-m", "monitor.workers.nursery"):
        os.execv(sys.executable, [sys.executable, *args])
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as asking:
        asking.connect(wishes)
        socket.send_fds(asking, [args[2].encode()], [0])
        os.close(0)  # or it would not see its monitor go
        asking.recv(1)


if __name__ == "__main__":
    main(*sys.argv[1:])
