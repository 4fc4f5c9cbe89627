"""What a site's articles taught of it; what form an article has."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sites",
        sa.Column("host", sa.Text(), primary_key=True),
        sa.Column("stories", sa.Integer(), nullable=False),
        sa.Column("lines", sa.LargeBinary(), nullable=False),
        sa.Column("ways", sa.LargeBinary(), nullable=False),
        sa.Column("seen", sa.BigInteger(), nullable=False),
    )
    op.create_index("ix_sites_seen", "sites", ["seen"])
    op.drop_table("outlet_lines")  # nothing ever wrote to it
    op.add_column(
        "articles",
        sa.Column("form", sa.Text(), server_default="article", nullable=False),
    )
