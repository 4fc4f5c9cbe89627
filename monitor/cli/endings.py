"""How a command that fails ends: a sentence on standard error, and a status."""

from __future__ import annotations

import sys
import traceback
from typing import TYPE_CHECKING

from monitor.cli.desk import HELD, USAGE, WRONG, Stop
from monitor.errors import ConfigError, MonitorError, QueryError, StoreHeld

if TYPE_CHECKING:
    from monitor.cli.desk import Desk


def ended_by(error: Exception, desk: Desk) -> int:
    """Tell a person what went wrong; give the exit status."""
    if desk.verbose:
        traceback.print_exception(error, file=sys.stderr)
    sys.stderr.write(f"{sentence(error)}\n")
    return status_of(error)


def status_of(error: Exception) -> int:
    """Give the exit status that an error ends a command with."""
    match error:
        case Stop(status=status):
            return status
        case ConfigError() | QueryError():
            return USAGE
        case StoreHeld():
            return HELD
        case _:
            return WRONG


def sentence(error: Exception) -> str:
    """Say what went wrong; a fault of ours is called so."""
    if isinstance(error, MonitorError):
        return str(error)
    if isinstance(error, OSError) and error.strerror:
        return (
            f"{error.filename}: {error.strerror}" if error.filename else error.strerror
        )
    fault = f"{type(error).__name__}: {error}"
    return f"fault of ours: {fault[:500]}; with -v it shows where: please report it"
