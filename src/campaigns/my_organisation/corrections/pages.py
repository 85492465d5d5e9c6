"""What somebody behind a mailed link changes of themselves, and what they propose for their organisation."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Response, Template
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.errors import Invalid, NotAllowedNow, NotFound
from campaigns.instants import wall_clock
from campaigns.jobs import abandon
from campaigns.languages.catalogues import gettext
from campaigns.my_organisation.corrections import proposing
from campaigns.my_organisation.corrections.details import NUMBERS, DetailsFields, details_of
from campaigns.my_organisation.corrections.pictures import proposed_picture
from campaigns.my_organisation.corrections.wording import REGISTERS, SIGN_OFFS
from campaigns.my_organisation.queries import Door, open_door, own_page
from campaigns.organisations.fields import ContactFields
from campaigns.organisations.record.boilerplate import MOST_WORDS
from campaigns.organisations.record.fields import SignerFields
from campaigns.organisations.record.logo import logo_of, picture_of
from campaigns.organisations.relations import LANGUAGES
from campaigns.tokens import Keys as KeysType
from campaigns.web.bodies import FORM_LIMIT, AnyRequest, Upload
from campaigns.web.dependencies import Keys, Now, Session
from campaigns.web.forms import Form, begun, read_form
from campaigns.web.labels import hidden, label, line
from campaigns.web.logos import LARGEST_BYTES
from campaigns.web.templates import page

_ZONE = "Europe/London"


class MailForm(msgspec.Struct, frozen=True, kw_only=True):
    """What one is sent oneself."""

    gets_invitations: Annotated[bool, label("whether you get invitations")] = False
    gets_notices: Annotated[bool, label("whether you get notices")] = False


class NewContactForm(ContactFields, frozen=True, kw_only=True):
    note: Annotated[str, line("the note", most=5000, required=False)] = ""


class NewSignerForm(msgspec.Struct, frozen=True, kw_only=True):
    name: Annotated[str, line("the person’s name", most=5000, required=False)] = ""
    role_title: Annotated[str, line("the person’s role", most=5000, required=False)] = ""
    signs_from: Annotated[date | None, label("the first day")] = None
    note: Annotated[str, line("the note", most=5000, required=False)] = ""


class LeftForm(msgspec.Struct, frozen=True, kw_only=True):
    """A contact or a signer, by its id."""

    who: Annotated[UUID, hidden()]
    note: Annotated[str, line("the note", most=5000, required=False)] = ""


class TakeBackForm(msgspec.Struct, frozen=True, kw_only=True):
    proposal: Annotated[UUID, hidden()]


class LogoForm(msgspec.Struct, frozen=True, kw_only=True):
    """Without a picture, the one that is there stays and only the words change."""

    logo: Annotated[Upload | None, label("the logo")] = None
    logo_alt: Annotated[str, line("what the logo shows", most=5000, required=False)] = ""
    rights: Annotated[bool, label("whether it may be used")] = False
    note: Annotated[str, line("the note", most=5000, required=False)] = ""


class NotOpened(Exception):
    """The button behind the link was not pressed, or an hour is over: the link's own page says what to do."""


async def opened(session: AsyncSession, keys: KeysType, token: str, now: Any) -> Door:
    """What an opened link leads to. Raises `NotFound`, and `NotOpened`."""
    door = await open_door(session, keys, token, now)
    if door.over or not door.opened:
        raise NotOpened(token)
    return door


def to_the_button(request: AnyRequest, _exception: NotOpened) -> Response[Any]:
    """Send whoever has not pressed the button to it."""
    return Redirect(f"/m/{request.path_params['token']}", status_code=303)


@get("/m/{token:str}/details", include_in_schema=False)
async def ask_details(token: FromPath[str], session: Session, keys: Keys, now: Now) -> Template:
    door = await opened(session, keys, token, now)
    stands = await details_of(session, door.organisation)
    return _page("details", door, token, form=begun(DetailsFields, **msgspec.structs.asdict(stands)))


@post("/m/{token:str}/details", include_in_schema=False)
async def propose_details(
    token: FromPath[str], request: AnyRequest, session: Session, keys: Keys, now: Now
) -> Template | Redirect:
    door = await opened(session, keys, token, now)
    form = await read_form(request, DetailsFields)
    if not form.problems:
        try:
            await proposing.propose_details(session, door, form.value, now)
        except (Invalid, NotAllowedNow) as refusal:
            form = _told(form, refusal)
        else:
            return _back(token, "proposed")
    abandon(session)
    return _page("details", door, token, 422, form=form)


