"""The first schema."""

import sqlalchemy as sa
from alembic import op

from monitor.store import columns, search

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _alerts()
    _articles()
    _channels()
    _event_terms()
    _events()
    _links()
    _marks()
    _meta()
    _mutes()
    _outcomes()
    _outlet_lines()
    _outlet_shingles()
    _sources()
    _stories()
    _term_counts()
    _validators()
    _addresses()
    _deliveries()
    _matches()
    _prints()
    _search_rows()
    _versions()
    search.create(op.get_bind())


def _alerts() -> None:
    op.create_table(
        "alerts",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("watchlist", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("story_id", sa.String(length=16), nullable=False),
        sa.Column("event_id", sa.String(length=16), nullable=False),
        sa.Column("article_id", sa.String(length=16), nullable=True),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("watches", columns.Json(), nullable=False),
        sa.Column("priority", sa.Text(), nullable=False),
        sa.Column("created", columns.Moment(), nullable=False),
        sa.Column("due", columns.Moment(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("leased_until", columns.Moment(), nullable=True),
        sa.Column("leased_by", sa.Text(), nullable=True),
        sa.Column("content", columns.Json(), nullable=False),
        sa.Column("thread", sa.String(length=64), nullable=True),
        sa.Column("config", sa.Text(), nullable=False),
        sa.Column("digest_id", sa.String(length=64), nullable=True),
        sa.Column("settled_at", columns.Moment(), nullable=True),
        sa.Column("last_error", columns.Words(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_alerts"),
    )
    op.create_index("ix_alerts_article_id", "alerts", ["article_id"])
    op.create_index("ix_alerts_created", "alerts", ["created"])
    op.create_index("ix_alerts_digest_id", "alerts", ["digest_id"])
    op.create_index("ix_alerts_due", "alerts", ["state", "channel", "due"])
    op.create_index("ix_alerts_story_id", "alerts", ["story_id"])


def _articles() -> None:
    op.create_table(
        "articles",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("url", columns.Words(), nullable=False),
        sa.Column("fetched_url", columns.Words(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("outlet", columns.Words(), nullable=False),
        sa.Column("title", columns.Words(), nullable=False),
        sa.Column("text", columns.Words(), nullable=False),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("authors", columns.Json(), nullable=False),
        sa.Column("published", columns.Moment(), nullable=True),
        sa.Column("published_doubtful", sa.Boolean(), nullable=False),
        sa.Column("date_only", sa.Boolean(), nullable=False),
        sa.Column("modified", columns.Moment(), nullable=True),
        sa.Column("summary", columns.Words(), nullable=True),
        sa.Column("section", columns.Words(), nullable=True),
        sa.Column("credit", columns.Words(), nullable=True),
        sa.Column("image", columns.Words(), nullable=True),
        sa.Column("paywalled", sa.Boolean(), nullable=False),
        sa.Column("notes", columns.Json(), nullable=False),
        sa.Column("aliases", columns.Json(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("story_id", sa.String(length=16), nullable=False),
        sa.Column("event_id", sa.String(length=16), nullable=False),
        sa.Column("relation", sa.Text(), nullable=False),
        sa.Column("placed_reason", columns.Words(), nullable=False),
        sa.Column("placed_near", sa.String(length=16), nullable=True),
        sa.Column("similarity", sa.Float(), nullable=True),
        sa.Column("baseline", sa.Boolean(), nullable=False),
        sa.Column("first_seen", columns.Moment(), nullable=False),
        sa.Column("fetched", columns.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_articles"),
        sa.UniqueConstraint("url", name="uq_articles_url"),
    )
    op.create_index(
        "ix_articles_event_id_first_seen", "articles", ["event_id", "first_seen"]
    )
    op.create_index("ix_articles_first_seen", "articles", ["first_seen"])
    op.create_index(
        "ix_articles_source_first_seen", "articles", ["source", "first_seen"]
    )
    op.create_index("ix_articles_story_id", "articles", ["story_id"])


def _channels() -> None:
    op.create_table(
        "channels",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("off", sa.Boolean(), nullable=False),
        sa.Column("off_reason", columns.Words(), nullable=False),
        sa.Column("failing_since", columns.Moment(), nullable=True),
        sa.Column("last_ok", columns.Moment(), nullable=True),
        sa.PrimaryKeyConstraint("name", name="pk_channels"),
    )


def _event_terms() -> None:
    op.create_table(
        "event_terms",
        sa.Column("term", sa.BigInteger(), nullable=False),
        sa.Column("article_id", sa.String(length=16), nullable=False),
        sa.Column("seen", columns.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("term", "article_id", name="pk_event_terms"),
    )
    op.create_index("ix_event_terms_article_id", "event_terms", ["article_id"])
    op.create_index("ix_event_terms_term_seen", "event_terms", ["term", "seen"])


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("title", columns.Words(), nullable=False),
        sa.Column("first_seen", columns.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_events"),
    )


def _links() -> None:
    op.create_table(
        "links",
        sa.Column("url", columns.Words(), nullable=False),
        sa.Column("request_url", columns.Words(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("title", columns.Words(), nullable=True),
        sa.Column("summary", columns.Words(), nullable=True),
        sa.Column("text", columns.Words(), nullable=True),
        sa.Column("published", columns.Moment(), nullable=True),
        sa.Column("doubtful", sa.Boolean(), nullable=False),
        sa.Column("modified", columns.Moment(), nullable=True),
        sa.Column("guid", columns.Words(), nullable=True),
        sa.Column("outlet", columns.Words(), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("authors", columns.Json(), nullable=False),
        sa.Column("fingerprints", columns.Json(), nullable=False),
        sa.Column("baseline", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("priority", sa.SmallInteger(), nullable=False),
        sa.Column("next_due", columns.Moment(), nullable=True),
        sa.Column("leased_until", columns.Moment(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("poisoned", sa.Integer(), nullable=False),
        sa.Column("checks", sa.Integer(), nullable=False),
        sa.Column("reason", columns.Words(), nullable=False),
        sa.Column("first_seen", columns.Moment(), nullable=False),
        sa.Column("article_id", sa.String(length=16), nullable=True),
        sa.PrimaryKeyConstraint("url", name="pk_links"),
    )
    op.create_index("ix_links_article_id", "links", ["article_id"])
    op.create_index("ix_links_due", "links", ["state", "priority", "next_due"])
    op.create_index("ix_links_source", "links", ["source", "first_seen"])


def _marks() -> None:
    op.create_table(
        "marks",
        sa.Column("hash", sa.BigInteger(), nullable=False),
        sa.Column("article_id", sa.String(length=16), nullable=False),
        sa.Column("outlet", columns.Words(), nullable=False),
        sa.Column("seen", columns.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("hash", "article_id", name="pk_marks"),
    )
    op.create_index("ix_marks_article_id", "marks", ["article_id"])
    op.create_index("ix_marks_hash_seen", "marks", ["hash", "seen"])


def _meta() -> None:
    op.create_table(
        "meta",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", columns.Json(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_meta"),
    )


def _mutes() -> None:
    op.create_table(
        "mutes",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("until", columns.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "name", name="pk_mutes"),
    )


def _outcomes() -> None:
    op.create_table(
        "outcomes",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("url", columns.Words(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("reason", columns.Words(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("bytes", sa.Integer(), nullable=True),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("at", columns.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_outcomes"),
    )
    op.create_index("ix_outcomes_at", "outcomes", ["at"])
    op.create_index("ix_outcomes_source_at", "outcomes", ["source", "at"])
    op.create_index("ix_outcomes_url_at", "outcomes", ["url", "at"])


def _outlet_lines() -> None:
    op.create_table(
        "outlet_lines",
        sa.Column("outlet", columns.Words(), nullable=False),
        sa.Column("line_hash", sa.BigInteger(), nullable=False),
        sa.Column("articles", sa.Integer(), nullable=False),
        sa.Column("last_seen", columns.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("outlet", "line_hash", name="pk_outlet_lines"),
    )


def _outlet_shingles() -> None:
    op.create_table(
        "outlet_shingles",
        sa.Column("outlet", columns.Words(), nullable=False),
        sa.Column("shingle", sa.BigInteger(), nullable=False),
        sa.Column("articles", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("outlet", "shingle", name="pk_outlet_shingles"),
    )


def _sources() -> None:
    op.create_table(
        "sources",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("url", columns.Words(), nullable=False),
        sa.Column("added", columns.Moment(), nullable=False),
        sa.Column("due", columns.Moment(), nullable=False),
        sa.Column("last", columns.Moment(), nullable=True),
        sa.Column("succeeded", columns.Moment(), nullable=True),
        sa.Column("first_done", sa.Boolean(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("reason", columns.Words(), nullable=False),
        sa.Column("moved_to", columns.Words(), nullable=True),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.Column("pace", columns.Span(), nullable=True),
        sa.Column("last_new", columns.Moment(), nullable=True),
        sa.Column("links_new", sa.Integer(), nullable=False),
        sa.Column("children", columns.Json(), nullable=False),
        sa.PrimaryKeyConstraint("source", name="pk_sources"),
    )


def _stories() -> None:
    op.create_table(
        "stories",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("event_id", sa.String(length=16), nullable=False),
        sa.Column("opened_by", sa.String(length=16), nullable=False),
        sa.Column("title", columns.Words(), nullable=False),
        sa.Column("first_seen", columns.Moment(), nullable=False),
        sa.Column("silent", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_stories"),
    )
    op.create_index("ix_stories_event_id", "stories", ["event_id"])
    op.create_index("ix_stories_first_seen", "stories", ["first_seen"])


def _term_counts() -> None:
    op.create_table(
        "term_counts",
        sa.Column("term", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("articles", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("term", name="pk_term_counts"),
    )


def _validators() -> None:
    op.create_table(
        "validators",
        sa.Column("url", columns.Words(), nullable=False),
        sa.Column("etag", columns.Words(), nullable=True),
        sa.Column("last_modified", columns.Words(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("fetched", columns.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("url", name="pk_validators"),
    )
    op.create_index("ix_validators_fetched", "validators", ["fetched"])


def _addresses() -> None:
    op.create_table(
        "addresses",
        sa.Column("url", columns.Words(), nullable=False),
        sa.Column("article_id", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["articles.id"],
            name="fk_addresses_article_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("url", name="pk_addresses"),
    )
    op.create_index("ix_addresses_article_id", "addresses", ["article_id"])


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("alert_id", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("at", columns.Moment(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("answer", columns.Words(), nullable=False),
        sa.ForeignKeyConstraint(
            ["alert_id"],
            ["alerts.id"],
            name="fk_deliveries_alert_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
    )
    op.create_index("ix_deliveries_at", "deliveries", ["at"])
    op.create_index(
        "uq_deliveries_attempt",
        "deliveries",
        ["alert_id", "attempt", "at"],
        unique=True,
    )


def _matches() -> None:
    op.create_table(
        "matches",
        sa.Column("article_id", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("watchlist", sa.Text(), nullable=False),
        sa.Column("watch", sa.Text(), nullable=False),
        sa.Column("terms", columns.Json(), nullable=False),
        sa.Column("passages", columns.Json(), nullable=False),
        sa.Column("at", columns.Moment(), nullable=False),
        sa.Column("config", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["articles.id"],
            name="fk_matches_article_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "article_id", "version", "watchlist", "watch", name="pk_matches"
        ),
    )
    op.create_index("ix_matches_at", "matches", ["at"])
    op.create_index(
        "ix_matches_watchlist_watch_at", "matches", ["watchlist", "watch", "at"]
    )


def _prints() -> None:
    op.create_table(
        "prints",
        sa.Column("article_id", sa.String(length=16), nullable=False),
        sa.Column("algorithm", sa.Integer(), nullable=False),
        sa.Column("shingles", sa.LargeBinary(), nullable=False),
        sa.Column("numbers", columns.Json(), nullable=False),
        sa.Column("terms", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["articles.id"],
            name="fk_prints_article_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("article_id", name="pk_prints"),
    )


def _search_rows() -> None:
    op.create_table(
        "search_rows",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("article_id", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["articles.id"],
            name="fk_search_rows_article_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_search_rows"),
        sa.UniqueConstraint("article_id", name="uq_search_rows_article_id"),
        sqlite_autoincrement=True,
    )


def _versions() -> None:
    op.create_table(
        "versions",
        sa.Column("article_id", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", columns.Words(), nullable=False),
        sa.Column("text", columns.Words(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("fetched", columns.Moment(), nullable=False),
        sa.Column("material", sa.Boolean(), nullable=False),
        sa.Column("reason", columns.Words(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["articles.id"],
            name="fk_versions_article_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("article_id", "version", name="pk_versions"),
    )
