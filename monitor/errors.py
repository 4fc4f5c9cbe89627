"""Every error that this product raises on purpose.

    MonitorError
    ├── ConfigError      the configuration is wrong; carries every problem found
    ├── QueryError       a query is wrong; carries the column and a suggestion
    ├── ExtractError     a page is not an article; carries the kind of thing it is
    ├── StoreError       the database cannot be used
    │   ├── StoreBusy    another process holds it; worth trying again
    │   │   └── StoreLost    its server does not answer; it mostly comes back
    │   ├── StoreHeld    another daemon runs on it; carries its pid
    │   └── StoreSchema  its schema is not the one this version writes
    └── DeliveryError    a channel did not take an alert; carries what to do next

An error carries what its handler needs in order to decide, as attributes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import timedelta


class MonitorError(Exception):
    """The root: a sentence for a person, saying what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing wrong in a configuration file."""

    file: str
    message: str  # what is wrong, and what to write instead
    line: int | None = None  # from 1
    column: int | None = None  # from 1
    text: str = ""  # the offending text, as written
    warning: bool = False  # advice: does not refuse the configuration

    def __str__(self) -> str:
        """Give `file:line:column: message`, as compilers do."""
        place = ":".join(str(p) for p in (self.file, self.line, self.column) if p)
        return f"{place}: {self.message}"


class ConfigError(MonitorError):
    """The configuration cannot be used. `problems` lists all that is wrong."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(p) for p in problems))


class QueryError(MonitorError):
    """A query cannot be read.

    Attributes:
        column: from 0, into the query text.
        suggestion: what to write instead; may be empty.
    """

    def __init__(self, message: str, *, column: int = 0, suggestion: str = "") -> None:
        self.message, self.column, self.suggestion = message, column, suggestion
        super().__init__(f"{message}{'; ' + suggestion if suggestion else ''}")


class ExtractError(MonitorError):
    """A page holds no article.

    Attributes:
        kind: a short fixed word: "empty", "not_html", "soft_404", "consent_wall",
            "login", "captcha", "listing", "limit" (the worker was killed for time,
            memory or processor), "crash", "undecodable"; of a source's page,
            "not_a_list".
    """

    def __init__(self, message: str, *, kind: str) -> None:
        self.kind = kind
        super().__init__(message)

    def __reduce__(self) -> tuple[object, ...]:
        """Travel between processes with the keyword intact."""
        return (_extract_error, (str(self), self.kind))


def _extract_error(message: str, kind: str) -> ExtractError:
    return ExtractError(message, kind=kind)


class StoreError(MonitorError):
    """The database cannot be used."""


class StoreBusy(StoreError):  # noqa: N818 - a state, told to people
    """Another process holds the database; the step is worth trying again."""


class StoreLost(StoreBusy):
    """The database server does not answer; whoever can wait, waits until it does."""


class StoreHeld(StoreError):  # noqa: N818
    """Another daemon runs on this database. `pid` and `host` name it."""

    def __init__(self, message: str, *, pid: int | None, host: str | None) -> None:
        self.pid, self.host = pid, host
        super().__init__(message)


class StoreSchema(StoreError):  # noqa: N818
    """The schema is newer than this program, or was never made."""


class DeliveryError(MonitorError):
    """A channel did not take an alert.

    Attributes:
        permanent: no use in trying this alert again.
        retry_after: how long the receiver asks us to wait, if it does.
        status: the answer's code (HTTP or SMTP), if there was an answer.
        answer: the first 500 characters of the answer.
        gone: the receiver wants nothing more at all (HTTP 410).
        uncertain: it may have been taken (connection lost after the data).
        refused: recipients refused for good while others took it.
        unsubscribed: every recipient left; there was nobody to send to.
    """

    def __init__(  # noqa: PLR0913 - the classes of failure, each named
        self,
        message: str,
        *,
        permanent: bool,
        retry_after: timedelta | None = None,
        status: int | None = None,
        answer: str = "",
        gone: bool = False,
        uncertain: bool = False,
        refused: tuple[str, ...] = (),
        unsubscribed: bool = False,
    ) -> None:
        self.permanent, self.retry_after, self.status = permanent, retry_after, status
        self.answer, self.gone, self.uncertain = answer[:500], gone, uncertain
        self.refused, self.unsubscribed = refused, unsubscribed
        super().__init__(message)
