"""Signatures in a personal capacity, and an edition's list of them.

Revision: 0026
After: 0025
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

STATES = (
    *("started", "awaiting_email", "awaiting_review", "accepted"),
    *("rejected", "withdrawn", "expired", "removed"),
)
NEVER_CHANGED = ("individual_signature_event", "edition_individual")

DROP_EDITION = "DROP TRIGGER edition_is_never_changed ON edition"

# As in 0010, and the count of the second list with the first one's.
REFUSE_EDITION = """
CREATE TRIGGER edition_is_never_changed BEFORE UPDATE ON edition
FOR EACH ROW WHEN (
    (OLD.id, OLD.coalition_id, OLD.letter_id, OLD.version_id, OLD.number, OLD.as_at, OLD.organisation_count,
        OLD.row_count, {individuals_old}OLD.content)
    IS DISTINCT FROM
    (NEW.id, NEW.coalition_id, NEW.letter_id, NEW.version_id, NEW.number, NEW.as_at, NEW.organisation_count,
        NEW.row_count, {individuals_new}NEW.content)
    OR (OLD.files_built_at IS NOT NULL AND (OLD.files_built_at, OLD.file_warnings)
        IS DISTINCT FROM (NEW.files_built_at, NEW.file_warnings))
    OR (OLD.released_at IS NOT NULL AND OLD.released_at IS DISTINCT FROM NEW.released_at)
    OR (OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN
        (('candidate', 'current'), ('candidate', 'discarded'), ('current', 'superseded')))
) EXECUTE FUNCTION refuse_change()
"""


def upgrade() -> None:
    op.add_column("letter", sa.Column("individuals_may_sign", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "individual_signature",
        sa.Column("letter_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(*STATES, name="individual_state_known", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sort_key", sa.LargeBinary(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("affiliation", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("email_key", sa.Text(), nullable=False),
        sa.Column("consented_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("consent", sa.Text(), nullable=False),
        sa.Column("attested", sa.Text(), nullable=False),
        sa.Column("rotation", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("wrong_codes", sa.Integer(), nullable=False),
        sa.Column("review_note", sa.Text(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("coalition_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "state IN ('started', 'expired') OR (number IS NOT NULL AND submitted_at IS NOT NULL AND name <> '' "
            "AND email <> '' AND attested <> '' AND consent <> '' AND consented_at IS NOT NULL)",
            name=op.f("ck_individual_signature_complete_when_submitted"),
        ),
        sa.ForeignKeyConstraint(
            ["coalition_id"], ["coalition.id"], name=op.f("fk_individual_signature_coalition_id_coalition")
        ),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_individual_signature_letter_id_letter")),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_individual_signature_version_id_version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_individual_signature")),
        sa.UniqueConstraint("letter_id", "number", name=op.f("uq_individual_signature_letter_id_number")),
    )
    op.create_index(op.f("ix_individual_signature_coalition_id"), "individual_signature", ["coalition_id"])
    op.create_index(
        op.f("ix_individual_signature_letter_id_state_sort_key_id"),
        "individual_signature",
        ["letter_id", "state", "sort_key", "id"],
    )
    op.create_index(
        "uq_individual_signature_one_live",
        "individual_signature",
        ["letter_id", "email_key"],
        unique=True,
        postgresql_where=sa.text("state IN ('accepted', 'awaiting_review')"),
    )
    op.create_table(
        "individual_signature_event",
        sa.Column("individual_signature_id", sa.Uuid(), nullable=False),
        sa.Column("letter_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
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
        sa.Column("coalition_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["coalition_id"], ["coalition.id"], name=op.f("fk_individual_signature_event_coalition_id_coalition")
        ),
        sa.ForeignKeyConstraint(
            ["individual_signature_id"],
            ["individual_signature.id"],
            name=op.f("fk_individual_signature_event_individual_signature_id_individual_signature"),
        ),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_individual_signature_event_letter_id_letter")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_individual_signature_event")),
    )
    for columns in (["coalition_id"], ["individual_signature_id", "id"], ["letter_id", "id"]):
        op.create_index(op.f(f"ix_individual_signature_event_{'_'.join(columns)}"), "individual_signature_event", columns)
    op.add_column("edition", sa.Column("individual_count", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "edition_individual",
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("individual_signature_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("affiliation", sa.Text(), nullable=False),
        sa.Column("signed_in_edition", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("coalition_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["coalition_id"], ["coalition.id"], name=op.f("fk_edition_individual_coalition_id_coalition")
        ),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_edition_individual_edition_id_edition")),
        sa.ForeignKeyConstraint(
            ["individual_signature_id"],
            ["individual_signature.id"],
            name=op.f("fk_edition_individual_individual_signature_id_individual_signature"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition_individual")),
        sa.UniqueConstraint("edition_id", "position", name=op.f("uq_edition_individual_edition_id_position")),
    )
    op.create_index(op.f("ix_edition_individual_coalition_id"), "edition_individual", ["coalition_id"])
    op.create_index(op.f("ix_edition_individual_individual_signature_id"), "edition_individual", ["individual_signature_id"])
    for table in NEVER_CHANGED:
        op.execute(
            f"CREATE TRIGGER {table}_is_never_changed BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_is_never_emptied BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
    op.execute(
        "CREATE TRIGGER edition_individual_is_never_added_late AFTER INSERT ON edition_individual "
        "REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION refuse_addition()"
    )
    op.execute(DROP_EDITION)
    counts = {"individuals_old": "OLD.individual_count, ", "individuals_new": "NEW.individual_count, "}
    op.execute(REFUSE_EDITION.format(**counts))


def downgrade() -> None:
    op.execute(DROP_EDITION)
    op.execute(REFUSE_EDITION.format(individuals_old="", individuals_new=""))
    op.drop_table("edition_individual")
    op.drop_column("edition", "individual_count")
    op.drop_table("individual_signature_event")
    op.drop_table("individual_signature")
    op.drop_column("letter", "individuals_may_sign")
