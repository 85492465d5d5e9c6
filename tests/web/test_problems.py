"""Refusals and faults, told to people as pages and to programs as problem+json."""

import httpx
import pytest
from litestar.exceptions import HTTPException
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError

from campaigns.web.addresses import safe_next
from campaigns.web.told import told

STATUSES = {
    "not-found": 404,
    "hidden": 404,
    "not-allowed": 403,
    "not-now": 409,
    "conflict": 409,
    "invalid": 422,
    "too-large": 413,
    "too-many": 429,
    "fault": 500,
}


class FromDatabase(Exception):
    def __init__(self, sqlstate: str) -> None:
        self.sqlstate = sqlstate


@pytest.mark.parametrize(("what", "status"), STATUSES.items())
async def test_each_refusal_is_a_page_in_words(client: httpx.AsyncClient, what: str, status: int) -> None:
    answer = await client.get(f"/raise/{what}")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.text.count("<h1") == 1


@pytest.mark.parametrize(("what", "status"), [*STATUSES.items(), ("sign-in", 401)])
async def test_each_refusal_is_a_problem_document_for_programs(client: httpx.AsyncClient, what: str, status: int) -> None:
    answer = await client.get(f"/api/v1/raise/{what}")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status
    assert problem["detail"].endswith(".")
    assert {"type", "title", "instance"} <= problem.keys()


async def test_what_concerns_a_field_is_told_by_its_name(client: httpx.AsyncClient) -> None:
    assert (await client.get("/api/v1/raise/invalid")).json()["errors"] == {"title": "Enter the title."}


async def test_a_script_on_a_page_may_ask_for_json(client: httpx.AsyncClient) -> None:
    answer = await client.get("/raise/not-now", headers={"accept": "application/json"})
    assert answer.json()["detail"] == "Signing has closed."


async def test_hidden_and_unknown_look_the_same_to_the_byte(client: httpx.AsyncClient) -> None:
    pages = {(await client.get(path)).text for path in ("/raise/not-found", "/raise/hidden", "/nowhere", "/number/x")}
    assert len(pages) == 1


async def test_a_fault_shows_its_number_and_nothing_else(
    client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    answer = await client.get("/raise/fault")
    number = answer.headers["x-request-id"]
    assert number in answer.text
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    assert any(number in record.getMessage() and record.exc_info for record in caplog.records)


async def test_signing_in_comes_first_and_leads_back(client: httpx.AsyncClient) -> None:
    answer = await client.get("/secretariat/raise/sign-in?show=signed&after=%2F")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in?next=/secretariat/raise/sign-in%3Fshow%3Dsigned%26after%3D%252F"


async def test_too_many_says_when_to_come_back(client: httpx.AsyncClient) -> None:
    assert (await client.get("/raise/too-many")).headers["retry-after"] == "3600"


async def test_the_wrong_method_is_no_fault(client: httpx.AsyncClient) -> None:
    answer = await client.put("/cookies")
    assert answer.status_code == 405
    assert answer.headers["allow"]


async def test_json_that_does_not_fit_names_its_fields(client: httpx.AsyncClient) -> None:
    answer = await client.post("/api/v1/replies", json={"title": ""})
    assert answer.status_code == 422
    assert answer.json()["errors"]


@pytest.mark.parametrize("body", [b"{", b"\xff", b"[" * 5000, b'"\\ud800"', b"nan"])
async def test_broken_json_is_refused_in_words(client: httpx.AsyncClient, body: bytes) -> None:
    answer = await client.post("/api/v1/replies", content=body, headers={"content-type": "application/json"})
    assert answer.status_code in {400, 422}
    assert answer.json()["detail"].endswith(".")


@pytest.mark.parametrize(
    "path", ["/%00", "/%ff", "/reply%0d%0aX:1", "/" + "a" * 8000, "//evil.example", "/static/x/../../etc/passwd"]
)
async def test_odd_addresses_are_not_found(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(f"http://letters.example{path}")).status_code == 404


@pytest.mark.parametrize(
    ("problem", "method", "status"),
    [
        (StaleDataError(), "POST", 409),
        (IntegrityError("", {}, FromDatabase("23505")), "POST", 409),
        (IntegrityError("", {}, FromDatabase("23514")), "POST", 500),
        (IntegrityError("", {}, FromDatabase("22003")), "GET", 404),
        (IntegrityError("", {}, FromDatabase("22021")), "POST", 400),
        (OperationalError("", {}, FromDatabase("57P01")), "GET", 503),
        (ConnectionRefusedError(), "GET", 503),
        (HTTPException(status_code=507, detail="A secret."), "GET", 507),
        (ZeroDivisionError(), "GET", 500),
    ],
)
def test_what_the_database_refuses_is_told_by_its_kind(problem: Exception, method: str, status: int) -> None:
    said = told(problem, method)
    assert said.status == status
    assert "secret" not in said.detail


def test_a_group_is_told_by_what_began_it() -> None:
    group = ExceptionGroup("clean-up", [RuntimeError()])
    group.__cause__ = StaleDataError()
    assert told(group).status == 409


@pytest.mark.parametrize("address", ["/secretariat/fair-futures/letters?show=open", "/r/abc", "/"])
def test_a_page_of_ours_is_gone_on_to(address: str) -> None:
    assert safe_next(address) == address


@pytest.mark.parametrize(
    "address",
    ["", "https://evil.example", "//evil.example", "/\\evil.example", "\\/evil", "javascript:alert(1)", "/a\r\nX: b", "evil",
     "/\u2028", "///evil.example", "/\t/evil.example", " /x"],
)  # fmt: skip
def test_anything_else_leads_home(address: str) -> None:
    assert safe_next(address) == "/secretariat"
