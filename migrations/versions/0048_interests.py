"""A label may say what an organisation works on, and not only what it is.

Revision: 0048
After: 0047
"""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None

TABLE = "organisation_category"
KNOWN = f"ck_{TABLE}_category_kind_known"
BEFORE = f"uq_{TABLE}_coalition_id_label_key"
UNIQUE = f"uq_{TABLE}_coalition_id_kind_label_key"


def upgrade() -> None:
    op.add_column(TABLE, sa.Column("kind", sa.String(40), nullable=False, server_default="category"))
    op.create_check_constraint(op.f(KNOWN), TABLE, "kind IN ('category', 'interest')")
    op.drop_constraint(op.f(BEFORE), TABLE)
    op.create_unique_constraint(op.f(UNIQUE), TABLE, ["coalition_id", "kind", "label_key"])


def downgrade() -> None:
    # Before, there were no interests, and one of them may have the label of a category.
    op.execute(
        "DELETE FROM organisation_in_category USING organisation_category AS category"
        " WHERE category.id = category_id AND category.kind = 'interest'"
    )
    op.execute("DELETE FROM organisation_category WHERE kind = 'interest'")
    op.drop_constraint(op.f(UNIQUE), TABLE)
    op.create_unique_constraint(op.f(BEFORE), TABLE, ["coalition_id", "label_key"])
    op.drop_constraint(op.f(KNOWN), TABLE)
    op.drop_column(TABLE, "kind")
