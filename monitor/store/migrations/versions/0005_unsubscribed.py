"""Readers who left what a channel sends."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "unsubscribed",
        sa.Column("channel", sa.Text(), primary_key=True),
        sa.Column("reader", sa.Text(), primary_key=True),
        sa.Column("watchlist", sa.Text(), primary_key=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
    )
