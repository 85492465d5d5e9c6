"""signatures

Revision: 0005
After: 0004
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "signature",
        sa.Column("letter_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column(
            "route",
            sa.Enum("invitation", "public", name="route_known", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("invitation_link_id", sa.Uuid(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "started",
                "awaiting_email",
                "awaiting_review",
                "accepted",
                "rejected",
                "withdrawn",
                "expired",
                name="signature_state_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("display_name", sa.Text(), nullable=False),
        sa.Column("sort_name", sa.Text(), nullable=False),
        sa.Column("sort_key", sa.LargeBinary(), nullable=False),
        sa.Column("joint_names", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("signer_name", sa.Text(), nullable=False),
        sa.Column("signer_title", sa.Text(), nullable=False),
        sa.Column("signer_email", sa.Text(), nullable=False),
        sa.Column("signer_email_key", sa.Text(), nullable=False),
        sa.Column("signer_phone", sa.Text(), nullable=False),
        sa.Column("show_person", sa.Boolean(), nullable=False),
        sa.Column(
            "authority",
            sa.Enum(
                "chief_executive",
                "trustees_agreed",
                "delegated",
                name="authority_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("authority_note", sa.Text(), nullable=False),
        sa.Column("attested", sa.Text(), nullable=False),
        sa.Column("rotation", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("wrong_codes", sa.Integer(), nullable=False),
        sa.Column("review_note", sa.Text(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("coalition_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.CheckConstraint(
            "state IN ('started', 'expired') OR (number IS NOT NULL AND submitted_at IS NOT NULL AND authority IS NOT NULL AND display_name <> '' AND signer_name <> '' AND signer_email <> '' AND attested <> '')",
            name=op.f("ck_signature_complete_when_submitted"),
        ),
        sa.ForeignKeyConstraint(["coalition_id"], ["coalition.id"], name=op.f("fk_signature_coalition_id_coalition")),
        sa.ForeignKeyConstraint(
            ["invitation_link_id"], ["invitation_link.id"], name=op.f("fk_signature_invitation_link_id_invitation_link")
        ),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_signature_letter_id_letter")),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_signature_version_id_version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signature")),
        sa.UniqueConstraint("id", "letter_id", "state", name=op.f("uq_signature_id_letter_id_state")),
        sa.UniqueConstraint("letter_id", "number", name=op.f("uq_signature_letter_id_number")),
    )
    op.create_index(op.f("ix_signature_coalition_id"), "signature", ["coalition_id"], unique=False)
    op.create_index(
        op.f("ix_signature_letter_id_state_sort_key_id"), "signature", ["letter_id", "state", "sort_key", "id"], unique=False
    )
    op.create_index(
        "uq_signature_started_by_link",
        "signature",
        ["invitation_link_id"],
        unique=True,
        postgresql_where=sa.text("state = 'started' AND route = 'invitation'"),
    )
    op.create_table(
        "signatory",
        sa.Column("signature_id", sa.Uuid(), nullable=False),
        sa.Column("letter_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "started",
                "awaiting_email",
                "awaiting_review",
                "accepted",
                "rejected",
                "withdrawn",
                "expired",
                name="signatory_state_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("coalition_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.CheckConstraint(
            "NOT (state IN ('accepted')) OR organisation_id IS NOT NULL", name=op.f("ck_signatory_live_is_known")
        ),
        sa.ForeignKeyConstraint(["coalition_id"], ["coalition.id"], name=op.f("fk_signatory_coalition_id_coalition")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_signatory_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["signature_id", "letter_id", "state"],
            ["signature.id", "signature.letter_id", "signature.state"],
            name="fk_signatory_follows_signature",
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signatory")),
        sa.UniqueConstraint("signature_id", "position", name=op.f("uq_signatory_signature_id_position")),
    )
    op.create_index(op.f("ix_signatory_coalition_id"), "signatory", ["coalition_id"], unique=False)
    op.create_index(op.f("ix_signatory_organisation_id"), "signatory", ["organisation_id"], unique=False)
    op.create_index(
        "uq_signatory_one_live_signature",
        "signatory",
        ["letter_id", "organisation_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('accepted')"),
    )
    op.create_table(
        "signature_event",
        sa.Column("signature_id", sa.Uuid(), nullable=False),
        sa.Column("coalition_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_kind", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("request_id", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("from_state", sa.Text(), nullable=False),
        sa.Column("to_state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("version_hash", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.ForeignKeyConstraint(["coalition_id"], ["coalition.id"], name=op.f("fk_signature_event_coalition_id_coalition")),
        sa.ForeignKeyConstraint(["signature_id"], ["signature.id"], name=op.f("fk_signature_event_signature_id_signature")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signature_event")),
    )
    op.create_index(op.f("ix_signature_event_coalition_id"), "signature_event", ["coalition_id"], unique=False)
    op.create_index(op.f("ix_signature_event_signature_id_id"), "signature_event", ["signature_id", "id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_signature_event_signature_id_id"), table_name="signature_event")
    op.drop_index(op.f("ix_signature_event_coalition_id"), table_name="signature_event")
    op.drop_table("signature_event")
    op.drop_index(
        "uq_signatory_one_live_signature", table_name="signatory", postgresql_where=sa.text("state IN ('accepted')")
    )
    op.drop_index(op.f("ix_signatory_organisation_id"), table_name="signatory")
    op.drop_index(op.f("ix_signatory_coalition_id"), table_name="signatory")
    op.drop_table("signatory")
    op.drop_index(
        "uq_signature_started_by_link",
        table_name="signature",
        postgresql_where=sa.text("state = 'started' AND route = 'invitation'"),
    )
    op.drop_index(op.f("ix_signature_letter_id_state_sort_key_id"), table_name="signature")
    op.drop_index(op.f("ix_signature_coalition_id"), table_name="signature")
    op.drop_table("signature")
