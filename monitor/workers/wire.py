"""Messages between the service and its workers: a length, then a pickle.

Both ends are ours and share a socket pair; nothing from outside is ever unpickled but
what a worker made of it.
"""

from __future__ import annotations

import pickle
import socket
import struct
from typing import Any

HEADER = struct.Struct("!Q")
_CHUNK = 1 << 20  # bytes


def pack(message: object) -> bytes:
    """Make the bytes of a message."""
    body = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    return HEADER.pack(len(body)) + body


def send(sock: socket.socket, message: object) -> None:
    """Send a message, waiting until it is gone."""
    sock.sendall(pack(message))


def receive(sock: socket.socket) -> Any:  # noqa: ANN401 - whatever was sent
    """Wait for a message.

    Raises:
        EOFError: the other end is gone.
    """
    (size,) = HEADER.unpack(_exactly(sock, HEADER.size))
    return pickle.loads(_exactly(sock, size))  # noqa: S301 - see the module's docstring


def _exactly(sock: socket.socket, size: int) -> bytes:
    parts = bytearray()
    while len(parts) < size:
        part = sock.recv(min(_CHUNK, size - len(parts)))
        if not part:
            raise EOFError("the other end is gone")
        parts += part
    return bytes(parts)
