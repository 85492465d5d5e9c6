"""What is shown after sending: signed, or an address to confirm, or somebody to wait for."""

from litestar import get
from litestar.response import Redirect, Template

from campaigns.signatures.lifecycle import SignatureState
from campaigns.signatures.pages.address import check_email_page
from campaigns.signatures.pages.authoriser import awaiting_authority_page
from campaigns.signatures.pages.dependencies import Replying
from campaigns.signatures.pages.rows import other_known_name, row_of
from campaigns.signatures.pages.states import go_to, reply_page
from campaigns.web.dependencies import Now, Session


@get("/signed", include_in_schema=False)
async def show_signed(reply: Replying, session: Session, now: Now) -> Redirect | Template:
    """The confirmation of a signature, for whoever of the organisation opens it; else how things stand."""
    signature = reply.signature
    if signature is None:
        return go_to(reply)
    match signature.state:
        case SignatureState.ACCEPTED:
            return reply_page("signed", reply, now, signature=signature, row=await row_of(session, reply, signature))
        case SignatureState.AWAITING_AUTHORITY if reply.own:
            return await awaiting_authority_page(session, reply, signature, now)
        case SignatureState.AWAITING_REVIEW:
            known_as = await other_known_name(session, reply, signature)
            row = await row_of(session, reply, signature)
            return reply_page("in_review", reply, now, signature=signature, row=row, known_as=known_as)
        case SignatureState.AWAITING_EMAIL if reply.own:
            return await check_email_page(session, reply, now)
        case _:
            return go_to(reply)
