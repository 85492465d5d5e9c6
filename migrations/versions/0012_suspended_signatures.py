"""A signature that is said to be wrong is suspended and keeps its place; one found wrong is removed.

Revision: 0012
After: 0011
"""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

BEFORE = ("started", "awaiting_email", "awaiting_review", "accepted", "rejected", "withdrawn", "expired")
AFTER = (*BEFORE, "suspended", "removed")


def upgrade() -> None:
    _hold_to(AFTER, live="'accepted', 'suspended'")


def downgrade() -> None:
    _hold_to(BEFORE, live="'accepted'")


def _hold_to(states: tuple[str, ...], live: str) -> None:
    known = ", ".join(f"'{state}'" for state in states)
    for table in ("signature", "signatory"):
        name = op.f(f"ck_{table}_{table}_state_known")
        op.drop_constraint(name, table, type_="check")
        op.create_check_constraint(name, table, f"state IN ({known})")
    op.drop_constraint(op.f("ck_signatory_live_is_known"), "signatory", type_="check")
    op.create_check_constraint(
        op.f("ck_signatory_live_is_known"), "signatory", f"NOT (state IN ({live})) OR organisation_id IS NOT NULL"
    )
    op.drop_index("uq_signatory_one_live_signature", table_name="signatory")
    op.create_index(
        "uq_signatory_one_live_signature",
        "signatory",
        ["letter_id", "organisation_id"],
        unique=True,
        postgresql_where=f"state IN ({live})",
    )
