"""Which mail domains could be taken for one another."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.names.domains import alike, looks_like


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("narne.org", "name.org"),
        ("vvensum.example", "wensum.example"),
        ("millr0ad.example", "millroad.example"),
        ("mi11road.example", "millroad.example"),
        ("mill-road.example", "millroad.example"),
        ("millroads.example", "millroad.example"),
        ("milroad.example", "millroad.example"),
        ("milrload.example", "millroad.example"),
        ("millraod.example", "millroad.example"),
        ("wensum.org.example", "wensum.example"),
        ("xn--wensm-3uf.example", "wensum.example"),
    ],
)
def test_these_look_alike_both_ways(one: str, other: str) -> None:
    if one.startswith("xn--"):
        one = "wens\u00fcm.example".encode("idna").decode()
    assert looks_like(one, other)
    assert looks_like(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("wensum.example", "wensum.example"),
        ("mail.wensum.example", "wensum.example"),
        ("acorn.example", "tern.example"),
        ("tern.example", "fern.example"),
        ("abc.example", "abc.test"),
        ("quay.example", "wensum.example"),
    ],
)
def test_these_do_not(one: str, other: str) -> None:
    assert not looks_like(one, other)
    assert not looks_like(other, one)


_DOMAINS = st.from_regex(r"[a-z0-9-]{1,12}(\.[a-z]{2,5}){1,2}", fullmatch=True)


@given(_DOMAINS, _DOMAINS)
def test_it_is_the_same_the_other_way_round_and_never_raises(one: str, other: str) -> None:
    assert looks_like(one, other) == looks_like(other, one)
    assert not looks_like(one, one)


def test_of_many_on_record_the_same_are_found_as_by_comparing_each_with_each() -> None:
    some = random.Random(7)  # noqa: S311 - no secret

    def made_up() -> str:
        return "".join(some.choices("abcl0mrn", k=some.randint(3, 9))) + some.choice([".org", ".co.uk", ".uk", "-x.org"])

    on_record = {made_up() for _ in range(1500)}
    own = {made_up() for _ in range(300)} | {f"{one[:2]}a{one[3:]}" for one in sorted(on_record)[:200]}
    each = {}
    for one in own - on_record:
        like = next((other for other in sorted(on_record) if looks_like(one, other)), None)
        each |= {one: like} if like else {}
    assert len(each) > 20
    assert alike(own, on_record) == each
