"""Prints have a number: what finds an article takes a third of the room.

Which articles hold how many words is kept. The rest is made again by `news-monitor
reindex`: each article keeps a row, of no algorithm, so that its words are not counted
twice.
"""

import sqlalchemy as sa
from alembic import op

from monitor.store import columns

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _number_prints()
    for table in ("marks", "event_terms"):
        op.drop_table(table)
        op.create_table(
            table,
            sa.Column("hash", sa.BigInteger(), nullable=False),
            sa.Column("seen", columns.Second(), nullable=False),
            sa.Column("number", sa.Integer(), nullable=False),
            sa.PrimaryKeyConstraint("hash", "seen", "number", name=f"pk_{table}"),
            sqlite_with_rowid=False,
        )
    if op.get_bind().dialect.name == "sqlite":
        _count_in_one_tree()


def _number_prints() -> None:
    op.rename_table("prints", "old_prints")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER INDEX pk_prints RENAME TO pk_old_prints")
    blobs = ("terms", "bridges", "shingles", "marks", "found_by")
    made = op.create_table(
        "prints",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.String(16), nullable=False),
        sa.Column("algorithm", sa.Integer(), nullable=False),
        sa.Column("seen", columns.Second(), nullable=False),
        sa.Column("numbers", columns.Json(), nullable=False),
        *(sa.Column(name, sa.LargeBinary(), nullable=False) for name in blobs),
        sa.PrimaryKeyConstraint("number", name="pk_prints"),
        sa.UniqueConstraint("article_id", name="uq_prints_article_id"),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["articles.id"],
            name="fk_prints_article_id",
            ondelete="CASCADE",
        ),
    )
    op.create_index(
        "ix_prints_found_by",
        "prints",
        ["seen"],
        sqlite_where=sa.text("length(found_by) > 0"),
        postgresql_where=sa.text("length(found_by) > 0"),
    )
    old = sa.table("old_prints", sa.column("article_id", sa.String))
    none = sa.cast(sa.literal(b""), sa.LargeBinary())
    empty = [sa.literal(0), sa.literal(0), sa.literal("[]"), *(none for _ in blobs)]
    names = ["article_id", "algorithm", "seen", "numbers", *blobs]
    rows = sa.select(old.c.article_id, *empty).order_by(old.c.article_id)
    op.execute(sa.insert(made).from_select(names, rows))
    op.drop_table("old_prints")


def _count_in_one_tree() -> None:
    op.rename_table("term_counts", "old_counts")
    op.create_table(
        "term_counts",
        sa.Column("term", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("articles", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("term", name="pk_term_counts"),
        sqlite_with_rowid=False,
    )
    op.execute(
        "INSERT INTO term_counts SELECT term, articles FROM old_counts ORDER BY 1"
    )
    op.drop_table("old_counts")
