"""The query language: what decides whether an alert fires. See docs/queries.md."""

from monitor.core.query.concepts import Concept
from monitor.core.query.lints import Advice, lints, lints_watchlist
from monitor.core.query.nodes import Query, terms_of
from monitor.core.query.parser import parse
from monitor.core.query.plain import PlainForm, plain
from monitor.core.query.pointing import pointed
from monitor.core.query.writing import unparse

__all__ = [
    "Advice",
    "Concept",
    "PlainForm",
    "Query",
    "lints",
    "lints_watchlist",
    "parse",
    "plain",
    "pointed",
    "terms_of",
    "unparse",
]