@get("/m/{token:str}/logo", include_in_schema=False)
async def ask_logo(token: FromPath[str], session: Session, keys: Keys, now: Now) -> Template:
    door = await opened(session, keys, token, now)
    stands = await logo_of(session, door.organisation.id)
    return _page("logo", door, token, form=begun(LogoForm, logo_alt=stands.alt if stands else ""), logo=stands)


# A picture that is somewhat too large gets its sentence on the form; one that is far too large is not read.
@post("/m/{token:str}/logo", include_in_schema=False, request_max_body_size=2 * LARGEST_BYTES + FORM_LIMIT)
async def propose_logo(
    token: FromPath[str], request: AnyRequest, session: Session, keys: Keys, now: Now
) -> Template | Redirect:
    """Propose another logo. The picture is drawn anew before it is kept, and nothing is shown of what came."""
    door = await opened(session, keys, token, now)
    form = await read_form(request, LogoForm)
    if not form.problems:
        typed = form.value
        picture = typed.logo.content if typed.logo else None
        try:
            await proposing.propose_logo(
                session, door, picture, typed.logo_alt, rights=typed.rights, note=typed.note, now=now
            )
        except (Invalid, NotAllowedNow) as refusal:
            form = _told(form, refusal)
        else:
            return _back(token, "proposed")
    abandon(session)
    return _page("logo", door, token, 422, form=form, logo=await logo_of(session, door.organisation.id))


@get("/m/{token:str}/logo.png", include_in_schema=False)
async def show_logo(token: FromPath[str], session: Session, keys: Keys, now: Now) -> Response[Any]:
    """The logo on record."""
    door = await opened(session, keys, token, now)
    png, _ = await picture_of(session, door.organisation.id)
    return Response(png, media_type="image/png")


@get("/m/{token:str}/proposals/{proposal_id:uuid}/logo.png", include_in_schema=False)
async def show_proposed_logo(
    token: FromPath[str], proposal_id: FromPath[UUID], session: Session, keys: Keys, now: Now
) -> Response[Any]:
    """A logo that the organisation's own people proposed, while it waits."""
    door = await opened(session, keys, token, now)
    png = await proposed_picture(session, proposal_id, door.organisation.id)
    return Response(png, media_type="image/png")


@get("/m/{token:str}/contacts/add", include_in_schema=False)
async def ask_contact(token: FromPath[str], session: Session, keys: Keys, now: Now) -> Template:
    door = await opened(session, keys, token, now)
    return _page("contact", door, token, form=begun(NewContactForm, gets_invitations=True, gets_notices=True))


@post("/m/{token:str}/contacts/add", include_in_schema=False)
async def propose_contact(
    token: FromPath[str], request: AnyRequest, session: Session, keys: Keys, now: Now
) -> Template | Redirect:
    door = await opened(session, keys, token, now)
    form = await read_form(request, NewContactForm)
    if not form.problems:
        try:
            await proposing.propose_contact(session, door, form.value, form.value.note, now)
        except (Invalid, NotAllowedNow) as refusal:
            form = _told(form, refusal)
        else:
            return _back(token, "proposed")
    abandon(session)
    return _page("contact", door, token, 422, form=form)


@get("/m/{token:str}/contacts/left", include_in_schema=False)
async def ask_contact_left(
    token: FromPath[str], session: Session, keys: Keys, now: Now, who: FromQuery[UUID | None] = None
) -> Template:
    door = await opened(session, keys, token, now)
    shown = await own_page(session, keys, door, now)
    colleague = next((one for one in shown.contacts if one.id == who and not one.own), None)
    if colleague is None:
        raise NotFound
    told = ", ".join(part for part in (colleague.name, colleague.role_title, colleague.address) if part)
    return _page("left", door, token, form=begun(LeftForm, who=who), who=told, kind="contact")


@post("/m/{token:str}/contacts/left", include_in_schema=False)
async def propose_contact_left(
    token: FromPath[str], request: AnyRequest, session: Session, keys: Keys, now: Now
) -> Template | Redirect:
    door = await opened(session, keys, token, now)
    form = await read_form(request, LeftForm)
    if form.problems:
        raise Invalid(form.problems)
    try:
        await proposing.propose_contact_left(session, door, form.value.who, form.value.note, now)
    except (Invalid, NotAllowedNow) as refusal:
        abandon(session)
        return _page("left", door, token, 422, form=_told(form, refusal), who=gettext("this contact"), kind="contact")
    return _back(token, "proposed")


@get("/m/{token:str}/signers/add", include_in_schema=False)
async def ask_signer(token: FromPath[str], session: Session, keys: Keys, now: Now) -> Template:
    door = await opened(session, keys, token, now)
    return _page("signer", door, token, form=begun(NewSignerForm))


