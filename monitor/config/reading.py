"""Read files that people named: never one that would have us wait."""

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def beginning(path: Path, *, most: int) -> bytes:
    """Give the beginning of an ordinary file.

    A named pipe has its reader wait for a writer, which may never come, and a device
    may give bytes without end: neither is read.

    Args:
        path: of the file; links are followed.
        most: bytes.

    Raises:
        OSError: it cannot be read; `strerror` says why.
    """
    # Not to wait is what a pipe is opened for; an ordinary file does not care.
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(descriptor, "rb") as file:
        mode = os.fstat(descriptor).st_mode
        if not stat.S_ISREG(mode):
            raise OSError(errno.EINVAL, _called(mode), str(path))
        return file.read(most)


def _called(mode: int) -> str:
    if stat.S_ISDIR(mode):
        return os.strerror(errno.EISDIR)
    return "it is a pipe, a socket or a device, not a file"
