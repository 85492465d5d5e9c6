"""Organisations ask to join, and a membership is a row of steps.

Revision: 0030
After: 0029
"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

STATES = ("enquiry", "under_consideration", "accepted", "not_accepted")
ENDINGS = ("lapsed", "left", "removed")
APPEND_ONLY = ("membership_event", "membership_enquiry_event")


def upgrade() -> None:
    op.add_column("coalition", sa.Column("takes_enquiries", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("coalition", sa.Column("joining_words", sa.Text(), server_default="", nullable=False))
    op.add_column(
        "organisation",
        sa.Column(
            "member_ended",
            sa.Enum(*ENDINGS, name="member_ended_known", native_enum=False, create_constraint=False, length=40),
            nullable=True,
        ),
    )
    op.create_check_constraint(
        op.f("ck_organisation_member_ended_known"), "organisation", "member_ended IN ('lapsed', 'left', 'removed')"
    )
    _create(
        "membership_event",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("from_before", sa.Date(), nullable=True),
        sa.Column("until_before", sa.Date(), nullable=True),
        sa.Column("from_after", sa.Date(), nullable=True),
        sa.Column("until_after", sa.Date(), nullable=True),
        sa.Column("undoes_id", sa.Uuid(), nullable=True),
        *_history(),
    )
    op.create_index(op.f("ix_membership_event_organisation_id_id"), "membership_event", ["organisation_id", "id"])
    _create(
        "membership_enquiry",
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in (
                *("name", "name_key", "about", "website", "contact_name", "contact_role"),
                *("email", "email_key", "why", "words"),
            )
        ),
        sa.Column(
            "state",
            sa.Enum(*STATES, name="enquiry_state_known", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
    )
    op.create_index("ix_membership_enquiry_email_key_asked_at", "membership_enquiry", ["email_key", "asked_at"])
    op.create_index(
        "uq_membership_enquiry_one_waits",
        "membership_enquiry",
        ["coalition_id", "email_key", "name_key"],
        unique=True,
        postgresql_where=sa.text("confirmed_at IS NOT NULL AND state IN ('enquiry', 'under_consideration')"),
    )
    op.create_index(
        "ix_membership_enquiry_unconfirmed",
        "membership_enquiry",
        ["asked_at"],
        postgresql_where=sa.text("confirmed_at IS NULL"),
    )
    _create(
        "membership_enquiry_event",
        sa.Column("enquiry_id", sa.Uuid(), nullable=False),
        *_history(),
        sa.ForeignKeyConstraint(
            ["enquiry_id"],
            ["membership_enquiry.id"],
            name=op.f("fk_membership_enquiry_event_enquiry_id_membership_enquiry"),
        ),
    )
    op.create_index(op.f("ix_membership_enquiry_event_enquiry_id"), "membership_enquiry_event", ["enquiry_id"])
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_is_never_changed BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )


def downgrade() -> None:
    for table in ("membership_enquiry_event", "membership_enquiry", "membership_event"):
        op.drop_table(table)
    op.drop_constraint(op.f("ck_organisation_member_ended_known"), "organisation", type_="check")
    op.drop_column("organisation", "member_ended")
    op.drop_column("coalition", "joining_words")
    op.drop_column("coalition", "takes_enquiries")


def _create(table: str, *parts: sa.Column | sa.Constraint) -> None:
    """A table whose rows belong to a coalition."""
    op.create_table(
        table,
        *parts,
        sa.Column("coalition_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.ForeignKeyConstraint(["coalition_id"], ["coalition.id"], name=op.f(f"fk_{table}_coalition_id_coalition")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_coalition_id"), table, ["coalition_id"])


def _history() -> list[sa.Column]:
    return [
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_kind", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("actor_name", "request_id", "step", "from_state", "to_state", "reason", "version_hash")
        ),
    ]