@post("/m/{token:str}/signers/add", include_in_schema=False)
async def propose_signer(
    token: FromPath[str], request: AnyRequest, session: Session, keys: Keys, now: Now
) -> Template | Redirect:
    door = await opened(session, keys, token, now)
    form = await read_form(request, NewSignerForm)
    if not form.problems:
        typed = form.value
        fields = SignerFields(name=typed.name, role_title=typed.role_title, signs_from=typed.signs_from)
        try:
            await proposing.propose_signer(session, door, fields, typed.note, now)
        except (Invalid, NotAllowedNow) as refusal:
            form = _told(form, refusal)
        else:
            return _back(token, "proposed")
    abandon(session)
    return _page("signer", door, token, 422, form=form)


@get("/m/{token:str}/signers/left", include_in_schema=False)
async def ask_signer_left(
    token: FromPath[str], session: Session, keys: Keys, now: Now, who: FromQuery[UUID | None] = None
) -> Template:
    door = await opened(session, keys, token, now)
    shown = await own_page(session, keys, door, now)
    signer = next((one for one in shown.signers if one.id == who), None)
    if signer is None:
        raise NotFound
    told = ", ".join(part for part in (signer.name, signer.role_title) if part)
    return _page("left", door, token, form=begun(LeftForm, who=who), who=told, kind="signer")


@post("/m/{token:str}/signers/left", include_in_schema=False)
async def propose_signer_left(
    token: FromPath[str], request: AnyRequest, session: Session, keys: Keys, now: Now
) -> Template | Redirect:
    door = await opened(session, keys, token, now)
    form = await read_form(request, LeftForm)
    if form.problems:
        raise Invalid(form.problems)
    today = wall_clock(now, _ZONE).date()
    try:
        await proposing.propose_signer_left(session, door, form.value.who, today, form.value.note, now)
    except (Invalid, NotAllowedNow) as refusal:
        abandon(session)
        return _page("left", door, token, 422, form=_told(form, refusal), who=gettext("this person"), kind="signer")
    return _back(token, "proposed")


@get("/m/{token:str}/mail", include_in_schema=False)
async def ask_mail(token: FromPath[str], session: Session, keys: Keys, now: Now) -> Template:
    door = await opened(session, keys, token, now)
    contact = door.contact
    form = begun(MailForm, gets_invitations=contact.gets_invitations, gets_notices=contact.gets_notices)
    return _page("mail", door, token, form=form)


@post("/m/{token:str}/mail", include_in_schema=False)
async def change_mail(token: FromPath[str], request: AnyRequest, session: Session, keys: Keys, now: Now) -> Redirect:
    door = await opened(session, keys, token, now)
    form = await read_form(request, MailForm)
    if form.problems:
        raise Invalid(form.problems)
    typed = form.value
    await proposing.set_own_mail(session, door, invitations=typed.gets_invitations, notices=typed.gets_notices, now=now)
    return _back(token, "mail")


@post("/m/{token:str}/leave", status_code=200, include_in_schema=False)
async def leave(token: FromPath[str], request: AnyRequest, session: Session, keys: Keys, now: Now) -> Template:
    """End one's own contact. The link opens nothing from now on."""
    door = await opened(session, keys, token, now)
    await request.form()
    await proposing.leave(session, door, now)
    return _page("gone", door, token)


@post("/m/{token:str}/take-back", include_in_schema=False)
async def take_back(token: FromPath[str], request: AnyRequest, session: Session, keys: Keys, now: Now) -> Redirect:
    door = await opened(session, keys, token, now)
    form = await read_form(request, TakeBackForm)
    if form.problems:
        raise Invalid(form.problems)
    await proposing.withdraw(session, door, form.value.proposal, now)
    return _back(token, "taken-back")


def _told(form: Form[Any], refusal: Invalid | NotAllowedNow) -> Form[Any]:
    return form.with_problems(refusal.problems if isinstance(refusal, Invalid) else {"": str(refusal)})


def _back(token: str, done: str) -> Redirect:
    return Redirect(f"/m/{token}?done={done}", status_code=303)


def _page(name: str, door: Door, token: str, status: int = 200, **context: Any) -> Template:
    return page(
        f"pages/my_organisation/{name}.html",
        status,
        coalition=door.coalition,
        organisation=door.organisation_name,
        address=f"/m/{token}",
        languages=LANGUAGES,
        sign_offs=SIGN_OFFS,
        registers=REGISTERS,
        numbers=NUMBERS,
        most_words=MOST_WORDS,
        **context,
    )


HANDLERS = [
    ask_details,
    propose_details,
    ask_logo,
    propose_logo,
    show_logo,
    show_proposed_logo,
    ask_contact,
    propose_contact,
    ask_contact_left,
    propose_contact_left,
    ask_signer,
    propose_signer,
    ask_signer_left,
    propose_signer_left,
    ask_mail,
    change_mail,
    leave,
    take_back,
]
