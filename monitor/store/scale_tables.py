"""The tables of scale-out: many workers on one database."""

from sqlalchemy import BigInteger, Boolean, Column, Integer, Table, Text

from monitor.store.columns import Moment
from monitor.store.tables import metadata

__all__ = ["hosts", "metadata", "workers"]  # with these, `metadata` holds every table

hosts = Table(  # when each may be asked again, whoever asks
    "hosts",
    metadata,
    Column("host", Text, primary_key=True),
    # Microseconds, by the server's clock: when its turn is free, and its rest is over.
    Column("free", BigInteger, nullable=False),
    Column("rest", BigInteger, nullable=False, server_default="0"),
)

workers = Table(
    "workers",
    metadata,
    Column("name", Text, primary_key=True),  # host and process
    Column("roles", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("started", Moment, nullable=False),
    Column("seen", Moment, nullable=False),
    Column("scheduling", Boolean, nullable=False),
    Column("doing", Integer, nullable=False),  # jobs under way
    Column("done", BigInteger, nullable=False),  # jobs since its start
)
