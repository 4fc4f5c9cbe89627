"""The configuration of the demo's monitor: files as a user would write them."""

from __future__ import annotations

import shutil
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from monitor.demo.content import FOLDER, MINUTE, Site

RECHECK = (6, 12, 20, 30, 45)  # seconds after which an article is read again
EVERY = 2  # seconds between two visits to a source
DELAY = 1  # seconds between two requests to a site
MAIL, HOOK = "desk-mail", "desk-hook"  # the channels


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the demo's monitor finds everything."""

    folder: Path
    smtp_port: int
    hook_port: int
    hook_secret: str
    web_port: int | None  # None: no dashboard

    @property
    def database(self) -> str:
        """The address of the monitor's database."""
        return f"sqlite:///{self.folder / 'data' / 'monitor.db'}"

    @property
    def web(self) -> str:
        """The address of the dashboard."""
        return f"http://127.0.0.1:{self.web_port}/"


def free_port() -> int:
    """Find a port that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def write(place: Place, sources: list[tuple[Site, str]], *, seconds: float) -> None:
    """Write the configuration.

    Args:
        place: whose folder exists.
        sources: the sites with the addresses of their listings.
        seconds: how long the play takes; visits are spaced to it.
    """
    folder = place.folder
    (folder / "watchlists").mkdir()
    shutil.copyfile(FOLDER / "watchlist.yaml", folder / "watchlists" / "gsomia.yaml")
    secret = folder / "hook.secret"
    secret.touch(mode=0o600)
    secret.write_text(place.hook_secret, encoding="utf-8")
    pace = seconds / MINUTE
    _dump(folder / "monitor.yaml", _monitor(place, pace))
    _dump(folder / "sources.yaml", {"sources": [_source(*s, pace) for s in sources]})


def _dump(path: Path, value: dict[str, Any]) -> None:
    text = yaml.safe_dump(value, allow_unicode=True, sort_keys=False)
    path.write_text(text, encoding="utf-8")


def _monitor(place: Place, pace: float) -> dict[str, Any]:
    recheck = sorted({_whole(each * pace) for each in RECHECK})
    served = place.web_port is not None
    web = {"port": place.web_port} if served else {"enabled": False}
    return {
        "database": place.database,
        "contact": "demo@localhost",
        "timezone": "Asia/Seoul",
        "politeness": {
            "delay": f"{round(DELAY * pace)}s",
            "allow_private": ["127.0.0.0/8"],
            "recheck": [f"{each}s" for each in recheck],
        },
        "web": web,
        "public_url": place.web if served else None,
        "channels": {
            MAIL: {
                "kind": "email",
                "storm": 0,  # a day passes in minutes
                "to": ["desk@example.org"],
                "from": "News monitor <monitor@example.org>",
                "smtp": {
                    "host": "127.0.0.1",
                    "port": place.smtp_port,
                    "security": "none",
                },
            },
            HOOK: {
                "kind": "webhook",
                "storm": 0,
                "url": f"http://127.0.0.1:{place.hook_port}/news",
                "secret": f"file:{place.folder / 'hook.secret'}",
                "allow_private": True,
            },
        },
    }


def _source(site: Site, url: str, pace: float) -> dict[str, Any]:
    every = _whole(EVERY * pace)
    return {
        "name": site.id,
        "outlet": site.name,
        "kind": site.kind,
        "url": url,
        "language": site.language,
        "timezone": site.timezone,
        "every": f"{every}s",
        "at_most": f"{2 * every}s",
    }


def _whole(seconds: float) -> int:
    return max(1, round(seconds))
