"""Which wave each invitation was part of.

Revision: 0022
After: 0021
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

NUMBERED = """
UPDATE invitation SET wave = numbered.wave FROM (
    SELECT id, dense_rank() OVER (PARTITION BY letter_id ORDER BY created_at) AS wave FROM invitation
) AS numbered WHERE numbered.id = invitation.id
"""


def upgrade() -> None:
    op.add_column("invitation", sa.Column("wave", sa.Integer(), server_default="1", nullable=False))
    op.execute(NUMBERED)


def downgrade() -> None:
    op.drop_column("invitation", "wave")
