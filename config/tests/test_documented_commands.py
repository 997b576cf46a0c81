"""Every command of the README and of docs/deploy.md is run: by a script that takes it from there, or where this file says.

A command that comes into one of them and is run nowhere fails here; so does an entry whose command has gone, or whose
runner does not run it.
"""

import re
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands, load_command_class

from script.documented import BLOCK, commands

ROOT = Path(settings.BASE_DIR)
DOCUMENTS = ("README.md", "docs/deploy.md")
SCRIPTS = [path for path in (ROOT / "script").iterdir() if path.is_file() and not path.suffix]
# `documented DOCUMENT HEADING words=other…` of a script: it runs the commands below that heading as they stand there.
TAKEN = re.compile(
    r"""\bdocumented (\S+) ('[^']+'|[^\s)]+)((?:\s+\\?\s*(?:'[^']*'|"[^"]*"|[^\s=)]+=\S+))*)\)"""
)
# Commands among the words of a sentence.
INLINE = re.compile(
    r"`((?:[A-Z_]+=\S* )*(?:script/[a-z]|\.venv/bin/|docker |apt-get |systemctl |chown )[^`]*)`"
)
# What takes long is run before a release (docs/upgrade.md); each of these is a test itself.
BEFORE_A_RELEASE = ("script/chaos", "script/bundle-test", "script/move-test")
# What no script takes from the documents, by how it begins: who runs it, and in which words.
ELSEWHERE = {
    "script/server": (".ci/run", "script/server --prepare-only"),
    "DATA_DIR=/srv/zhibu script/server --empty": ("deploy/systemd/zhibu.service", "script/server --empty"),
    "script/server --prepare-only": (".ci/run", "script/server --prepare-only"),
    "script/test": (".ci/run", "script/test"),
    "script/check": (".ci/run", "script/check"),
    "script/deploy-test": (".ci/run", "script/deploy-test"),
    "script/bench": ("config/tests/test_bench.py", "script/bench.py"),
    "script/bundle": ("script/bundle-test", "script/bundle --output"),
    "script/bootstrap": (".ci/run", "script/check"),
    "script/bootstrap --with": ("script/bundle-test", "script/bootstrap --with"),
    "script/manage move_database --to": ("script/move-test", "script/manage move_database --to"),
    "script/manage move_files --to": ("script/move-test", "script/manage move_files --to"),
    "script/manage check --deploy": ("script/check", "manage check --deploy"),
    "script/manage backup": ("script/readme-test", "README.md 日常"),
    "script/manage restore": ("script/readme-test", "README.md 日常"),
    "script/manage send_reminders": ("script/readme-test", "README.md 日常"),
    "script/servers-test": (".ci/run", "script/servers-test"),
    "chown -R zhibu:zhibu /srv/zhibu": ("script/deploy-test", "chown nobody:nogroup /srv/zhibu"),
    "git clone 仓库地址 /opt/zhibu": (".ci/run", "git clone --quiet"),
    "cp deploy/compose.env.example": ("config/tests/test_containers.py", "deploy/compose.env.example"),
    "chmod 600 deploy/compose.env": ("config/tests/test_containers.py", "deploy/compose.env.example"),
    "docker compose": ("config/tests/test_containers.py", "deploy/compose.yaml"),
}


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def taken() -> dict[tuple[str, str], set[str]]:
    """(document, heading) of each part that a script runs, with the lines that it leaves out."""
    found = {}
    for script in SCRIPTS:
        for document, heading, words in TAKEN.findall(script.read_text(encoding="utf-8")):
            left_out = {pair[:-2] for pair in re.findall(r"'([^']+)'", words) if pair.endswith("=:")}
            found[document, heading.strip("'")] = left_out
    return found


def written() -> Iterator[tuple[str, str, str]]:
    """(document, heading, command) of every command, in blocks and in sentences."""
    for document in DOCUMENTS:
        for part in re.split(r"^(?=##+ )", text_of(document), flags=re.MULTILINE):
            heading = part.split("\n", 1)[0].lstrip("# ")
            for block in BLOCK.findall(part):
                for line in block.splitlines():
                    if command := re.sub(r"\s+#.*", "", line).strip():
                        yield document, heading, command
            for command in INLINE.findall(BLOCK.sub("", part)):
                yield document, heading, command


def runner_of(document: str, heading: str, command: str) -> str:
    """Who runs it; empty where nobody does."""
    parts = taken()
    if (
        (document, heading) in parts
        and command not in parts[document, heading]
        and command in in_blocks(document, heading)
    ):
        return "a script that takes it from there"
    if command in BEFORE_A_RELEASE:
        return "whoever releases"
    name = command.split()[1] if command.startswith("script/manage ") else ""
    if name in called_by_tests():
        return f"a test that calls {name}"
    begins = [one for one in ELSEWHERE if command == one or command.startswith(f"{one} ")]
    return ELSEWHERE[max(begins, key=len)][0] if begins else ""


@cache
def called_by_tests() -> set[str]:
    """The commands of the program that tests call."""
    tests = (path for app in settings.FIRST_PARTY_APPS for path in (ROOT / app).glob("**/tests/**/test_*.py"))
    return {
        name for path in tests for name in re.findall(r'call_command\(\s*"(\w+)"', path.read_text("utf-8"))
    }


def in_blocks(document: str, heading: str) -> str:
    """The commands below a heading as the scripts get them."""
    return commands(text_of(document), heading, {})


def test_every_command_is_run():
    assert [line for line in written() if not runner_of(*line)] == []


def test_no_entry_is_left_over():
    there = [command for _, _, command in written()]
    assert [one for one in ELSEWHERE if not any(command.startswith(one) for command in there)] == []
    for name, words in ELSEWHERE.values():
        assert words in text_of(name), name


def test_the_scripts_take_what_is_there():
    found = taken()
    assert {("README.md", "日常"), ("docs/deploy.md", "升级")} <= set(found)
    for document, heading in found:
        assert in_blocks(document, heading)


def test_what_is_run_before_a_release_is_told_there():
    told = text_of("docs/upgrade.md")
    assert [one for one in BEFORE_A_RELEASE if f"`{one}`" not in told] == []


@pytest.mark.parametrize("command", sorted({c for _, _, c in written() if c.startswith("script/manage ")}))
def test_the_program_knows_the_command_and_its_options(command):
    _, name, *arguments = shlex.split(re.sub(r"[…]", "", command))
    parser = load_command_class(get_commands()[name], name).create_parser("manage.py", name)
    known = {option for action in parser._actions for option in action.option_strings}
    assert [one for one in arguments if one.startswith("--") and one not in known] == []


def test_a_command_that_nobody_runs_is_found():
    assert runner_of("docs/deploy.md", "升级", "rm -rf /srv/zhibu") == ""
    assert (
        runner_of("docs/deploy.md", "第一次安装（以 root 运行，Debian 12）", "git clone 仓库地址 /opt/zhibu")
        == ".ci/run"
    )
