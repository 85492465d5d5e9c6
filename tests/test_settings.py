"""What an operator may set, and how a setting that cannot be used is told."""

from uuid import uuid4

import pytest
from click.testing import CliRunner

from campaigns.cli import main
from campaigns.mail.return_address import return_address
from campaigns.settings import LONGEST_PUBLIC_URL, SettingsError, load
from campaigns.tokens import Keys, Purpose

SET = {
    "CAMPAIGNS_DATABASE_URL": "postgresql://127.0.0.1:1/letters",
    "CAMPAIGNS_REDIS_URL": "redis://127.0.0.1:1",
    "CAMPAIGNS_SMTP_URL": "smtp://127.0.0.1:1",
    "CAMPAIGNS_PUBLIC_URL": "https://letters.example",
    "CAMPAIGNS_SECRET": "a secret for tests only, of more than 32 characters",
}
LONGEST = "https://letters.fair-futures-alliance.example"[:LONGEST_PUBLIC_URL]


def test_the_longest_public_address_makes_no_mailed_link_of_a_hundred_characters():
    settings = load(SET | {"CAMPAIGNS_PUBLIC_URL": LONGEST})
    token = Keys(settings.secret).token(Purpose.SIGN_IN, uuid4())
    assert len(f"{settings.public_url}/sign-in/link/{token}") == 99


def test_a_longer_public_address_is_refused():
    with pytest.raises(SettingsError, match="PUBLIC_URL has 43 characters and may have 42"):
        load(SET | {"CAMPAIGNS_PUBLIC_URL": f"{LONGEST}x"})


def test_the_doctor_tells_that_the_public_address_is_too_long():
    told = CliRunner().invoke(main, ["doctor"], env=SET | {"CAMPAIGNS_PUBLIC_URL": f"{LONGEST}x"})
    assert told.exit_code == 1
    assert "CAMPAIGNS_PUBLIC_URL has 43 characters and may have 42" in told.output


@pytest.mark.parametrize("address", ["letters.example", "ftp://letters.example", "https://letters.example/", "https://"])
def test_what_is_no_public_address_is_refused(address):
    with pytest.raises(SettingsError, match="PUBLIC_URL must be an http or https address"):
        load(SET | {"CAMPAIGNS_PUBLIC_URL": address})


def test_everything_that_is_missing_is_named_at_once():
    with pytest.raises(SettingsError, match="Set CAMPAIGNS_DATABASE_URL, CAMPAIGNS_REDIS_URL"):
        load({})


def test_a_bounce_address_leaves_room_for_each_messages_mark():
    address = "fifteen-letters@letters.example"
    settings = load(SET | {"CAMPAIGNS_BOUNCE_ADDRESS": address})
    assert len(return_address(Keys(settings.secret), settings.bounce_address, uuid4()).partition("@")[0]) == 64
    for wrong in (f"x{address}", "letters.example", "@letters.example", "bounces@"):
        with pytest.raises(SettingsError, match="BOUNCE_ADDRESS must be an address with at most 15 characters"):
            load(SET | {"CAMPAIGNS_BOUNCE_ADDRESS": wrong})


def test_a_bounce_secret_is_as_long_as_the_other():
    with pytest.raises(SettingsError, match="BOUNCE_SECRET must be at least 32 characters"):
        load(SET | {"CAMPAIGNS_BOUNCE_SECRET": "short"})
