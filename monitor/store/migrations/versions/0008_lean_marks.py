"""Marks and event terms in one index each, for half the room.

Both are made again by `news-monitor reindex`, which this version needs anyway: its
prints are of another algorithm.
"""

import sqlalchemy as sa
from alembic import op

from monitor.store import columns

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table, hashed in (("marks", "hash"), ("event_terms", "term")):
        op.drop_table(table)
        op.create_table(
            table,
            sa.Column(hashed, sa.BigInteger(), nullable=False),
            sa.Column("seen", columns.Moment(), nullable=False),
            sa.Column("article_id", sa.String(16), nullable=False),
            sa.PrimaryKeyConstraint(hashed, "seen", "article_id", name=f"pk_{table}"),
            sqlite_with_rowid=False,
        )
        op.create_index(f"ix_{table}_article_id", table, ["article_id"])
    op.execute("UPDATE prints SET algorithm = 0")
