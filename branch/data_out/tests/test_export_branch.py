"""A branch goes out whole and alone: every table is told of, every row of it, and nothing of another branch's."""

import hashlib
import json
import stat

import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import models, transaction

from branch.data_out import tables
from branch.data_out.exporting import export_branch
from branch.data_out.tables import LEFT_OUT, branch_tables, way_to_branch
from branch.members.models import Member
from core import attachments, audit, records
from core.enums import AuditAction
from core.models import Attachment, AuditEntry
from core.testing import build_cast
from core.testing_databases import prepared
from meetings.tests.helpers import hold


def build_site():
    """Two branches with a meeting each, files of both, and a record in the bin."""
    cast = build_cast()
    hold(cast.branch, "2025-03-07 09:00", "COMMITTEE", by=cast.secretary, title="三月支委会")
    gone = hold(cast.branch, "2025-04-07 09:00", "COMMITTEE", by=cast.secretary, title="录错的会")
    records.soft_delete(gone, by=cast.secretary, reason="录错了")
    hold(cast.other_branch, "2025-03-08 09:00", "ASSEMBLY", by=cast.outsider, title="别家的大会")
    for member, content in ((cast.people.member, b"ours"), (cast.people.outsider, b"theirs")):
        attachments.add(record=member, upload=SimpleUploadedFile("一.txt", content), by=cast.secretary)
    cast.moved = Member.objects.create(branch=cast.other_branch, name="林试迁")
    with transaction.atomic():
        audit.record(actor=cast.outsider, action=AuditAction.CREATE, obj=cast.moved)
    Member.objects.filter(pk=cast.moved.pk).update(branch=cast.branch)
    return cast


site = prepared(build_site)


