"""Organisations that would like to join: one waits, one was welcomed, one was not accepted, one has not confirmed yet."""

from datetime import datetime, timedelta

from sqlalchemy import select

from campaigns.coalitions.actions import set_joining
from campaigns.demo.stage import Stage
from campaigns.instants import wall_clock
from campaigns.joining.actions import accept, ask_to_join, confirm, turn_down
from campaigns.joining.fields import EnquiryFields
from campaigns.joining.models import Enquiry

WORDS = """Charities, community groups and networks in and around Port Ellery can join. It costs nothing.

Members are asked to sign letters, and may always say no. Our steering group meets every month and answers then."""


async def asking_to_join(stage: Stage, at: datetime) -> None:
    """The form is on, and four organisations have found it."""
    await set_joining(stage.session, stage.coalition.id, on=True, words=WORDS)
    welcome = await _asks(stage, "Tern Island Trust (TIT)", "Ivy Lane", "ivy@tern.example", at - timedelta(days=20))
    await accept(
        stage.session,
        welcome.id,
        organisation_id=None,
        since=wall_clock(at, stage.coalition.zone).date() - timedelta(days=15),
        words="We meet on the first Tuesday of the month, and would love to see you there.",
        reason="The steering group agreed.",
        row_version=None,
        actor=stage.secretary,
        now=at - timedelta(days=15),
        today=wall_clock(at, stage.coalition.zone).date(),
    )
    sorry = await _asks(stage, "Harbour View Lettings", "Rex Toll", "rex@harbourview.example", at - timedelta(days=12))
    await turn_down(
        stage.session,
        sorry.id,
        words="Our members are charities and community groups, and you let homes for profit. Do come to our open days.",
        reason="A business.",
        row_version=None,
        actor=stage.secretary,
        now=at - timedelta(days=10),
    )
    await _asks(stage, "Wensum Voluntary Action Youth", "Kim Poe", "kim@wensum.example", at)
    await _asks(stage, "Late Bus Campaign", "Una Stop", "una@latebus.example", at + timedelta(days=2), confirmed=False)


async def _asks(stage: Stage, name: str, person: str, email: str, at: datetime, *, confirmed: bool = True) -> Enquiry:
    fields = EnquiryFields(
        name=name,
        about="We bring neighbours together, and help with forms, housing and getting about.",
        contact_name=person,
        contact_role="Co-ordinator",
        email=email,
        why="We sign letters by ourselves and are not heard. Together we would be.",
    )
    await ask_to_join(stage.session, stage.keys, stage.coalition.id, fields, at)
    enquiry = (await stage.session.scalars(select(Enquiry).order_by(Enquiry.id.desc()).limit(1))).one()
    if confirmed:
        await confirm(stage.session, enquiry.id, at + timedelta(minutes=4))
    return enquiry
