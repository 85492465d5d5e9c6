"""Notes about an organisation's response, and a log of calls; what was written is never changed.

Revision: 0023
After: 0022
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "response_note",
        sa.Column("letter_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=False),
        sa.Column("written_by_name", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("spoke_with", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("coalition_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.CheckConstraint("kind IN ('note', 'call')", name=op.f("ck_response_note_note_kind_known")),
        sa.CheckConstraint("words <> ''", name=op.f("ck_response_note_says_something")),
        sa.CheckConstraint(
            "kind <> 'call' OR (spoke_with <> '' AND number <> '')", name=op.f("ck_response_note_call_is_complete")
        ),
        sa.ForeignKeyConstraint(["coalition_id"], ["coalition.id"], name=op.f("fk_response_note_coalition_id_coalition")),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_response_note_letter_id_letter")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_response_note_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["written_by"], ["person.id"], name=op.f("fk_response_note_written_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_response_note")),
    )
    op.create_index(op.f("ix_response_note_coalition_id"), "response_note", ["coalition_id"])
    op.create_index(
        op.f("ix_response_note_letter_id_organisation_id_id"), "response_note", ["letter_id", "organisation_id", "id"]
    )
    op.create_index(op.f("ix_response_note_organisation_id"), "response_note", ["organisation_id"])
    op.execute(
        "CREATE TRIGGER response_note_is_never_changed BEFORE UPDATE OR DELETE ON response_note "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    op.drop_table("response_note")
