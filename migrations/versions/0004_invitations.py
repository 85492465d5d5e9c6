"""invitations

Revision: 0004
After: 0003
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "invitation",
        sa.Column("letter_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("coalition_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.ForeignKeyConstraint(["coalition_id"], ["coalition.id"], name=op.f("fk_invitation_coalition_id_coalition")),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name=op.f("fk_invitation_created_by_person")),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_invitation_letter_id_letter")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_invitation_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("letter_id", "organisation_id", name=op.f("uq_invitation_letter_id_organisation_id")),
    )
    op.create_index(op.f("ix_invitation_coalition_id"), "invitation", ["coalition_id"], unique=False)
    op.create_index(op.f("ix_invitation_organisation_id"), "invitation", ["organisation_id"], unique=False)
    op.create_table(
        "invitation_link",
        sa.Column("invitation_id", sa.Uuid(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("rotation", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("coalition_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.ForeignKeyConstraint(["coalition_id"], ["coalition.id"], name=op.f("fk_invitation_link_coalition_id_coalition")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_invitation_link_contact_id_contact")),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["invitation.id"], name=op.f("fk_invitation_link_invitation_id_invitation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation_link")),
        sa.UniqueConstraint("invitation_id", "contact_id", name=op.f("uq_invitation_link_invitation_id_contact_id")),
    )
    op.create_index(op.f("ix_invitation_link_coalition_id"), "invitation_link", ["coalition_id"], unique=False)
    op.create_index(op.f("ix_invitation_link_contact_id"), "invitation_link", ["contact_id"], unique=False)
    op.create_table(
        "answer",
        sa.Column("invitation_id", sa.Uuid(), nullable=False),
        sa.Column("invitation_link_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("declined", "more_time", name="answer_kind_known", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_name", sa.Text(), nullable=False),
        sa.Column("reasons", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("would_sign_if", sa.Text(), nullable=False),
        sa.Column(
            "who_sees",
            sa.Enum(
                "secretariat",
                "working_group_named",
                "working_group_unnamed",
                name="who_sees_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("needed_by", sa.Date(), nullable=True),
        sa.Column("coalition_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.ForeignKeyConstraint(["coalition_id"], ["coalition.id"], name=op.f("fk_answer_coalition_id_coalition")),
        sa.ForeignKeyConstraint(["invitation_id"], ["invitation.id"], name=op.f("fk_answer_invitation_id_invitation")),
        sa.ForeignKeyConstraint(
            ["invitation_link_id"], ["invitation_link.id"], name=op.f("fk_answer_invitation_link_id_invitation_link")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
    )
    op.create_index(op.f("ix_answer_coalition_id"), "answer", ["coalition_id"], unique=False)
    op.create_index(op.f("ix_answer_invitation_id_id"), "answer", ["invitation_id", "id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_answer_invitation_id_id"), table_name="answer")
    op.drop_index(op.f("ix_answer_coalition_id"), table_name="answer")
    op.drop_table("answer")
    op.drop_index(op.f("ix_invitation_link_contact_id"), table_name="invitation_link")
    op.drop_index(op.f("ix_invitation_link_coalition_id"), table_name="invitation_link")
    op.drop_table("invitation_link")
    op.drop_index(op.f("ix_invitation_organisation_id"), table_name="invitation")
    op.drop_index(op.f("ix_invitation_coalition_id"), table_name="invitation")
    op.drop_table("invitation")
