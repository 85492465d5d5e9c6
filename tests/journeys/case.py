"""A case from files, through the whole service over HTTP: import, invite, sign from each mail, close, publish, compare.

A folder holds `signatories.csv` (organisation, acronym, contact_name, contact_role, contact_email), `statement.md`, and
`order.txt` with the rows as they must be listed. A row named "A (B) and C" is signed jointly with C.

    python -m tests.journeys.case FOLDER SITE MAILBOX COALITION SECRETARY

runs it against a service that is up already, such as `make demo`, and prints what it saw.
"""

import asyncio
import csv
import hashlib
import io
import re
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from pypdf import PdfReader

from tests.journeys.mailbox import Mailbox
from tests.journeys.story import Desk, sign
from tests.journeys.visitors import HttpVisitor, squeezed

JOINT = re.compile(r"\) and (?P<partner>.+)$")


@dataclass
class Seen:
    """What a run saw, for the comparison and for whoever reads about it."""

    reference: str = ""
    mails: int = 0
    signed_at_once: int = 0
    reviewed: int = 0
    seconds: float = 0
    sizes: dict[str, int] = field(default_factory=dict)
    lists: dict[str, list[str]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    #: The words of the outputs that hold the text of the letter, and of the secretariat's page of the list.
    words: dict[str, str] = field(default_factory=dict)
    secretariat: str = ""
    checksums_agree: bool = False


@dataclass(frozen=True)
class Case:
    """What the files of a folder hold."""

    name: str
    signatories: bytes
    statement: str
    order: list[str]

    @property
    def rows(self) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(self.signatories.decode("utf-8-sig"))))


def read(folder: Path) -> Case:
    """Read a folder as the module's docstring describes it."""
    return Case(
        folder.resolve().name,
        (folder / "signatories.csv").read_bytes(),
        (folder / "statement.md").read_text(),
        (folder / "order.txt").read_text().splitlines(),
    )


async def run(case: Case, site: str, mailbox: Mailbox, coalition: str, secretary: str) -> Seen:
    """Take the case through the service; the coalition's other members are invited too and do not answer."""
    seen, started = Seen(), time.monotonic()
    async with httpx.AsyncClient(follow_redirects=True, timeout=60) as client:
        desk = Desk(HttpVisitor(client), mailbox, site, coalition)
        await desk.sign_in(secretary)
        await desk.import_organisations("signatories.csv", case.signatories)
        # The time tells one run from the next, so that each reads its own mails.
        title = f"Statement of {case.name}, {time.strftime('%H.%M.%S')}"
        body, attestation = _split(case.statement)
        seen.reference = await desk.write(
            {"title": title, "body": body, "attestation": attestation},
            {"kind": "statement", "rolling": "yes"},
        )
        await desk.lock(seen.reference)
        await desk.invite_all(seen.reference)
        for row in case.rows:
            link = await mailbox.link(row["contact_email"], title, "/r/")
            seen.mails += 1
            joint = JOINT.search(row["organisation"])
            async with httpx.AsyncClient(follow_redirects=True, timeout=60) as member:
                text = await sign(HttpVisitor(member), link, joint=joint["partner"] if joint else "")
            seen.signed_at_once += "has signed" in text
        seen.reviewed = await desk.accept_all_reviews(seen.reference)
        seen.secretariat = squeezed(await desk.close_and_freeze(seen.reference))
        await desk.publish(seen.reference)
        await _download(client, site, coalition, title, seen)
    seen.seconds = time.monotonic() - started
    return seen


def _split(statement: str) -> tuple[str, str]:
    """The first paragraph is what the undersigned agree to; the rest is the body."""
    attestation, _, body = statement.strip().partition("\n\n")
    return body, attestation


async def _download(client: httpx.AsyncClient, site: str, coalition: str, title: str, seen: Seen) -> None:
    letters = (await client.get(f"{site}/letters/{coalition}")).text
    path = re.search(rf'href="(/letters/{coalition}/[^"]+)"[^>]*>\s*{re.escape(title)}', letters)
    assert path, squeezed(letters)[:2000]
    page = HttpVisitor(client)
    await page.go(site + path[1])
    files = await page.links("/editions/1/")
    contents = {name.rpartition("/")[2]: (await client.get(name)).content for name in files}
    again = {name.rpartition("/")[2]: (await client.get(name)).content for name in files}
    assert contents == again, "a second download differs"
    seen.sizes = {name: len(content) for name, content in contents.items()}
    by_ending = {name.rpartition(".")[2]: (name, content) for name, content in contents.items()}
    seen.lists["page"] = await page.texts("signatories__name")
    seen.lists["csv"] = _csv(by_ending["csv"][1])
    edition = httpx.Response(200, content=by_ending["json"][1]).json()
    seen.lists["json"] = [one["name"] for one in edition["signatories"]]
    seen.counts = {"organisations": edition["count"]["organisations"], "rows": edition["count"]["rows"]}
    pdf = PdfReader(io.BytesIO(by_ending["pdf"][1]))
    seen.lists["pdf"] = [squeezed(" ".join(one.extract_text() for one in pdf.pages))]
    text = next(content for name, content in contents.items() if name.endswith("letter.txt")).decode()
    seen.lists["txt"] = [squeezed(text)]
    seen.words = {"page": squeezed(await page.text()), "pdf": seen.lists["pdf"][0], "txt": seen.lists["txt"][0]}
    sums = next(content for name, content in contents.items() if "SHA256SUMS" in name).decode()
    listed = {line.split()[1].lstrip("*"): line.split()[0] for line in sums.splitlines()}
    seen.checksums_agree = bool(listed) and all(
        hashlib.sha256(contents[name]).hexdigest() == checksum for name, checksum in listed.items()
    )


def _csv(content: bytes) -> list[str]:
    reader = csv.reader(io.StringIO(content.decode("utf-8-sig")))
    header = [column.lower() for column in next(reader)]
    return [row[header.index("name")] for row in reader]


async def _main(folder: str, site: str, mailbox: str, coalition: str, secretary: str) -> int:
    case = read(Path(folder))
    async with httpx.AsyncClient(base_url=mailbox) as client:
        seen = await run(case, site, Mailbox(client), coalition, secretary)
    order = case.order
    print(f"{seen.reference}: {seen.mails} invitations answered, {seen.signed_at_once} accepted at once,")
    print(f"{seen.reviewed} reviewed; {seen.counts}; {seen.seconds:.1f} s; checksums agree: {seen.checksums_agree}")
    for name, size in seen.sizes.items():
        print(f"  {name}: {size} bytes")
    wrong = 0
    for output, names in seen.lists.items():
        same = names == order if len(names) > 1 else stand_in_order(order, names[0])
        wrong += not same
        print(f"  {output}: {'in the order of order.txt' if same else f'NOT in order: {names}'}")
    return 1 if wrong or not seen.checksums_agree else 0


def stand_in_order(names: list[str], text: str) -> bool:
    """Whether the names stand in a squeezed text one after the other."""
    place = 0
    for name in names:
        found = text.find(squeezed(name), place)
        if found < 0:
            return False
        place = found + len(name)
    return True


if __name__ == "__main__":
    sys.exit(asyncio.run(_main(*sys.argv[1:])))
