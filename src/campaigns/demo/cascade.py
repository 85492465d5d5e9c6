"""An infrastructure body of the demonstration shares the open letter with its members, and vouches for some of them."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from campaigns.actors import Actor, ActorKind
from campaigns.cascades.actions import give
from campaigns.cascades.body_access import open_body_page
from campaigns.cascades.models import CASCADE_PAGE
from campaigns.cascades.vouching import Voucher, disown, vouch
from campaigns.demo.stage import Stage
from campaigns.letters.models import Letter
from campaigns.letters.queries import letter_of_id
from campaigns.mail.models import Message
from campaigns.organisations.models import Organisation
from campaigns.signatures.answers import (
    AuthorityAnswer,
    NameAnswer,
    SignerAnswer,
    answer_authority,
    answer_name,
    answer_signer,
)
from campaigns.signatures.confirming import confirm_address
from campaigns.signatures.models import Authority
from campaigns.signatures.signing import begin_by_public_route, submit
from campaigns.tokens import Purpose

BODY = "Fens and Marshes CVS"
#: Organisation, who signs for it and as what, and the address.
MEMBERS = [
    ("Marsh Lane Allotments", "Perry Sedge", "Secretary", "perry@marshlane.example"),
    ("Fenside Carers Group", "Dot Reeve", "Co-ordinator", "dot@fensidecarers.example"),
    ("Saltings Sailing for All", "Abe Tiller", "Chair", "abe@saltings.example"),
    ("Fenside Carers' Groups", "Una Reeve", "Treasurer", "una@fensidecarers.example"),
    ("Heron Island Playgroup", "Win Rushes", "Manager", "win@heronisland.example"),
    ("Bargain Boilers Direct", "Max Fitter", "Sales director", "max@bargainboilers.example"),
]


async def share(stage: Stage, letter: Letter, at: datetime) -> None:
    """The body's members sign by its link: one is listed, one is none of its own, the others still wait."""
    body = await stage.session.get_one(Organisation, stage.organisations[BODY])
    body.is_infrastructure = True
    await stage.session.flush()
    link = await give(stage.session, letter.id, body.id, 250, stage.secretary, at)
    ids = [
        await _signs(stage, letter, link.id, *member, at + timedelta(minutes=10 * number))
        for number, member in enumerate(MEMBERS, start=1)
    ]
    mails = select(Message.id).where(Message.kind == CASCADE_PAGE, Message.subject_id == link.id)
    message = (await stage.session.scalars(mails.order_by(Message.id).limit(1))).one()
    token = stage.keys.token(Purpose.CASCADE_PAGE, message)
    door = await open_body_page(stage.session, stage.keys, token, stage.public_url)
    who, later = Voucher(person_name="Vi Marsh", person_title="Membership officer"), at + timedelta(hours=2)
    await vouch(stage.session, door, ids[:2], who, later)
    await disown(stage.session, door, ids[5:], "A company that sells boilers, and no member of ours.", who, later)


async def _signs(
    stage: Stage, letter: Letter, link_id: UUID, name: str, signer: str, title: str, email: str, at: datetime
) -> UUID:
    begun = await begin_by_public_route(stage.session, await letter_of_id(stage.session, letter.id), at, link_id)
    answer_name(begun, NameAnswer(display_name=name))
    answer_signer(begun, SignerAnswer(signer_name=signer, signer_title=title, signer_email=email))
    answer_authority(begun, AuthorityAnswer(authority=Authority.TRUSTEES_AGREED, authority_note="at their last meeting"))
    by = Actor(ActorKind.LINK, signer, begun.id)
    await submit(stage.session, begun.id, None, by, at)
    await confirm_address(stage.session, begun.id, by, at + timedelta(minutes=4))
    return begun.id
