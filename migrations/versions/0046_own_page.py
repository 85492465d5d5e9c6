"""An organisation's people propose every detail of its record, its logo too; a link keeps that it began a personal signature.

Revision: 0046
After: 0045
"""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

_OLD_SINGLE = ("name", "acronym", "website", "mail_domains", "language", "boilerplate")
_ROWS = ("add_contact", "end_contact", "add_signer", "end_signer")
_ADDED = ("sort_name", "legal_name", "identifiers", "branch_of", "locality", "sign_off", "logo")
_SINGLE = (
    "name",
    "acronym",
    "sort_name",
    "legal_name",
    "identifiers",
    "branch_of",
    "locality",
    "sign_off",
    "website",
    "mail_domains",
    "language",
    "boilerplate",
    "logo",
)


def upgrade() -> None:
    _allow(_SINGLE)
    op.create_table(
        "proposed_logo",
        sa.Column("correction_id", sa.Uuid(), nullable=False),
        sa.Column("png", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("coalition_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.ForeignKeyConstraint(["coalition_id"], ["coalition.id"], name=op.f("fk_proposed_logo_coalition_id_coalition")),
        sa.ForeignKeyConstraint(
            ["correction_id"],
            ["correction.id"],
            name=op.f("fk_proposed_logo_correction_id_correction"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposed_logo")),
        sa.UniqueConstraint("correction_id", name=op.f("uq_proposed_logo_correction_id")),
    )
    op.create_index(op.f("ix_proposed_logo_coalition_id"), "proposed_logo", ["coalition_id"])
    op.add_column("invitation_link", sa.Column("personal_begun_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("invitation_link", "personal_begun_at")
    op.drop_table("proposed_logo")
    # What was proposed of these cannot be told by the program that is gone back to.
    correction = sa.table("correction", sa.column("what"))
    op.execute(sa.delete(correction).where(correction.c.what.in_(_ADDED)))
    _allow(_OLD_SINGLE)


def _allow(single: tuple[str, ...]) -> None:
    op.drop_index("uq_correction_one_waits", table_name="correction")
    op.drop_constraint("correction_known", "correction", type_="check")
    op.create_check_constraint("correction_known", "correction", f"what IN ({_quoted((*single, *_ROWS))})")
    op.create_index(
        "uq_correction_one_waits",
        "correction",
        ["organisation_id", "what"],
        unique=True,
        postgresql_where=sa.text(f"state = 'waiting' AND what IN ({_quoted(single)})"),
    )


def _quoted(names: tuple[str, ...]) -> str:
    return ", ".join(f"'{one}'" for one in names)
