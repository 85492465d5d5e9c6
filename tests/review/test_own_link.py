"""The link to somebody's signature got out: Nia replaces it, and the signature stands as it did."""

import httpx
from sqlalchemy import select

from campaigns.letters.models import Letter
from campaigns.mail.models import Message
from campaigns.signatures.lifecycle import SignatureState
from campaigns.signatures.models import Signature
from campaigns.tokens import Keys, Purpose
from campaigns.web.wiring import Application
from tests import cast
from tests.letters.desk import SITE, Open, Writing, app, company, desk, rivers, words, writing
from tests.review.test_pages import came_by_itself, letter, state_of

__all__ = ["app", "company", "desk", "letter", "rivers", "writing"]


def own(keys: Keys, signature: Signature, rotation: int) -> str:
    return f"/s/{keys.token(Purpose.REPLY, signature.id, rotation)}"


async def test_the_old_link_says_so_and_the_new_one_is_mailed(
    desk: Open, writing: Writing, letter: Letter, keys: Keys, app: Application
) -> None:
    nia = await desk("Nia")
    sent = await came_by_itself(writing, letter, "Acorn Trust", "kit@acorn.example")
    here = f"/letters/FFA-2026-01/signatures/{sent.id}"
    assert f'href="{nia.base}{here}/link"' in (await nia.get(here)).text
    await nia.post(f"{here}/link", 422, reason=" ")
    stale = await nia.get(f"{here}/link")

    shown = words(await nia.follow(await nia.post(f"{here}/link", reason="Posted on a forum.")))

    assert "The link is replaced, and the new one is on its way." in shown
    assert "Replaced the signer’s own link, by Nia Rees. Posted on a forum." in shown
    late = await nia.send(stale, f"{here}/link", 409, reason="On a forum")
    assert "On a forum" in late.text
    assert await state_of(writing, sent) is SignatureState.AWAITING_REVIEW
    async with writing.held() as session:
        [mail] = await session.scalars(select(Message).where(Message.kind == "signature_own_link"))
    assert mail.recipient_email == "kit@acorn.example"
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=SITE) as client:
        gone = await client.get(own(keys, sent, 0))
        assert gone.status_code == 410
        assert "Acorn" not in gone.text
        assert (await client.get(own(keys, sent, 1))).status_code == 200
        assert (await client.get(own(keys, sent, 5))).status_code == 404


async def test_the_same_by_program_and_only_for_who_reviews(
    desk: Open, writing: Writing, letter: Letter, rivers: cast.Company
) -> None:
    nia = await desk("Nia")
    sent = await came_by_itself(writing, letter, "Acorn Trust", "kit@acorn.example", checked=False)
    here = f"/letters/FFA-2026-01/signatures/{sent.id}"
    body = {"reason": "Posted on a forum.", "row_version": sent.row_version}
    for name in ("Dev", "Amina"):
        await (await desk(name)).api("POST", f"{here}/link", 403, **body)
    await (await desk("Sam", rivers)).api("POST", f"{here}/link", 404, **body)
    assert (await nia.api("POST", f"{here}/link", **body))["rotation"] == 1
    await nia.api("POST", f"{here}/link", 409, **body)
