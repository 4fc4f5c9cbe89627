"""`unsubscribed`: readers who left, and bringing them back."""

from __future__ import annotations

from typing import Annotated

import typer

from monitor.cli.desk import DONE, WRONG, Desk
from monitor.cli.options import AsJson


def unsubscribed(
    desk: Desk,
    *,
    again: Annotated[
        str | None,
        typer.Option(
            metavar="READER", help="Send to this reader again, whatever they left."
        ),
    ] = None,
    as_json: AsJson = False,
) -> int:
    """List the readers who left by the link in a mail, and what they left."""
    from monitor.cli.show import moment, table
    from monitor.store import unsubscribed as rows

    config = desk.config()
    with desk.archive(config) as store, store.begin() as conn:
        left = rows.every(conn)
        back = [what for what in left if what.reader == again]
        for what in back:
            rows.rejoin(conn, what)
    if again is not None:
        desk.say(f"{again}: sent to again" if back else f"{again} has left nothing")
        return DONE if back else WRONG
    for what, at in left.items() if as_json else ():
        desk.row(
            {
                "reader": what.reader,
                "channel": what.channel,
                "watchlist": what.watchlist or None,
                "at": at.isoformat(),
            }
        )
    if left and not as_json:
        lines = [
            (w.reader, w.channel, w.watchlist or "digests", moment(at, config.timezone))
            for w, at in left.items()
        ]
        head = ("reader", "channel", "watchlist", "since")
        desk.screen().print(table(head, lines, whole=("since",)))
    elif not as_json:
        desk.say("nobody has unsubscribed")
    return DONE
