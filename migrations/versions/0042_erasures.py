"""A person's details can be erased: the log of it, and the one way by which what is never changed loses a name.

Revision: 0042
After: 0041
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

REMOVED = "a representative (details removed)"

#: In each table that a trigger keeps, the columns in which a person's name, address or words may stand.
ERASABLE = {
    "signature_event": ("actor_name", "reason"),
    "individual_signature_event": ("actor_name", "reason"),
    "late_request_event": ("actor_name", "reason"),
    "cascade_event": ("actor_name", "reason"),
    "standing_authority_event": ("actor_name", "reason"),
    "membership_enquiry_event": ("actor_name", "reason"),
    "membership_event": ("actor_name", "reason"),
    "letter_event": ("actor_name", "reason"),
    "edition_event": ("actor_name", "reason"),
    "organisation_change": ("actor_name", "was", "now", "reason"),
    "organisation_boilerplate": ("actor_name", "text"),
    "signature_change": ("title_before", "title_after"),
    "evidence": ("second_name", "words", "second_words"),
    "response_note": ("spoke_with", "words", "written_by_name"),
    "passed_on": ("name", "email", "email_key", "words", "taken_back_by"),
    "late_request": ("words",),
    "standing_authority": ("person_name", "person_title", "email", "email_key", "granted_words", "basis_note", "asked_by"),
    "standing_authority_use": ("why", "used_by"),
    "edition_entry": ("person_name", "person_title"),
    "edition_individual": ("name", "title", "affiliation"),
    "edition_file": ("content",),
}

_CASES = "\n".join(
    f"        WHEN '{table}' THEN ARRAY[{', '.join(repr(column) for column in columns)}]"
    for table, columns in ERASABLE.items()
)
#: A row may lose what it says of a person, in the very transaction that writes an erasure of its coalition to the log and in
#: no other. What it says instead is nothing, or that details were removed; every other column stays.
REFUSE = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    erasable text[] := CASE TG_TABLE_NAME
CASES
        END;
    was jsonb;
    becomes jsonb;
BEGIN
    IF TG_OP = 'UPDATE' AND erasable IS NOT NULL THEN
        IF EXISTS (
            SELECT FROM erasure
            WHERE transaction_id = pg_current_xact_id()::text::bigint AND erasure.coalition_id = NEW.coalition_id
        ) THEN
            was := to_jsonb(OLD);
            becomes := to_jsonb(NEW);
            IF was - erasable = becomes - erasable AND NOT EXISTS (
                SELECT FROM unnest(erasable) AS one
                WHERE was ->> one IS DISTINCT FROM becomes ->> one
                    AND becomes ->> one NOT IN ('', '\\x') AND becomes ->> one NOT LIKE '%removed)%'
            ) THEN
                RETURN NEW;
            END IF;
        END IF;
    END IF;
    RAISE EXCEPTION 'rows of % are never changed or deleted', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$
""".replace("CASES", _CASES)
REFUSE_BEFORE = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed or deleted', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$
"""
_SIGNATURE = (
    "state IN ('started', 'expired') OR (number IS NOT NULL AND submitted_at IS NOT NULL "
    "AND (authority IS NOT NULL OR authoriser_email <> ''{authoriser}) AND display_name <> '' "
    "AND signer_name <> '' AND {signer} AND attested <> '')"
)
_INDIVIDUAL = (
    "state IN ('started', 'expired') OR (number IS NOT NULL AND submitted_at IS NOT NULL AND name <> '' "
    "AND {email} AND attested <> '' AND consent <> '' AND consented_at IS NOT NULL)"
)


def upgrade() -> None:
    op.create_table(
        "erasure",
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column(
            "ground",
            sa.Enum(
                *("asked", "asked_for_them", "not_needed"),
                name="erasure_ground_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=False),
        sa.Column("address_hash", sa.Text(), nullable=False),
        sa.Column("counts", postgresql.JSONB(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column(
            "transaction_id", sa.BigInteger(), server_default=sa.text("pg_current_xact_id()::text::bigint"), nullable=False
        ),
        sa.Column("coalition_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.ForeignKeyConstraint(["coalition_id"], ["coalition.id"], name=op.f("fk_erasure_coalition_id_coalition")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
    )
    op.create_index(op.f("ix_erasure_coalition_id"), "erasure", ["coalition_id"])
    op.create_index(op.f("ix_erasure_transaction_id"), "erasure", ["transaction_id"])
    op.execute(REFUSE)
    op.execute(
        "CREATE TRIGGER erasure_is_never_changed BEFORE UPDATE OR DELETE ON erasure "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        "CREATE TRIGGER erasure_is_never_emptied BEFORE TRUNCATE ON erasure "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
    _complete(
        signature=_SIGNATURE.format(
            authoriser=f" OR authoriser_name = '{REMOVED}'", signer=f"(signer_email <> '' OR signer_name = '{REMOVED}')"
        ),
        individual=_INDIVIDUAL.format(email=f"(email <> '' OR name = '{REMOVED}')"),
    )


def downgrade() -> None:
    # What was erased stays erased; the stricter rules of before would find no address there.
    op.execute(
        "UPDATE signature SET signer_email = 'removed@removed.invalid' WHERE signer_email = '' AND number IS NOT NULL"
    )
    op.execute(
        "UPDATE signature SET authoriser_email = 'removed@removed.invalid' "
        "WHERE authoriser_email = '' AND authority IS NULL AND number IS NOT NULL"
    )
    op.execute("UPDATE individual_signature SET email = 'removed@removed.invalid' WHERE email = '' AND number IS NOT NULL")
    _complete(
        signature=_SIGNATURE.format(authoriser="", signer="signer_email <> ''"),
        individual=_INDIVIDUAL.format(email="email <> ''"),
    )
    op.execute(REFUSE_BEFORE)
    op.drop_table("erasure")


def _complete(signature: str, individual: str) -> None:
    for table, rule in (("signature", signature), ("individual_signature", individual)):
        name = op.f(f"ck_{table}_complete_when_submitted")
        op.drop_constraint(name, table, type_="check")
        op.create_check_constraint(name, table, rule)
