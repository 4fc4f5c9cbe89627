"""Every table, in the words of the design.

Times are `Moment` (microseconds, UTC), text from strangers is `Words`, lists and small
records are `Json`. The full-text tables are not here: see `monitor.store.search`.
"""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    Table,
    Text,
    text,
)

from monitor.store.columns import Json, Moment, Second, Span, Words

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    }
)


def _article(**options: bool) -> Column[str]:
    """A reference to an article; what belongs to it goes with it."""
    key = ForeignKey("articles.id", ondelete="CASCADE")
    return Column("article_id", String(16), key, **options)  # type: ignore[arg-type]


def _only(rows: str) -> Any:  # noqa: ANN401 - options of an index, one for each dialect
    return {"sqlite_where": text(rows), "postgresql_where": text(rows)}


meta = Table(
    "meta",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Json, nullable=False),
)

# ---- what is polled ------------------------------------------------------------------

sources = Table(
    "sources",
    metadata,
    Column("source", Text, primary_key=True),
    Column("url", Words, nullable=False),  # as configured; another one starts anew
    Column("added", Moment, nullable=False),
    Column("due", Moment, nullable=False),
    Column("last", Moment),
    Column("succeeded", Moment),
    Column("first_done", Boolean, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("reason", Words, nullable=False),
    Column("moved_to", Words),
    Column("gone", Boolean, nullable=False),
    Column("pace", Span),
    Column("last_new", Moment),
    Column("links_new", Integer, nullable=False),
    Column("children", Json, nullable=False),
    Index("ix_sources_due", "due"),
)

validators = Table(
    "validators",
    metadata,
    Column("url", Words, primary_key=True),
    Column("etag", Words),
    Column("last_modified", Words),
    Column("digest", String(64)),
    Column("fetched", Moment, nullable=False, index=True),
)

outcomes = Table(
    "outcomes",
    metadata,
    # On SQLite only INTEGER grows by itself.
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("source", Text, nullable=False),
    Column("url", Words, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("reason", Words, nullable=False),
    Column("status", Integer),
    Column("bytes", Integer),
    Column("seconds", Float, nullable=False),
    Column("at", Moment, nullable=False, index=True),
    Index(None, "source", "at"),
    Index(None, "url", "at"),
)

# ---- what was announced: also the queue of pages -------------------------------------

links = Table(
    "links",
    metadata,
    Column("url", Words, primary_key=True),  # canonical
    Column("request_url", Words, nullable=False),
    Column("host", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("title", Words),
    Column("summary", Words),
    Column("text", Words),
    Column("published", Moment),
    Column("doubtful", Boolean, nullable=False),
    Column("modified", Moment),
    Column("guid", Words),
    Column("outlet", Words),
    Column("language", Text),
    Column("authors", Json, nullable=False),
    Column("fingerprints", Json, nullable=False),  # by source: each words it its way
    Column("baseline", Boolean, nullable=False),
    Column("state", Text, nullable=False),  # due | leased | done | failed | skipped
    Column("priority", SmallInteger, nullable=False),  # the lowest is read first
    Column("next_due", Moment),
    Column("leased_until", Moment),
    Column("attempts", Integer, nullable=False),  # in a row, without an article
    Column("poisoned", Integer, nullable=False),  # extractors that it killed
    Column("checks", Integer, nullable=False),  # made after the first reading
    Column("reason", Words, nullable=False),
    Column("first_seen", Moment, nullable=False),
    Column("article_id", String(16), index=True),
    Index("ix_links_due", "state", "priority", "next_due"),
    Index("ix_links_source", "source", "first_seen"),
    Index(
        "ix_links_host_due", "host", "priority", "next_due", **_only("state = 'due'")
    ),
)

addresses = Table(
    "addresses",
    metadata,
    Column("url", Words, primary_key=True),
    _article(nullable=False, index=True),
)

# ---- articles, stories, events -------------------------------------------------------

articles = Table(
    "articles",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("url", Words, nullable=False, unique=True),
    Column("fetched_url", Words, nullable=False),
    Column("source", Text, nullable=False),
    Column("outlet", Words, nullable=False),
    Column("title", Words, nullable=False),
    Column("text", Words, nullable=False),
    Column("language", Text),
    Column("country", Text),
    Column("authors", Json, nullable=False),
    Column("published", Moment),
    Column("published_doubtful", Boolean, nullable=False),
    Column("date_only", Boolean, nullable=False),
    Column("modified", Moment),
    Column("summary", Words),
    Column("section", Words),
    Column("credit", Words),
    Column("image", Words),
    Column("paywalled", Boolean, nullable=False),
    Column("form", Text, nullable=False, server_default="article"),
    Column("notes", Json, nullable=False),
    Column("aliases", Json, nullable=False),
    Column("origin", Text, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("version", Integer, nullable=False),
    Column("story_id", String(16), nullable=False, index=True),
    Column("event_id", String(16), nullable=False),
    Column("relation", Text, nullable=False),  # copy | revision | joins | opens
    Column("placed_reason", Words, nullable=False),
    Column("placed_near", String(16)),
    Column("similarity", Float),
    Column("baseline", Boolean, nullable=False),
    Column("first_seen", Moment, nullable=False, index=True),
    Column("fetched", Moment, nullable=False),
    Index(None, "event_id", "first_seen"),
    Index(None, "source", "first_seen"),
    Index("ix_articles_kept", "fetched", **_only("text <> ''")),
)

versions = Table(
    "versions",
    metadata,
    _article(nullable=False),
    Column("version", Integer, nullable=False),
    Column("title", Words, nullable=False),
    Column("text", Words, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("fetched", Moment, nullable=False),
    Column("material", Boolean, nullable=False),
    Column("reason", Words, nullable=False),
    PrimaryKeyConstraint("article_id", "version"),
)

stories = Table(
    "stories",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("event_id", String(16), nullable=False, index=True),
    Column("opened_by", String(16), nullable=False),
    Column("title", Words, nullable=False),
    Column("first_seen", Moment, nullable=False, index=True),
    Column("silent", Boolean, nullable=False),
    Column("merged_into", String(16), index=True),  # the story that it turned out to be
)

events = Table(
    "events",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("title", Words, nullable=False),
    Column("first_seen", Moment, nullable=False),
    Column("merged_into", String(16)),  # the event that it turned out to be
)

matches = Table(
    "matches",
    metadata,
    _article(nullable=False),
    Column("version", Integer, nullable=False),
    Column("watchlist", Text, nullable=False),
    Column("watch", Text, nullable=False),
    Column("terms", Json, nullable=False),
    Column("passages", Json, nullable=False),
    Column("at", Moment, nullable=False, index=True),
    Column("config", Text, nullable=False),
    PrimaryKeyConstraint("article_id", "version", "watchlist", "watch"),
    Index(None, "watchlist", "watch", "at"),
)

# ---- alerts --------------------------------------------------------------------------

alerts = Table(
    "alerts",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("watchlist", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("story_id", String(16), nullable=False, index=True),
    Column("event_id", String(16), nullable=False),
    Column("article_id", String(16), index=True),
    Column("version", Text, nullable=False),
    Column("watches", Json, nullable=False),
    Column("priority", Text, nullable=False),
    Column("created", Moment, nullable=False, index=True),
    Column("due", Moment, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("leased_until", Moment),
    Column("leased_by", Text),
    Column("content", Json, nullable=False),
    Column("thread", String(64)),
    Column("config", Text, nullable=False),
    Column("digest_id", String(64), index=True),
    Column("settled_at", Moment),
    Column("last_error", Words),
    Index("ix_alerts_due", "state", "channel", "due"),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column(
        "alert_id",
        String(64),
        ForeignKey("alerts.id", ondelete="CASCADE"),
        nullable=False,
    ),
    Column("channel", Text, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("at", Moment, nullable=False, index=True),
    Column("outcome", Text, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("status", Integer),
    Column("answer", Words, nullable=False),
    Index("uq_deliveries_attempt", "alert_id", "attempt", "at", unique=True),
)

channels = Table(
    "channels",
    metadata,
    Column("name", Text, primary_key=True),
    Column("off", Boolean, nullable=False),
    Column("off_reason", Words, nullable=False),
    Column("failing_since", Moment),
    Column("last_ok", Moment),
)

mutes = Table(
    "mutes",
    metadata,
    Column("kind", Text, nullable=False),  # "watch" or "story"
    Column("name", Text, nullable=False),
    Column("until", Moment, nullable=False),
    PrimaryKeyConstraint("kind", "name"),
)

# ---- what is remembered for recognising ----------------------------------------------

sites = Table(  # what articles taught of the host that they stood on
    "sites",
    metadata,
    Column("host", Words, primary_key=True),
    Column("stories", Integer, nullable=False),
    Column("lines", LargeBinary, nullable=False),
    Column("ways", LargeBinary, nullable=False),
    Column("seen", Moment, nullable=False, index=True),
)

# Read in this order: what is compared for events lies first, what only deleting asks for
# last. `marks` and `found_by` are the hashes under which the two tables below name it.
prints = Table(
    "prints",
    metadata,
    Column("number", Integer, primary_key=True),
    _article(nullable=False, unique=True),
    Column("algorithm", Integer, nullable=False),
    Column("seen", Second, nullable=False),
    Column("numbers", Json, nullable=False),
    Column("terms", LargeBinary, nullable=False),
    Column("bridges", LargeBinary, nullable=False),
    Column("shingles", LargeBinary, nullable=False),
    Column("marks", LargeBinary, nullable=False),
    Column(
        "found_by", LargeBinary, nullable=False
    ),  # empty once the event is long over
    Index("ix_prints_found_by", "seen", **_only("length(found_by) > 0")),
)

# What a look-up asks for is the key, in the order in which it asks: the newest articles
# under a hash, by their `prints.number`. Nothing else is kept, in one tree where the
# database can.
marks = Table(
    "marks",
    metadata,
    Column("hash", BigInteger, nullable=False),
    Column("seen", Second, nullable=False),
    Column("number", Integer, nullable=False),
    PrimaryKeyConstraint("hash", "seen", "number"),
    sqlite_with_rowid=False,
)

event_terms = Table(
    "event_terms",
    metadata,
    Column("hash", BigInteger, nullable=False),
    Column("seen", Second, nullable=False),
    Column("number", Integer, nullable=False),
    PrimaryKeyConstraint("hash", "seen", "number"),
    sqlite_with_rowid=False,
)

term_counts = Table(
    "term_counts",
    metadata,
    Column("term", BigInteger, primary_key=True, autoincrement=False),
    Column("articles", Integer, nullable=False),
    sqlite_with_rowid=False,
)

# One row per article that the full-text index holds. A revision gets a new id, so that
# the index never has to forget: what no row names is not found.
search_rows = Table(
    "search_rows",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    _article(nullable=False, unique=True),
    sqlite_autoincrement=True,  # or the newest id would be given out again
)

unsubscribed = Table(
    "unsubscribed",
    metadata,
    Column("channel", Text, primary_key=True),
    Column("reader", Words, primary_key=True),
    Column("watchlist", Text, primary_key=True),  # "" for what comes without one
    Column("at", Moment, nullable=False),
)
