"""The language that somebody who signs in reads.

Revision: 0040
After: 0039
"""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("person", sa.Column("locale", sa.String(length=40), nullable=True))
    op.create_check_constraint(op.f("ck_person_person_locale_known"), "person", "locale IN ('en-GB', 'cy')")


def downgrade() -> None:
    op.drop_column("person", "locale")
