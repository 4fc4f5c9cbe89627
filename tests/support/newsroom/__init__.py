"""A small newsroom on 127.0.0.1: sites to read, receivers to tell, a desk that runs.

Everything here is real but small: HTTP and SMTP servers with scripted answers in a thread
of the test process, and the monitor as a process of its own, as users start it.
"""

from newsroom.desk import Daemon, Desk
from newsroom.incubator import Incubator
from newsroom.receivers import Hook, Mail, Post
from newsroom.servers import Answer, Loop, Site
from newsroom.writing import Paper, Piece

__all__ = [
    "Answer",
    "Daemon",
    "Desk",
    "Hook",
    "Incubator",
    "Loop",
    "Mail",
    "Paper",
    "Piece",
    "Post",
    "Site",
]