def lines_of(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def naive_rows(label, branch):
    """The keys of a table's rows that are a branch's, found by going from each row up to what it is a part of."""

    def owner(row):
        for name in ("branch", "organisation"):
            if hasattr(row, f"{name}_id"):
                return getattr(row, f"{name}_id")
        if row._meta.label_lower == "branch.organisation":
            return row.pk
        keys = [f for f in row._meta.concrete_fields if isinstance(f, models.ForeignKey) and not f.null]
        return next((own for f in keys if (own := owner(getattr(row, f.name)))), None)

    return {row.pk for row in apps.get_model(label)._base_manager.all() if owner(row) == branch.pk}


def test_every_table_of_ours_is_exported_or_left_out_with_a_reason():
    ours = {model._meta.label_lower for app in settings.FIRST_PARTY_APPS for model in models_of(app)}
    exported = {table.label for table in branch_tables()}
    assert exported | set(LEFT_OUT) == ours
    assert not exported & set(LEFT_OUT)
    assert [table.label for table in branch_tables() if not table.way] == []
    assert len(exported) > 70


def models_of(app):
    return apps.get_app_config(app.rsplit(".", 1)[-1]).get_models()


def test_sees_a_table_that_leads_to_no_branch(monkeypatch):
    monkeypatch.delitem(tables.LEFT_OUT, "core.failurecount")
    assert [table.label for table in branch_tables() if not table.way] == ["core.failurecount"]
    assert way_to_branch(apps.get_model("meetings.voteline")) == "vote__branch"


@pytest.mark.postgres
def test_holds_every_row_of_the_branch_and_of_no_other(site, tmp_path):
    done = export_branch(site.branch, tmp_path / "out")
    rows = 0
    for table in branch_tables():
        lines = lines_of(tmp_path / f"out/records/{table.label}.jsonl")
        assert {line[table.model._meta.pk.name] for line in lines} == naive_rows(table.label, site.branch)
        rows += len(lines)
    assert (done.rows, done.files, done.missing) == (rows, 1, [])
    titles = {
        line["title"]: line["deleted_at"]
        for line in lines_of(tmp_path / "out/records/meetings.meeting.jsonl")
    }
    assert titles.keys() == {"三月支委会", "录错的会"}
    assert titles["三月支委会"] is None
    assert titles["录错的会"] is not None


def test_the_manifest_tells_what_the_files_hold(site, tmp_path):
    done = export_branch(site.branch, tmp_path / "out")
    manifest = json.loads((tmp_path / "out/manifest.json").read_text())
    written = {str(p.relative_to(tmp_path / "out")) for p in (tmp_path / "out").rglob("*") if p.is_file()}
    assert manifest["files"].keys() | {"manifest.json"} == written
    for name, facts in manifest["files"].items():
        content = (tmp_path / "out" / name).read_bytes()
        assert hashlib.sha256(content).hexdigest() == facts["sha256"], name
        assert facts.get("rows", content.count(b"\n")) == content.count(b"\n") or "bytes" in facts, name
    (file,) = lines_of(tmp_path / "out/attachments.jsonl")
    assert (tmp_path / f"out/files/{file['sha256']}").read_bytes() == b"ours"
    entries = lines_of(tmp_path / "out/audit.jsonl")
    assert len(entries) == done.entries
    assert {one["number"] for one in entries} >= set(
        AuditEntry.objects.filter(branch_path=site.branch.path).values_list("number", flat=True)
    )
    assert {stat.S_IMODE(path.stat().st_mode) & 0o077 for path in [tmp_path / "out"]} == {0}


def test_every_key_leads_somewhere_and_every_field_is_described(site, tmp_path):
    export_branch(site.branch, tmp_path / "out")
    schema = json.loads((tmp_path / "out/schema.json").read_text())
    known = {(one["model"], one["id"]) for one in lines_of(tmp_path / "out/outside.jsonl")}
    stored = {label: lines_of(tmp_path / f"out/records/{label}.jsonl") for label in schema}
    known |= {(label, line.get("id")) for label, lines in stored.items() for line in lines}
    checked = 0
    for label, table in schema.items():
        names = [field["name"] for field in table["fields"]]
        assert all(list(line) == names for line in stored[label]), label
        for field in (one for one in table["fields"] if "refers_to" in one):
            for line in stored[label]:
                keys = line[field["name"]] if isinstance(line[field["name"]], list) else [line[field["name"]]]
                assert {(field["refers_to"], key) for key in keys if key is not None} <= known, (label, field)
                checked += 1
    assert checked > 50


def test_a_row_of_the_branch_keeps_the_history_it_had_elsewhere(site, tmp_path):
    export_branch(site.branch, tmp_path / "out")
    told = lines_of(tmp_path / "out/audit.jsonl")
    assert any(
        one["object_type"] == "branch.member" and one["object_id"] == str(site.moved.pk) for one in told
    )


def test_writes_nothing_to_the_database_and_refuses_a_taken_place(site, tmp_path, capsys):
    before = AuditEntry.objects.count()
    call_command("export_branch", branch=site.branch.code, output=tmp_path / "out")
    assert "已导出到" in capsys.readouterr().out
    assert AuditEntry.objects.count() == before
    for place, words in ((tmp_path / "out", "已存在"), (tmp_path / "no/out", "请先建立")):
        with pytest.raises(CommandError, match=words):
            call_command("export_branch", branch=site.branch.code, output=place)
    with pytest.raises(CommandError, match="没有代码为“nobody”的党支部"):
        call_command("export_branch", branch="nobody", output=tmp_path / "other")
    assert {path.name for path in tmp_path.iterdir()} == {"out"}


def test_says_which_content_is_gone_and_leaves_nothing_half_done(site, tmp_path, monkeypatch):
    file = Attachment.objects.get(object_id=site.people.member.pk)
    attachments.default_storage.delete(file.storage_name)
    with pytest.raises(CommandError, match=f"1 个附件的内容取不到.*{file.sha256}"):
        call_command("export_branch", branch=site.branch.code, output=tmp_path / "out")
    assert json.loads((tmp_path / "out/manifest.json").read_text())["missing"]
    monkeypatch.setattr(AuditEntry._meta, "concrete_fields", None)
    with pytest.raises(TypeError):
        export_branch(site.branch, tmp_path / "half")
    assert {path.name for path in tmp_path.iterdir()} == {"out"}
