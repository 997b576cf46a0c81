"""`.env` of the checkout: read by the settings themselves, under what the environment says already."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from config.settings import env_file

WRITTEN = """
# 数据目录
DATA_DIR=records   # 写在值后面的说明不算
EMAIL_HOST_PASSWORD='授权 # 码$HOME'
DEFAULT_FROM_EMAIL=支部纪实 <zhibu@example.com>
SITE_URL=https://zhibu.example
EMPTY=
"""
SHOW = """
import sys
from pathlib import Path
from config.settings import env_file
env_file.ENV_FILE = Path(sys.argv[1])
import importlib
settings = importlib.import_module(sys.argv[2])
print(settings.DATA_DIR, settings.SITE_URL)
"""


@pytest.fixture
def written(tmp_path) -> Path:
    """A `.env` as people write it."""
    path = tmp_path / ".env"
    path.write_text(WRITTEN)
    return path


def test_is_read_as_people_write_it(written):
    assert env_file.named_in(written) == {
        "DATA_DIR": "records",
        "EMAIL_HOST_PASSWORD": "授权 # 码$HOME",
        "DEFAULT_FROM_EMAIL": "支部纪实 <zhibu@example.com>",
        "SITE_URL": "https://zhibu.example",
        "EMPTY": "",
    }


def test_gives_way_to_the_environment(written, monkeypatch):
    monkeypatch.setattr(env_file, "ENV_FILE", written)
    monkeypatch.setattr(os, "environ", {"SITE_URL": "", "OTHER": "1"})
    env_file.read_env_file()
    assert (os.environ["SITE_URL"], os.environ["DATA_DIR"], os.environ["OTHER"]) == ("", "records", "1")


@pytest.mark.parametrize(("module", "is_read"), [("prod", True), ("dev", True), ("test", False)])
def test_is_what_the_settings_go_by_but_not_in_tests(module, is_read, written, tmp_path):
    """`manage.py` and `script/manage` answer alike: no script reads the file for the program."""
    written.write_text(f"DATA_DIR={tmp_path / 'records'}\nSITE_URL=https://zhibu.example\n")
    known = {key: value for key, value in os.environ.items() if key not in {"DATA_DIR", "SITE_URL"}}
    asked = [sys.executable, "-c", SHOW, str(written), f"config.settings.{module}"]
    told = subprocess.run(asked, cwd=settings.BASE_DIR, env=known, capture_output=True, text=True, check=True)
    expected = f"{tmp_path / 'records'} https://zhibu.example"
    assert (told.stdout.strip() == expected) is is_read


def test_is_told_to_the_scripts_with_every_character():
    assert env_file.as_zero_ended({"A": "授权 # 码$HOME\n", "B": ""}) == "A\0授权 # 码$HOME\n\0B\0\0"
