"""What a link to a signature opens: the reply page of a signature begun without an invitation, and the address check."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor, ActorKind
from campaigns.coalitions.models import Coalition
from campaigns.coalitions.queries import CoalitionLook, coalition_of, look_of
from campaigns.database import hold_to, unscoped
from campaigns.errors import NotFound, Replaced
from campaigns.invitations.access import Opened, open_link
from campaigns.invitations.answers import AnswerDetail, newest_answer
from campaigns.invitations.models import InvitationLink
from campaigns.languages.catalogues import gettext
from campaigns.languages.locales import prefer
from campaigns.letters.models import Letter, Version
from campaigns.letters.queries import LetterDetail, detail_of
from campaigns.organisations.models import Contact
from campaigns.signatures import queries
from campaigns.signatures.late.queries import LateDetail, newest_of
from campaigns.signatures.lifecycle import SignatureState
from campaigns.signatures.models import Route, Signatory, Signature
from campaigns.signatures.queries import SignatureDetail, sent_for_branches, signature_of_organisation
from campaigns.signatures.superseding import Successor, successor_of_state
from campaigns.tokens import Keys, Purpose, row_of


@dataclass(frozen=True, kw_only=True)
class Reply:
    """An organisation's reply to one letter, as the holder of a link sees it. The session is held to its coalition.

    `draft` holds the answers that this link's holder began and has not sent. `signature` is the one that was sent, by
    whichever of the organisation's people; `answer` the newest answer that is not a signature.
    """

    token: str
    route: Route
    coalition: CoalitionLook
    letter: LetterDetail
    draft: SignatureDetail | None
    signature: SignatureDetail | None
    opened: Opened | None = None
    answer: AnswerDetail | None = None
    #: What became of sending the draft too late, if that was tried.
    late: LateDetail | None = None
    #: What was sent for branches from this very link. It is no answer for the organisation, and colleagues with links of
    #: their own are not shown it.
    for_branches: tuple[SignatureDetail, ...] = ()
    #: Which other signature of the organisation stands in the place of `signature`, if one does.
    successor: Successor | None = None

    @property
    def base(self) -> str:
        """The path that every page of this reply begins with."""
        return f"/{'r' if self.route is Route.INVITATION else 's'}/{self.token}"

    @property
    def organisation(self) -> str:
        """Whose reply it is, as far as it is known."""
        if self.opened is not None:
            return self.opened.organisation_name
        known = self.draft or self.signature
        return (known.display_name if known else "") or gettext("your organisation")

    @property
    def two_people(self) -> bool:
        """Whether the organisation's rule is that a second person authorises what somebody signs for it."""
        return self.opened is not None and self.opened.two_people

    @property
    def own(self) -> bool:
        """Whether the signature was sent from this very link, and not by a colleague."""
        if self.signature is None:
            return False
        return self.opened is None or self.signature.invitation_link_id == self.opened.link_id

    def actor(self, request_id: str = "") -> Actor:
        """The link's holder, as history rows name them until they give a name of their own."""
        if self.opened is not None:
            return self.opened.actor(request_id)
        known = self.draft or self.signature
        if known is None:
            return Actor(ActorKind.LINK, "a signer", None, request_id)
        return Actor(ActorKind.LINK, known.signer_name or "a signer", known.id, request_id)


async def open_invitation(session: AsyncSession, keys: Keys, token: str) -> Reply:
    """The reply that an invitation's token opens. Reading changes nothing. Raises `NotFound`."""
    opened = await open_link(session, keys, token)
    draft = await session.scalar(
        select(Signature).where(
            Signature.invitation_link_id == opened.link_id,
            Signature.state == SignatureState.STARTED,
            Signature.route == Route.INVITATION,
        )
    )
    if not opened.known and draft is not None:
        prefer(draft.locale)
    signature = await signature_of_organisation(session, opened.letter.id, opened.organisation_id)
    return Reply(
        token=token,
        route=Route.INVITATION,
        coalition=await coalition_of(session, opened.letter.coalition_id),
        letter=opened.letter,
        draft=queries.detail_of(draft) if draft else None,
        signature=signature,
        successor=await successor_of_state(session, signature.id, signature.state) if signature else None,
        opened=opened,
        answer=await newest_answer(session, opened.invitation_id),
        late=await newest_of(session, draft.id) if draft else None,
        for_branches=tuple(await sent_for_branches(session, opened.link_id)),
    )


