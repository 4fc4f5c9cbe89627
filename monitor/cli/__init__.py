"""The command line: one module for each group of commands.

Heavy imports stand inside the commands, so that `--help` starts at once.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

_INTERRUPTED = 130


def main() -> None:
    """Run the command line."""
    _open_closed_streams()
    try:
        from monitor.cli.app import app  # also the loading can be interrupted

        app()
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)
    except OSError as e:  # of a help page that could not be written
        sys.exit(e.strerror or str(e))


def _open_closed_streams() -> None:
    """Have the standard streams, also where the caller closed one (`>&-`).

    Python has None in its place, and the next file that is opened would take its number.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 - for good
