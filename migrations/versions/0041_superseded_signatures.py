"""Of two signatures of one organisation one stands, and the other is kept and says which stands in its place.

Revision: 0041
After: 0040
"""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

BEFORE = (
    "started",
    "awaiting_email",
    "awaiting_authority",
    "awaiting_review",
    "accepted",
    "rejected",
    "withdrawn",
    "expired",
    "suspended",
    "removed",
)
AFTER = (*BEFORE, "superseded")
COLUMN = "superseded_by_id"


def upgrade() -> None:
    _hold_to(AFTER)
    op.add_column("signature", sa.Column(COLUMN, sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("fk_signature_superseded_by_id_signature"), "signature", "signature", [COLUMN], ["id"])
    op.create_index(op.f("ix_signature_superseded_by_id"), "signature", [COLUMN])
    op.create_check_constraint(
        op.f("ck_signature_superseded_by_another"), "signature", f"(state = 'superseded') = ({COLUMN} IS NOT NULL)"
    )
    op.create_check_constraint(op.f("ck_signature_not_superseded_by_itself"), "signature", f"{COLUMN} <> id")


def downgrade() -> None:
    for name in ("superseded_by_another", "not_superseded_by_itself"):
        op.drop_constraint(op.f(f"ck_signature_{name}"), "signature", type_="check")
    op.drop_index(op.f("ix_signature_superseded_by_id"), table_name="signature")
    op.drop_column("signature", COLUMN)
    # What was superseded counted no more, as what is removed does not; its events still say what happened.
    op.execute("UPDATE signature SET state = 'removed' WHERE state = 'superseded'")
    _hold_to(BEFORE)


def _hold_to(states: tuple[str, ...]) -> None:
    known = ", ".join(f"'{state}'" for state in states)
    for table in ("signature", "signatory"):
        name = op.f(f"ck_{table}_{table}_state_known")
        op.drop_constraint(name, table, type_="check")
        op.create_check_constraint(name, table, f"state IN ({known})")
