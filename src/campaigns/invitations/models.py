"""An invitation, the link each contact has to it, and the answers that are not a signature."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from campaigns.database import Base, CoalitionOwned, HistoryRow, one_of


class Invitation(CoalitionOwned, Base):
    """The request to one organisation to sign one letter. Its answers belong to the organisation, not to a leaver."""

    __tablename__ = "invitation"
    __table_args__ = (UniqueConstraint("letter_id", "organisation_id"),)

    letter_id: Mapped[UUID] = mapped_column(ForeignKey("letter.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    #: Which sending of the letter's invitations it was part of, counted from 1.
    wave: Mapped[int] = mapped_column(default=1, server_default="1")
    created_at: Mapped[datetime]
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))


class InvitationLink(CoalitionOwned, Base):
    """One person's own way to the organisation's reply; its token is worked out from `id` and `rotation`.

    It is a contact's, or without one that of a colleague to whom a contact passed the invitation on (`PassedOn`).
    """

    __tablename__ = "invitation_link"
    __table_args__ = (UniqueConstraint("invitation_id", "contact_id"),)

    invitation_id: Mapped[UUID] = mapped_column(ForeignKey("invitation.id"))
    contact_id: Mapped[UUID | None] = mapped_column(ForeignKey("contact.id"), index=True)
    rotation: Mapped[int] = mapped_column(default=0)
    ended_at: Mapped[datetime | None]
    #: When somebody else was asked instead, had that been needed, after its contact ended. One who has ended again since is
    #: seen to again.
    followed_up_at: Mapped[datetime | None]
    #: When somebody with this link last began to sign in a personal capacity. Not who: that is no part of an
    #: organisation's reply, and no row of theirs names it.
    personal_begun_at: Mapped[datetime | None]


class InvitationLinkEvent(CoalitionOwned, HistoryRow, Base):
    """One link that was replaced by the next, with the reason; `from_state` and `to_state` are its rotations.

    It names the link without a foreign key: what happened is still told where two organisations that are one were merged.
    """

    __tablename__ = "invitation_link_event"
    __table_args__ = (Index(None, "link_id", "id"),)

    link_id: Mapped[UUID]


class PassedOn(CoalitionOwned, Base):
    """A colleague to whom a contact passed an invitation on. What was typed never changes (a trigger refuses).

    The address proves nothing: nobody but the contact vouches for it, until the secretariat confirms it and the link is a
    contact's like any other.
    """

    __tablename__ = "passed_on"

    #: The contact's own link, and the one that was made for the colleague.
    from_link_id: Mapped[UUID] = mapped_column(ForeignKey("invitation_link.id"), index=True)
    link_id: Mapped[UUID] = mapped_column(ForeignKey("invitation_link.id"), unique=True)
    name: Mapped[str]
    email: Mapped[str]
    email_key: Mapped[str]
    #: What the contact tells the colleague, in the mail.
    words: Mapped[str] = mapped_column(default="")
    passed_at: Mapped[datetime]
    taken_back_at: Mapped[datetime | None]
    taken_back_by: Mapped[str] = mapped_column(default="")
    confirmed_at: Mapped[datetime | None]
    confirmed_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))


class AnswerKind(StrEnum):
    DECLINED = "declined"
    MORE_TIME = "more_time"


class WhoSees(StrEnum):
    """Who may see why an organisation declined; it is never public."""

    SECRETARIAT = "secretariat"
    WORKING_GROUP_NAMED = "working_group_named"
    WORKING_GROUP_UNNAMED = "working_group_unnamed"


class Answer(CoalitionOwned, Base):
    """A decline, or a request for more time. Answers are only added: the newest one, or a later signature, is current."""

    __tablename__ = "answer"
    __table_args__ = (Index(None, "invitation_id", "id"),)

    invitation_id: Mapped[UUID] = mapped_column(ForeignKey("invitation.id"))
    invitation_link_id: Mapped[UUID] = mapped_column(ForeignKey("invitation_link.id"))
    kind: Mapped[AnswerKind] = mapped_column(one_of(AnswerKind, "answer_kind_known"))
    at: Mapped[datetime]
    person_name: Mapped[str]
    reasons: Mapped[list[Any]] = mapped_column(default=list)
    explanation: Mapped[str] = mapped_column(default="")
    would_sign_if: Mapped[str] = mapped_column(default="")
    who_sees: Mapped[WhoSees | None] = mapped_column(one_of(WhoSees, "who_sees_known"))
    needed_by: Mapped[date | None]
