"""`--json` of `compliance`, `check_report` and `check_store`: the shape that docs/data.md describes, to the last field."""

import json
import re
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from core.models import Attachment

pytestmark = pytest.mark.django_db
TOLD = (Path(settings.BASE_DIR) / "docs/data.md").read_text(encoding="utf-8")


def described(command: str) -> set[str]:
    """The fields in the first column of the table below a command."""
    table = TOLD.split(f"`script/manage {command} ")[1].split("\n\n")[1]
    return {name for row in table.splitlines()[2:] for name in re.findall("`([^`]+)`", row.split("|")[1])}


def fields(data: Any, name: str = "") -> set[str]:
    """The same of an answer: `results[].rule` for a key of the objects in a list."""
    if isinstance(data, dict):
        return {
            field for key, value in data.items() for field in fields(value, f"{name}.{key}" if name else key)
        }
    if isinstance(data, list):
        return {field for value in data for field in fields(value, f"{name}[]")}
    return {name}


def told(command: str, *arguments: str) -> dict[str, Any]:
    out = StringIO()
    try:
        call_command(command, *arguments, "--json", stdout=out)
    except CommandError:
        assert command == "check_store"
    answer: dict[str, Any] = json.loads(out.getvalue())
    return answer


def test_compliance_has_the_fields_described(demo):
    answer = told("compliance", "--branch", demo.branch.code, "--year", "2025")
    assert fields(answer) == described("compliance")


def test_check_report_has_the_fields_described(demo, tmp_path):
    place = ("--branch", demo.branch.code, "--year", "2025")
    (file := tmp_path / "a.txt").write_text("会议会议由书记主持。。")
    whole, papers, advice = (
        told("check_report", *place),
        told("check_report", *place, "--paper", "all"),
        told("check_report", "--file", str(file)),
    )
    assert [one["paper"] for one in whole["papers"]] == ["annual"]
    (annual,) = [one for one in papers["papers"] if one["paper"] == "annual"]
    assert whole["papers"] == [annual]
    assert annual["backed"] == sum(one["state"] == "有据" for one in whole["sentences"])
    assert len(papers["papers"]) > 3
    assert not papers["sentences"] + papers["advice"] + advice["papers"] + advice["sentences"]
    assert fields([whole, advice]) == {f"[].{name}" for name in described("check_report")}
    assert set(whole) == set(papers) == set(advice)


def test_check_store_has_the_fields_described(demo):  # noqa: ARG001  # for its effect
    Attachment.objects.filter(pk=Attachment.objects.order_by("pk")[0].pk).update(sha256="0" * 64)
    answer = told("check_store")
    assert fields(answer) == described("check_store")
    (missing,) = [one for one in answer["results"] if one["name"] == "missing"]
    assert missing["count"] == len(missing["faults"]) == 1
