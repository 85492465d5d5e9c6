"""Somebody beside the signer may have to authorise a signature, by the signer's word or by the organisation's rule.

Revision: 0016
After: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

BEFORE = (
    "started",
    "awaiting_email",
    "awaiting_review",
    "accepted",
    "rejected",
    "withdrawn",
    "expired",
    "suspended",
    "removed",
)
AFTER = ("started", "awaiting_email", "awaiting_authority", *BEFORE[2:])
TEXTS = (
    "authoriser_name",
    "authoriser_title",
    "authoriser_email",
    "authoriser_email_key",
    "authoriser_note",
    "authoriser_attested",
)
BASES = "'chief_executive', 'trustees_agreed', 'delegated'"


def upgrade() -> None:
    for name in TEXTS:
        op.add_column("signature", sa.Column(name, sa.Text(), server_default="", nullable=False))
    for name in ("authority_asked_at", "authority_answered_at"):
        op.add_column("signature", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.add_column("signature", sa.Column("authoriser_basis", sa.String(length=40), nullable=True))
    op.create_check_constraint(op.f("ck_signature_authoriser_basis_known"), "signature", f"authoriser_basis IN ({BASES})")
    op.add_column("signature", sa.Column("authoriser_rotation", sa.Integer(), server_default="0", nullable=False))
    op.add_column("organisation", sa.Column("sign_off", sa.String(length=40), server_default="one_person", nullable=False))
    op.create_check_constraint(
        op.f("ck_organisation_sign_off_known"), "organisation", "sign_off IN ('one_person', 'two_people')"
    )
    _hold_to(AFTER, authority="(authority IS NOT NULL OR authoriser_email <> '')")


def downgrade() -> None:
    _hold_to(BEFORE, authority="authority IS NOT NULL")
    op.drop_constraint(op.f("ck_organisation_sign_off_known"), "organisation", type_="check")
    op.drop_column("organisation", "sign_off")
    op.drop_constraint(op.f("ck_signature_authoriser_basis_known"), "signature", type_="check")
    for name in ("authoriser_rotation", "authoriser_basis", "authority_answered_at", "authority_asked_at", *TEXTS):
        op.drop_column("signature", name)


def _hold_to(states: tuple[str, ...], authority: str) -> None:
    known = ", ".join(f"'{state}'" for state in states)
    for table in ("signature", "signatory"):
        name = op.f(f"ck_{table}_{table}_state_known")
        op.drop_constraint(name, table, type_="check")
        op.create_check_constraint(name, table, f"state IN ({known})")
    name = op.f("ck_signature_complete_when_submitted")
    op.drop_constraint(name, "signature", type_="check")
    op.create_check_constraint(
        name,
        "signature",
        "state IN ('started', 'expired') OR (number IS NOT NULL AND submitted_at IS NOT NULL "
        f"AND {authority} AND display_name <> '' AND signer_name <> '' AND signer_email <> '' AND attested <> '')",
    )
