"""Many workers on one database: whose turn a host is, who is at work, what is due."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "hosts",
        sa.Column("host", sa.Text(), primary_key=True),
        sa.Column("free", sa.BigInteger(), nullable=False),
    )
    op.create_table(
        "workers",
        sa.Column("name", sa.Text(), primary_key=True),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("started", sa.BigInteger(), nullable=False),
        sa.Column("seen", sa.BigInteger(), nullable=False),
        sa.Column("scheduling", sa.Boolean(), nullable=False),
        sa.Column("doing", sa.Integer(), nullable=False),
        sa.Column("done", sa.BigInteger(), nullable=False),
    )
    op.create_index(
        "ix_links_host_due",
        "links",
        ["host", "priority", "next_due"],
        sqlite_where=sa.text("state = 'due'"),
        postgresql_where=sa.text("state = 'due'"),
    )
    op.create_index("ix_sources_due", "sources", ["due"])
