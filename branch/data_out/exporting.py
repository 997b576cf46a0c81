"""A branch's data, whole, for whoever reads it without this program: lines of JSON, the files, a manifest (docs/data.md).

Nothing is written to the database, and nothing is left where the writing did not come to its end.
"""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.utils import timezone

from branch.organisations.models import Organisation
from core import attachments, audit
from core.keeping.databases import snapshot
from core.keeping.tables import as_plain
from core.models import Attachment, AuditEntry
from core.refusals import Refused
from core.version import PROGRAM

from .tables import BranchTable, branch_tables

# The number of this form of files: it goes up when something that a reader relies on changes.
FORMAT = 1
ATTACHMENT_FIELDS = (
    "id",
    "name",
    "media_type",
    "size",
    "sha256",
    "uploaded_at",
    "uploaded_by_name",
    "removed_at",
)


@dataclass
class Exported:
    """What was written. `missing`: files whose content is gone or changed."""

    path: Path
    rows: int = 0
    files: int = 0
    entries: int = 0
    missing: list[str] = field(default_factory=list)


def export_branch(branch: Organisation, path: Path) -> Exported:
    """Write everything that belongs to a branch into a new directory, as it is at one moment; others go on working.

    Raises Refused for a path that is taken, or whose parent is missing.
    """
    if path.exists():
        raise Refused(f"{path} 已存在，请换一个目录名。")
    if not path.parent.is_dir():
        raise Refused(f"没有目录 {path.parent}，请先建立。")
    # The directory is for this account alone, as a backup is.
    unfinished = Path(tempfile.mkdtemp(prefix=f".{path.name}-", dir=path.parent))
    try:
        with snapshot():
            exported = _Export(branch, unfinished, Exported(path)).write()
        unfinished.rename(path)
    except BaseException:
        shutil.rmtree(unfinished)
        raise
    return exported


class _Export:
    """One export under way: which rows went out, and which they refer to."""

    def __init__(self, branch: Organisation, folder: Path, told: Exported) -> None:
        self.branch, self.folder, self.told = branch, folder, told
        self.keys: dict[str, set[int]] = {}
        self.referred: dict[str, set[int]] = {}
        self.facts: dict[str, dict] = {}

    def write(self) -> Exported:
        (self.folder / "records").mkdir()
        tables = branch_tables()
        for table in tables:
            self.told.rows += self._lines(f"records/{table.label}.jsonl", self._noted(table))
        self._lines("outside.jsonl", self._outside())
        self._lines("attachments.jsonl", self._attachments())
        self.told.entries = self._lines("audit.jsonl", self._entries())
        self._json("schema.json", {table.label: table.described() for table in tables})
        manifest = {
            "format": FORMAT,
            "program": PROGRAM,
            "made_at": timezone.now().isoformat(),
            "branch": {"id": self.branch.pk, "code": self.branch.code, "name": self.branch.name},
            "audit_anchor": str(audit.anchor()),
            "files": self.facts,
            "missing": self.told.missing,
        }
        self._json("manifest.json", manifest)
        return self.told

    def _noted(self, table: BranchTable) -> Iterable[dict]:
        """The lines of a table; its keys, and those that it refers to, are noted."""
        keys = self.keys.setdefault(table.label, set())
        refers = [(f.name, f.related_model._meta.label_lower) for f in table.fields if f.related_model]
        lists = [(f.name, f.related_model._meta.label_lower) for f in table.lists]
        for line in table.lines(self.branch):
            keys.add(line[table.model._meta.pk.name])
            for name, label in refers:
                if line[name] is not None:
                    self.referred.setdefault(label, set()).add(line[name])
            for name, label in lists:
                self.referred.setdefault(label, set()).update(line[name])
            yield line

    def _outside(self) -> Iterable[dict]:
        """What the branch's records refer to and is not the branch's, by name alone."""
        for label in sorted(self.referred):
            missing = self.referred[label] - self.keys.get(label, set())
            for row in apps.get_model(label)._base_manager.filter(pk__in=missing).order_by("pk"):
                yield {"model": label, "id": row.pk, "label": str(row)}

    def _attachments(self) -> Iterable[dict]:
        """Every file of a record that went out, also one that was taken off it; the content under its hash."""
        folder = self.folder / "files"
        folder.mkdir()
        for label in sorted(self.keys):
            kind = ContentType.objects.get_for_model(apps.get_model(label))
            for file in Attachment.objects.filter(content_type=kind, object_id__in=self.keys[label]).order_by(
                "pk"
            ):
                self._content(folder / file.sha256, file)
                yield {
                    "model": label,
                    "object_id": file.object_id,
                    **{name: as_plain(getattr(file, name)) for name in ATTACHMENT_FIELDS},
                }

    def _content(self, path: Path, file: Attachment) -> None:
        if path.exists():
            return
        try:
            path.write_bytes(attachments.whole_content(file))
        except attachments.DamagedFile as error:
            self.told.missing.append(f"{file.name}（{file.sha256}）：{error}")
            return
        self.facts[f"files/{file.sha256}"] = {"bytes": file.size, "sha256": file.sha256}
        self.told.files += 1

    def _entries(self) -> Iterable[dict]:
        """What the audit chain tells of the branch, and of its rows while they were another's, in its order."""
        fields = AuditEntry._meta.concrete_fields
        told = AuditEntry.objects.filter(Q(branch_path=self.branch.path) | Q(object_type__in=self.keys))
        keys = {label: {str(key) for key in keys} for label, keys in self.keys.items()}
        for entry in told.order_by("number").iterator(chunk_size=2000):
            if entry.branch_path == self.branch.path or entry.object_id in keys[entry.object_type]:
                yield {field.name: as_plain(field.value_from_object(entry)) for field in fields}

    def _lines(self, name: str, lines: Iterable[dict]) -> int:
        """Write lines of JSON, note their number and digest, and return the number."""
        count, digest = 0, hashlib.sha256()
        with (self.folder / name).open("wb") as file:
            for count, line in enumerate(lines, start=1):  # noqa: B007
                packed = json.dumps(line, ensure_ascii=False).encode() + b"\n"
                digest.update(packed)
                file.write(packed)
        self.facts[name] = {"rows": count, "sha256": digest.hexdigest()}
        return count

    def _json(self, name: str, data: dict) -> None:
        text = json.dumps(data, ensure_ascii=False, indent=1)
        (self.folder / name).write_text(text + "\n", encoding="utf-8")
        self.facts[name] = {"sha256": hashlib.sha256(f"{text}\n".encode()).hexdigest()}
