"""A database is not taken away from under the server."""

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from core.keeping.in_use import out_of_service, served
from core.refusals import Refused


def test_nothing_is_moved_while_it_is_served(tmp_path):
    with (
        served(tmp_path),
        served(tmp_path),
        pytest.raises(Refused, match="请先停止"),
        out_of_service(tmp_path),
    ):
        pass
    with out_of_service(tmp_path):
        pass


def test_the_command_says_so(tmp_path):
    target = tmp_path / "new.sqlite3"
    with served(settings.DATA_DIR), pytest.raises(CommandError, match="请先停止"):
        call_command("move_database", to=f"sqlite:///{target}")
    assert not target.exists()
