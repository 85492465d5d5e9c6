"""What each coalition calls the people who have its roles.

Revision: 0014
After: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("coalition_role", sa.Column("name", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("coalition_role", "name")
