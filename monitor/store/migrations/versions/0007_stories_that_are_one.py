"""Stories that turn out to be one: the id of one leads to the other."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("stories", sa.Column("merged_into", sa.String(16), nullable=True))
    op.create_index("ix_stories_merged_into", "stories", ["merged_into"])
