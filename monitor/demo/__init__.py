"""A newsroom to try the monitor on: no network, no configuration."""

from monitor.demo.program import run

__all__ = ["run"]
