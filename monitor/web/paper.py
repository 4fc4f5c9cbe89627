"""What pages are printed on: the templates, and what every page shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse

from monitor.web import words

if TYPE_CHECKING:
    from starlette.requests import Request

    from monitor.web.view import HouseView

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Speaker:
    """Says times by the reader's clock."""

    now: datetime
    zone: str

    def clock(self, at: datetime | None) -> Markup | str:
        """Show a time of day, with the day where it is another one."""
        return self._time(at, words.clock(at, self.zone, self.now))

    def ago(self, at: datetime | None) -> Markup | str:
        """Show how long ago something was."""
        return self._time(at, words.ago(at, self.now)) or "never"

    def _time(self, at: datetime | None, said: str) -> Markup | str:
        if at is None:
            return ""
        return Markup('<time datetime="{}" title="{}">{}</time>').format(
            at.isoformat(timespec="seconds"), words.full(at, self.zone), said
        )


class Paper:
    """Prints pages.

    Args:
        view: the house.
        token: what every form carries.
    """

    def __init__(self, view: HouseView, token: str) -> None:
        self._view, self._token = view, token
        self._templates = Environment(
            loader=FileSystemLoader(FOLDER / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            finalize=words.inert,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters |= {
            "link": words.link,
            "span": words.span,
            "plural": words.plural,
            "path": _path,
        }

    def page(
        self, request: Request, template: str, *, status: int = 200, **shown: object
    ) -> HTMLResponse:
        """Print a page."""
        view = self._view
        body = self._templates.get_template(template).render(
            say=Speaker(view.now(), view.config.timezone),
            here=request.url.path,
            reload_error=view.reload_error,
            token=self._token,
            **shown,
        )
        return HTMLResponse(body, status)


def another(request: Request, **changed: object) -> str:
    """Give the address of this page asked in another way; None leaves a part out."""
    said = dict(request.query_params) | changed
    said = {name: value for name, value in said.items() if value}
    return f"{request.url.path}?{urlencode(said)}" if said else request.url.path


def midnight(now: datetime, zone: tzinfo) -> datetime:
    """Tell when the reader's day began."""
    there = now.astimezone(zone)
    return there.replace(hour=0, minute=0, second=0, microsecond=0)


def days(number: int) -> timedelta:
    """Give some days."""
    return timedelta(days=number)


def _path(name: str) -> str:
    """Write a name as a part of an address."""
    return quote(name, safe="")