async def open_reply(session: AsyncSession, keys: Keys, token: str) -> Reply:
    """The reply that a signature's own token opens. Reading changes nothing.

    Raises `NotFound`, also where the invitation that the signature came by has ended for whoever used it, and `Replaced` for
    one in whose place there is another.
    """
    return await _of_signature(session, keys, token, Purpose.REPLY)


async def open_address_check(session: AsyncSession, keys: Keys, token: str) -> Reply:
    """The signature whose address a mailed token checks. Reading changes nothing.

    Raises `NotFound` for a token never made, or ended because the signer chose another address.
    """
    return await _of_signature(session, keys, token, Purpose.ADDRESS_CHECK)


async def _of_signature(session: AsyncSession, keys: Keys, token: str, purpose: Purpose) -> Reply:
    found = await session.execute(
        select(
            Signature, Letter, Version, Coalition, or_(InvitationLink.ended_at.is_not(None), Contact.ended_at.is_not(None))
        )
        .join(Letter, Letter.id == Signature.letter_id)
        .join(Version, Version.id == Signature.version_id)
        .join(Coalition, Coalition.id == Signature.coalition_id)
        .outerjoin(InvitationLink, InvitationLink.id == Signature.invitation_link_id)
        .outerjoin(Contact, Contact.id == InvitationLink.contact_id)
        .where(Signature.id == row_of(token))
        .execution_options(**unscoped("the token decides which coalition the session is held to"))
    )
    row = found.first()
    if row is None:
        raise NotFound
    signature, letter, version, coalition, ended = row
    # Somebody who has left the organisation kept this token from when the signature was sent.
    if ended and signature.route is Route.INVITATION:
        raise NotFound
    erased = signature.number is not None and not signature.signer_email
    if purpose is Purpose.REPLY and not erased and keys.was_replaced(token, purpose, signature.id, signature.rotation):
        prefer(signature.locale)
        raise Replaced(coalition.contact_email)
    if not keys.holds(token, purpose, signature.id, signature.rotation):
        raise NotFound
    hold_to(session, signature.coalition_id)
    if await _has_left(session, signature):
        raise NotFound
    prefer(signature.locale)
    detail = queries.detail_of(signature)
    begun = signature.state is SignatureState.STARTED
    return Reply(
        token=keys.token(Purpose.REPLY, signature.id, signature.rotation),
        route=Route.PUBLIC,
        coalition=look_of(coalition),
        letter=detail_of(letter, version),
        draft=detail if begun else None,
        signature=None if begun else detail,
        successor=await successor_of_state(session, signature.id, signature.state),
        late=await newest_of(session, signature.id) if begun else None,
    )


async def _has_left(session: AsyncSession, signature: Signature) -> bool:
    """Whether the signer was a contact of the organisation, by whatever way they signed, and is one no more."""
    organisations = select(Signatory.organisation_id).where(Signatory.signature_id == signature.id)
    all_ended = await session.scalar(
        select(func.bool_and(Contact.ended_at.is_not(None))).where(
            Contact.organisation_id.in_(organisations), Contact.email_key == signature.signer_email_key
        )
    )
    return bool(all_ended)


def reply_token(keys: Keys, signature_id: UUID, rotation: int) -> str:
    """The token of a signature's own reply page."""
    return keys.token(Purpose.REPLY, signature_id, rotation)
