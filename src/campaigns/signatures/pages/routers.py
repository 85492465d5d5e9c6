"""The same question pages twice: from an organisation's invitation, and from a signature's own link."""

from litestar import Router
from litestar.types import ControllerRouterHandler

from campaigns.signatures.pages import (
    address,
    authorisation,
    authoriser,
    authority,
    begin,
    cascade,
    change,
    check,
    check_link,
    decline,
    language,
    late,
    letter,
    more_time,
    name,
    objection,
    pass_on,
    public,
    signed,
    signer,
    undo,
    which,
    withdraw,
)
from campaigns.signatures.pages.dependencies import INVITED, SIGNERS

_BOTH: list[ControllerRouterHandler] = [
    letter.show_letter,
    letter.download_text,
    begin.begin,
    name.ask_name,
    name.answer_with_name,
    name.preview_name,
    signer.ask_signer,
    signer.answer_with_signer,
    authority.ask_authority,
    authority.answer_with_authority,
    authority.someone_else,
    authoriser.ask_authoriser,
    authoriser.answer_with_authoriser,
    authoriser.ask_authoriser_again,
    check.check_answers,
    check.sign,
    signed.show_signed,
    address.answer_with_code,
    address.send_mail_again,
    address.ask_address,
    address.answer_with_address,
    withdraw.ask_to_withdraw,
    withdraw.withdraw_signature,
    *change.HANDLERS,
    *late.HANDLERS,
    *undo.HANDLERS,
    language.choose_language,
]
_INVITED_ONLY: list[ControllerRouterHandler] = [
    which.ask_which,
    which.answer_with_which,
    decline.ask_why,
    decline.answer_with_decline,
    decline.show_answered,
    more_time.ask_until_when,
    more_time.answer_with_more_time,
    *pass_on.HANDLERS,
]

HANDLERS: list[ControllerRouterHandler] = [
    Router("/r/{token:str}", route_handlers=[*_BOTH, *_INVITED_ONLY], dependencies=INVITED),
    Router("/s/{token:str}", route_handlers=_BOTH, dependencies=SIGNERS),
    Router("/v/{token:str}", route_handlers=[check_link.show_check, check_link.confirm], dependencies=check_link.CHECKED),
    Router(
        "/a/{token:str}",
        route_handlers=[
            authorisation.show_request,
            authorisation.answer_request,
            authorisation.ask_to_take_back,
            authorisation.take_back_authority,
        ],
        dependencies=authorisation.REQUESTED,
    ),
    Router(
        "/o/{token:str}",
        route_handlers=[objection.ask_what_is_wrong, objection.say_it_is_wrong, objection.say_it_is_right],
        dependencies=objection.OBJECTION,
    ),
    public.show_start,
    public.begin_from_outside,
    cascade.show_shared,
    cascade.begin_by_link,
]
