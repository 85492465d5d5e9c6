import stat

import pytest

from campaigns.services import memory
from campaigns.services.processes import ServiceError


def test_secrets_are_made_once_and_kept_to_their_owner(tmp_path):
    first = memory.remembered(tmp_path)
    again = memory.remembered(tmp_path)
    assert (first.secret, first.database_password) == (again.secret, again.database_password)
    assert stat.S_IMODE((tmp_path / "demonstration.json").stat().st_mode) == 0o600


def test_two_places_share_no_secret(tmp_path):
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    one, two = memory.remembered(tmp_path / "one"), memory.remembered(tmp_path / "two")
    assert not {one.secret, one.database_password, one.queue_password} & {
        two.secret,
        two.database_password,
        two.queue_password,
    }


def test_a_damaged_memory_is_told_in_one_line_and_mended_by_starting_over(tmp_path):
    (tmp_path / "demonstration.json").write_text('{"secret": ')
    with memory.held(tmp_path):
        with pytest.raises(ServiceError, match="--fresh"):
            memory.remembered(tmp_path)
        memory.forget(tmp_path)
        assert not memory.remembered(tmp_path).loaded


def test_only_one_at_a_time_has_a_directory(tmp_path):
    with memory.held(tmp_path / "demo"), pytest.raises(ServiceError, match="another one"), memory.held(tmp_path / "demo"):
        pass
    with memory.held(tmp_path / "demo"):
        pass


def test_other_peoples_things_are_never_thrown_away(tmp_path):
    (tmp_path / "holiday.jpg").touch()
    with pytest.raises(ServiceError, match="something else"), memory.held(tmp_path):
        memory.forget(tmp_path)
    assert (tmp_path / "holiday.jpg").exists()
