"""Nia reads Welsh, and what she does is kept in English, so that every colleague reads the same history."""

import gettext as gnu
from typing import Any

import pytest
from sqlalchemy import text

from campaigns.languages import catalogues
from campaigns.languages.locales import Locale
from campaigns.signatures.models import Signature
from tests import cast
from tests.letters.desk import Open, Writing, app, company, desk, rivers, words, writing
from tests.signatures.story import SIAN

__all__ = ["app", "company", "desk", "rivers", "writing"]

LETTER = "/letters/FFA-2026-01"
#: Stands around every sentence in the language that Nia reads here, and is not seen on a page.
MARK = "\u2060"
DAYS = "dydd (Llun|Mawrth|Mercher|Iau|Gwener|Sadwrn|Sul)"


class Marked(gnu.NullTranslations):
    """A language in which every sentence is the English one between marks."""

    def gettext(self, message: str) -> str:
        return f"{MARK}{message}{MARK}"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"{MARK}{msgid1 if n == 1 else msgid2}{MARK}"


@pytest.fixture
def marked(monkeypatch: pytest.MonkeyPatch) -> None:
    welsh, english = Marked(), gnu.NullTranslations()
    monkeypatch.setattr(catalogues, "translations", lambda locale: welsh if locale is Locale.WELSH else english)


async def in_her_language(writing: Writing) -> list[str]:
    """Whatever the database holds that depends on the language in which a page was read, in any table."""
    async with writing.held() as session:
        tables = await session.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
        found: list[str] = []
        for table in tables.all():
            rows = await session.scalars(
                text(f'SELECT t::text FROM "{table}" t WHERE t::text LIKE :mark OR t::text ~ :days'),  # noqa: S608
                {"mark": f"%{MARK}%", "days": DAYS},
            )
            found += [f"{table}: {row}" for row in rows.all()]
        return found


async def test_what_nia_does_is_kept_in_english(desk: Open, writing: Writing, marked: None) -> None:
    nia = await desk("Nia")
    nia.client.headers["accept-language"] = "cy"
    await writing.locked()
    llais = writing.company.organisations[cast.LLAIS].id
    wensum = writing.company.organisations[cast.WENSUM].id

    invite = await nia.post(f"{LETTER}/invite", 200, who="members", do="check")
    assert MARK in invite.text
    await nia.send(invite, f"{LETTER}/invite", do="send")
    moved: dict[str, Any] = {"deadline_date-day": "6", "reason": "A day later."}
    assert MARK in (await nia.follow(await nia.post(f"{LETTER}/extend", **moved))).text

    page = await nia.get(f"{LETTER}/record/{llais}?contact={writing.company.contacts[SIAN].id}")
    said = {"words": "Yes, put us on it.", "authority": "chief_executive", "kind": "call", "version": "1"}
    when = {"agreed_date-day": "2", "agreed_date-month": "6", "agreed_date-year": "2026", "agreed_time": "9:50am"}
    await nia.send(page, f"{LETTER}/record/{llais}", **said, **when)
    async with writing.held() as session:
        signature = (await session.scalars(text("SELECT id FROM signature"))).one()
    here = f"{LETTER}/signatures/{signature}"
    await nia.post(f"{here}/edit", title="Prif swyddog")
    await nia.post(f"{here}/suspend", page=f"{here}/settle", why="A doubt")
    await nia.post(f"{here}/remove", page=f"{here}/settle", reason="not_authorised", details="Their chair rang.")
    await nia.post(f"{LETTER}/close", reason="Everybody has answered.")
    await nia.post(f"{LETTER}/freeze", reason="Done")

    await nia.post(f"/organisations/{wensum}/details", website="https://wensum.example/", locality="Norwich")
    contact = writing.company.contacts["jo@wensum.example"].id
    await nia.post(f"/organisations/{wensum}/contacts/{contact}/end", reason="Has left")

    assert await in_her_language(writing) == []
    history = words(await nia.get(f"{LETTER}/history"))
    assert "Moved the deadline" in history
    async with writing.held() as session:
        kept = await session.get_one(Signature, signature)
        assert kept.locale is None, "nobody read a page to sign"
        assert "at 9:50am on Tuesday 2 June 2026 (BST)" in kept.attested


async def test_it_would_be_seen_if_it_were_not(desk: Open, writing: Writing, marked: None) -> None:
    async with writing.held() as session:
        organisation = writing.company.organisations[cast.LLAIS]
        organisation.locality = f"{MARK}Ynys Môn{MARK}"
        session.add(organisation)
    assert len(await in_her_language(writing)) == 1
