"""Reports of one event in several languages, and events that turn out to be one."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Older prints are of another algorithm: `reindex` fills what they lack.
    op.add_column(
        "prints",
        sa.Column("bridges", sa.LargeBinary(), server_default="", nullable=False),
    )
    op.add_column("events", sa.Column("merged_into", sa.String(16), nullable=True))
    op.drop_table("outlet_shingles")
