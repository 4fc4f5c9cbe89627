"""A rest that a host asked for is kept apart from whose turn it is."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "hosts",
        sa.Column("rest", sa.BigInteger(), server_default="0", nullable=False),
    )
