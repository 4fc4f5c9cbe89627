"""Configuration: the only reader of settings from files and the environment."""

from monitor.config.config import Config, Watchlist
from monitor.config.failpoints import failpoint
from monitor.config.lists import load_watchlists
from monitor.config.load import find_folder, load
from monitor.config.reload import Reloader
from monitor.config.schema import schema, write_schemas
from monitor.config.sites import shipped as shipped_sites
from monitor.config.starter import write_starter

__all__ = [
    "Config",
    "Reloader",
    "Watchlist",
    "failpoint",
    "find_folder",
    "load",
    "load_watchlists",
    "schema",
    "shipped_sites",
    "write_schemas",
    "write_starter",
]
