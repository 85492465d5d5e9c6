"""Signatures, the organisations that stand behind each, and their history."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from campaigns.actors import REMOVED
from campaigns.database import Base, CoalitionOwned, HistoryRow, any_of, one_of
from campaigns.languages.locales import Locale
from campaigns.signatures.lifecycle import LIVE, SignatureState


class Route(StrEnum):
    """How the signer came: by the organisation's own invitation, by the page that anyone can open, or by a cascade link.

    A recorded one came by no page: the organisation agreed by email or on the phone, and the secretariat wrote it down. One
    by standing authority was made by the secretariat, which the organisation had allowed beforehand.
    """

    INVITATION = "invitation"
    PUBLIC = "public"
    RECORDED = "recorded"
    CASCADE = "cascade"
    STANDING = "standing"


class Authority(StrEnum):
    """On what basis a person signs for an organisation."""

    CHIEF_EXECUTIVE = "chief_executive"
    TRUSTEES_AGREED = "trustees_agreed"
    DELEGATED = "delegated"


class BodyAnswer(StrEnum):
    """What an infrastructure body said of a signature that came by its cascade link."""

    VOUCHED = "vouched"
    NOT_OURS = "not_ours"


class CascadeLink(CoalitionOwned, Base):
    """A link to one letter that an infrastructure body shares with its own members; many people open the same one.

    `cap` is how many signatures may stand or wait that came by it. Its token is worked out from `id` and `rotation`.
    """

    __tablename__ = "cascade_link"
    __table_args__ = (
        Index(
            "uq_cascade_link_one_for_each_body",
            "letter_id",
            "organisation_id",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
        CheckConstraint("cap > 0", name="cap_takes_some"),
    )

    letter_id: Mapped[UUID] = mapped_column(ForeignKey("letter.id"))
    #: The infrastructure body, to which what comes by the link is credited.
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    cap: Mapped[int]
    rotation: Mapped[int] = mapped_column(default=0, server_default="0")
    created_at: Mapped[datetime]
    paused_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    row_version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": row_version}  # noqa: RUF012 - SQLAlchemy reads it from the class


class Signature(CoalitionOwned, Base):
    """An organisation's agreement to one version, by one person. While `started`, the columns hold answers so far.

    What was said at the time is copied here and never looked up later: the name form, the person's title, the attestation.
    `number` is the running number behind the reference, given when the signature is first submitted.
    """

    __tablename__ = "signature"
    __table_args__ = (
        UniqueConstraint("id", "letter_id", "state"),
        UniqueConstraint("letter_id", "number"),
        Index(None, "letter_id", "state", "sort_key", "id"),
        Index(
            "uq_signature_started_by_link",
            "invitation_link_id",
            unique=True,
            postgresql_where=text("state = 'started' AND route = 'invitation'"),
        ),
        CheckConstraint(
            "state IN ('started', 'expired') OR (number IS NOT NULL AND submitted_at IS NOT NULL "
            f"AND (authority IS NOT NULL OR authoriser_email <> '' OR authoriser_name = '{REMOVED}') AND display_name <> '' "
            f"AND signer_name <> '' AND (signer_email <> '' OR signer_name = '{REMOVED}') AND attested <> '')",
            name="complete_when_submitted",
        ),
        CheckConstraint("(route = 'cascade') = (cascade_link_id IS NOT NULL)", name="credited_by_its_route"),
        CheckConstraint("body_answer IS NULL OR cascade_link_id IS NOT NULL", name="answered_by_its_body"),
        CheckConstraint("(state = 'superseded') = (superseded_by_id IS NOT NULL)", name="superseded_by_another"),
        CheckConstraint("superseded_by_id <> id", name="not_superseded_by_itself"),
        Index(
            "ix_signature_cascade",
            "cascade_link_id",
            "state",
            "submitted_at",
            "id",
            postgresql_where=text("cascade_link_id IS NOT NULL"),
        ),
    )

    letter_id: Mapped[UUID] = mapped_column(ForeignKey("letter.id"))
    version_id: Mapped[UUID] = mapped_column(ForeignKey("version.id"))
    route: Mapped[Route] = mapped_column(one_of(Route, "route_known"))
    #: The invitation the signer came by, if any.
    invitation_link_id: Mapped[UUID | None] = mapped_column(ForeignKey("invitation_link.id"))
    #: The cascade link the signer came by, if any; whose it is gets the credit.
    cascade_link_id: Mapped[UUID | None] = mapped_column(ForeignKey("cascade_link.id"))
    #: What that body said of it; who said so and when is in the events.
    body_answer: Mapped[BodyAnswer | None] = mapped_column(one_of(BodyAnswer, "body_answer_known"))
    #: The invited organisation of which the signer's is a branch or project. Such a signature is no answer to its
    #: invitation.
    branch_of_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    #: Where the branch is, as it was said; the row has it too.
    branch_place: Mapped[str] = mapped_column(default="", server_default="")
    state: Mapped[SignatureState] = mapped_column(one_of(SignatureState, "signature_state_known"))
    number: Mapped[int | None]
    display_name: Mapped[str] = mapped_column(default="")
    sort_name: Mapped[str] = mapped_column(default="")
    sort_key: Mapped[bytes] = mapped_column(default=b"")
    #: Names of organisations that sign jointly in the same row, beside the first one.
    joint_names: Mapped[list[Any]] = mapped_column(default=list)
    #: Whether the organisation signs on behalf of its members, as a group. It counts as one.
    as_group: Mapped[bool] = mapped_column(default=False, server_default=false())
    #: The language in which it was begun; none where nobody read a page for it, as with what the secretariat records.
    locale: Mapped[Locale | None] = mapped_column(one_of(Locale, "signature_locale_known"))
    signer_name: Mapped[str] = mapped_column(default="")
    signer_title: Mapped[str] = mapped_column(default="")
    signer_email: Mapped[str] = mapped_column(default="")
    signer_email_key: Mapped[str] = mapped_column(default="")
    signer_phone: Mapped[str] = mapped_column(default="")
    show_person: Mapped[bool] = mapped_column(default=False)
    authority: Mapped[Authority | None] = mapped_column(one_of(Authority, "authority_known"))
    authority_note: Mapped[str] = mapped_column(default="")
    #: Whoever beside the signer has to authorise it; an empty address means that nobody has to. What follows is their own
    #: answer: no basis with an answer means that they refused.
    authoriser_name: Mapped[str] = mapped_column(default="", server_default="")
    authoriser_title: Mapped[str] = mapped_column(default="", server_default="")
    authoriser_email: Mapped[str] = mapped_column(default="", server_default="")
    authoriser_email_key: Mapped[str] = mapped_column(default="", server_default="")
    authority_asked_at: Mapped[datetime | None]
    authority_answered_at: Mapped[datetime | None]
    authoriser_basis: Mapped[Authority | None] = mapped_column(one_of(Authority, "authoriser_basis_known"))
    authoriser_note: Mapped[str] = mapped_column(default="", server_default="")
    authoriser_attested: Mapped[str] = mapped_column(default="", server_default="")
    #: Raised to end the link that was mailed to whoever was asked before.
    authoriser_rotation: Mapped[int] = mapped_column(default=0, server_default="0")
    #: The exact sentence the signer agreed to.
    attested: Mapped[str] = mapped_column(default="")
    #: Raised to end the links that were mailed for this signature before.
    rotation: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    #: The signature of the organisation that stands in the place of this one; or stood, if that has left the list since.
    superseded_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("signature.id"), index=True)
    accepted_at: Mapped[datetime | None]
    #: Codes typed wrong at the address check; too many end the code, not the link.
    wrong_codes: Mapped[int] = mapped_column(default=0)
    #: How the secretariat verified the authority of a reviewed signature.
    review_note: Mapped[str] = mapped_column(default="")
    row_version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": row_version}  # noqa: RUF012 - SQLAlchemy reads it from the class


class Signatory(CoalitionOwned, Base):
    """One organisation behind a signature; a joint signature has several.

    `state` follows the signature's own by the composite foreign key, so that the partial unique index below can hold: one
    live signature for each organisation and letter, whatever the code above it does.
    """

    __tablename__ = "signatory"
    __table_args__ = (
        ForeignKeyConstraint(
            ["signature_id", "letter_id", "state"],
            ["signature.id", "signature.letter_id", "signature.state"],
            name="fk_signatory_follows_signature",
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        UniqueConstraint("signature_id", "position"),
        Index(
            "uq_signatory_one_live_signature",
            "letter_id",
            "organisation_id",
            unique=True,
            postgresql_where=text(any_of("state", sorted(LIVE))),
        ),
        CheckConstraint(f"NOT ({any_of('state', sorted(LIVE))}) OR organisation_id IS NOT NULL", name="live_is_known"),
    )

    signature_id: Mapped[UUID]
    letter_id: Mapped[UUID]
    state: Mapped[SignatureState] = mapped_column(one_of(SignatureState, "signatory_state_known"))
    position: Mapped[int]
    name: Mapped[str]
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"), index=True)


class SignatureChange(CoalitionOwned, Base):
    """What a row said before a change and after it; never changed (a trigger refuses). Its event says who did it and when.

    What the signer agreed to stays as it was said: neither the attestation nor the events before are touched.
    """

    __tablename__ = "signature_change"
    __table_args__ = (Index(None, "signature_id", "id"), Index(None, "letter_id", "id"))

    signature_id: Mapped[UUID] = mapped_column(ForeignKey("signature.id"))
    letter_id: Mapped[UUID] = mapped_column(ForeignKey("letter.id"))
    event_id: Mapped[UUID] = mapped_column(ForeignKey("signature_event.id"), unique=True)
    name_before: Mapped[str]
    name_after: Mapped[str]
    title_before: Mapped[str]
    title_after: Mapped[str]
    shown_before: Mapped[bool]
    shown_after: Mapped[bool]
    #: What the row is filed under; empty on both sides where it was not kept yet.
    sort_before: Mapped[str] = mapped_column(default="", server_default="")
    sort_after: Mapped[str] = mapped_column(default="", server_default="")
    #: The partners' names of a joint row.
    joint_before: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    joint_after: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    #: The secretariat's change that this one undoes; each is undone once.
    undoes_id: Mapped[UUID | None] = mapped_column(ForeignKey("signature_change.id"), unique=True)


class NameProposal(CoalitionOwned, Base):
    """A name that an accepted row is to stand under, other than the organisation's own, until the secretariat answers.

    `accepted` is empty while it waits, and also once it ended without an answer (then `answered_at` is set): because another
    was asked for in its place, it was taken back, or the row has been given another form of its name since.
    """

    __tablename__ = "name_proposal"
    __table_args__ = (
        Index("uq_name_proposal_one_waits", "signature_id", unique=True, postgresql_where=text("answered_at IS NULL")),
    )

    signature_id: Mapped[UUID] = mapped_column(ForeignKey("signature.id"), index=True)
    #: The organisation's own part of the row, without the partners of a joint one.
    own_name: Mapped[str]
    asked_by: Mapped[str]
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    accepted: Mapped[bool | None]
    reason: Mapped[str] = mapped_column(default="")


class EvidenceKind(StrEnum):
    """How an organisation agreed where it did not sign by its link."""

    EMAIL = "email"
    CALL = "call"
    PAPER = "paper"


class Evidence(CoalitionOwned, Base):
    """What shows that an organisation agreed to a recorded signature; never changed (a trigger refuses).

    `words` are the message itself, or what was said, by whom and on which number. `agreed_at` is when they said so.
    """

    __tablename__ = "evidence"

    signature_id: Mapped[UUID] = mapped_column(ForeignKey("signature.id"), unique=True)
    kind: Mapped[EvidenceKind] = mapped_column(one_of(EvidenceKind, "evidence_kind_known"))
    words: Mapped[str]
    #: Where the organisation's rule is two people: who agreed beside the signer, and what they said.
    second_name: Mapped[str] = mapped_column(default="", server_default="")
    second_words: Mapped[str] = mapped_column(default="", server_default="")
    agreed_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))


class SignatureEvent(CoalitionOwned, HistoryRow, Base):
    """One step of a signature."""

    __tablename__ = "signature_event"
    __table_args__ = (Index(None, "signature_id", "id"),)

    signature_id: Mapped[UUID] = mapped_column(ForeignKey("signature.id"))
