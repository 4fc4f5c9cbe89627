"""The pages of a running monitor: dashboard, JSON API, feeds out, health.

`build` makes the application, `serve` answers with it until told to stop, and `beside`
does so as a companion of `monitor.daemon.serve`.
"""

from monitor.web.app import build
from monitor.web.server import beside, listen, serve
from monitor.web.view import Beside, HouseView

__all__ = ["Beside", "HouseView", "beside", "build", "listen", "serve"]
