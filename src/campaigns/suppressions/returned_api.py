"""Where a mail service brings mail that came back, or says in JSON what became of one. Not for people."""

import hmac
from typing import Annotated

import msgspec
from litestar import Router, post
from litestar.exceptions import ClientException, NotAuthorizedException

from campaigns.errors import Invalid, NotAllowedNow, NotFound, TooLarge
from campaigns.mail.reports import LARGEST, LONGEST_WORDS, ReportKind
from campaigns.mail.returned import Taken, report_about, take_mail, take_report
from campaigns.settings import Settings as SettingsType
from campaigns.web.bodies import AnyRequest
from campaigns.web.dependencies import Keys, Now, Session, Settings


class ReturnedMail(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What became of a mail. `message_id` is its Message-ID; `words` has the status and what the server said."""

    event: ReportKind
    message_id: Annotated[str, msgspec.Meta(max_length=998)]
    words: Annotated[str, msgspec.Meta(max_length=4 * LONGEST_WORDS)] = ""


class ReturnTaken(msgspec.Struct, frozen=True):
    """What was done. `no_report` and `not_ours` changed nothing and need not be sent again."""

    taken: Taken


@post("/returned-mail", status_code=200, request_max_body_size=LARGEST)
async def take_returned_mail(request: AnyRequest, session: Session, settings: Settings, keys: Keys, now: Now) -> ReturnTaken:
    """Take a returned mail: the whole of it as `message/rfc822`, or a `ReturnedMail` as `application/json`.

    The bearer token is `CAMPAIGNS_BOUNCE_SECRET`. Sending the same again changes nothing. 409 means: send it again later.
    """
    _require_secret(request, settings)
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    body = await request.body()
    if len(body) > LARGEST:
        raise TooLarge("The mail is larger than any that was sent from here.")
    if media_type == "message/rfc822":
        taken = await take_mail(session, keys, body, now)
    elif media_type == "application/json":
        try:
            told = msgspec.json.decode(body, type=ReturnedMail)
        except (msgspec.DecodeError, UnicodeDecodeError) as problem:
            raise Invalid({"": f"The body cannot be read: {problem}."}) from None
        taken = await take_report(session, keys, report_about(told.event, told.message_id, told.words), now)
    else:
        raise ClientException(status_code=415, detail="Send message/rfc822 or application/json.")
    if taken is Taken.EARLY:
        raise NotAllowedNow("That mail is still being sent from here. Bring this again in a few minutes.")
    return ReturnTaken(taken)


def _require_secret(request: AnyRequest, settings: SettingsType) -> None:
    if not settings.bounce_secret:
        raise NotFound
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not hmac.compare_digest(token.strip().encode(), settings.bounce_secret.encode()):
        raise NotAuthorizedException


ROUTER = Router("/api/v1", tags=["Mail"], security=[{"session": []}], route_handlers=[take_returned_mail])
