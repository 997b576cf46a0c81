"""What is wrong in the store, looked for every day: files, keys, triggers, the audit chain, and what apps know to look for."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from time import time

from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone

from core import attachments, audit, audit_guard, audit_records
from core.models import Attachment

from . import tables
from .notes import REPORT, keep_note, read_note

# A file that nothing points at is told once whoever is uploading it has had time to save the record.
SETTLED = timedelta(hours=1)
CONTENT_NAME = re.compile(r"[0-9a-f]{64}")
CONTENT_FOLDER = re.compile(r"[0-9a-f]{2}")
# So many faults of a kind are named; the number says how many there are.
NAMED = 20


@dataclass(frozen=True)
class StoreCheck:
    """One thing to look for: a name for programs, a label for people, and what finds the faults, one sentence each."""

    name: str
    label: str
    find: Callable[[], Iterable[str]]


@dataclass(frozen=True)
class CheckResult:
    """What one check found: how many faults, and the first of them."""

    name: str
    label: str
    count: int
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class StoreReport:
    """What all checks found at one time."""

    checked_at: str
    results: list[CheckResult]

    @property
    def count(self) -> int:
        """Faults of all kinds."""
        return sum(result.count for result in self.results)

    @property
    def at(self) -> datetime:
        """When the store was looked through."""
        return datetime.fromisoformat(self.checked_at)


_checks: dict[str, StoreCheck] = {}


def register(check: StoreCheck) -> None:
    """Add what an app looks for among its records; called in `AppConfig.ready()`."""
    _checks[check.name] = check


def check_store() -> StoreReport:
    """Look through the whole store, and keep what was found for the administrator's page."""
    report = StoreReport(timezone.now().isoformat(), [_result(check) for check in _checks.values()])
    keep_note(REPORT, asdict(report))
    return report


def _result(check: StoreCheck) -> CheckResult:
    faults = list(check.find())
    return CheckResult(check.name, check.label, len(faults), faults[:NAMED])


def last_report() -> StoreReport | None:
    """What the last look through the store found."""
    told = read_note(REPORT)
    try:
        results = [CheckResult(**result) for result in told["results"]] if told else []
        return StoreReport(told["checked_at"], results) if told else None
    except (KeyError, TypeError):
        return None


# --- What core itself looks for --------------------------------------------------------------------------------------


def _by_content() -> Iterator[tuple[str, list[int]]]:
    """Each content that attachments point at, with their numbers."""
    numbers: dict[str, list[int]] = {}
    for sha256, pk in Attachment.objects.order_by("pk").values_list("sha256", "pk"):
        numbers.setdefault(sha256, []).append(pk)
    yield from numbers.items()


def _told(sha256: str, numbers: list[int]) -> str:
    # By number: a file's name is a branch's content, which the administrator does not read.
    return f"附件 {'、'.join(map(str, numbers))}（{Attachment(sha256=sha256).storage_name}）"


def missing_files() -> Iterator[str]:
    """Attachments whose file is not there."""
    for sha256, numbers in _by_content():
        if not default_storage.exists(Attachment(sha256=sha256).storage_name):
            yield _told(sha256, numbers)


def changed_files() -> Iterator[str]:
    """Attachments whose file no longer is what was uploaded, or cannot be read."""
    for sha256, numbers in _by_content():
        place = Attachment(sha256=sha256).storage_name
        if default_storage.exists(place) and not attachments.is_whole(place, sha256):
            yield _told(sha256, numbers)


def orphan_files() -> Iterator[str]:
    """Files that no attachment points at: left behind by an upload that broke off, or put there by hand."""
    known = {sha256 for sha256, _ in _by_content()}
    before = time() - SETTLED.total_seconds()
    for name, written in default_storage.stored():
        folder, _, content = name.partition("/")
        if not CONTENT_FOLDER.fullmatch(folder):
            continue
        is_ours = CONTENT_NAME.fullmatch(content) and content.startswith(folder)
        if not (is_ours and content in known) and written < before:
            yield name


def files_of_nothing() -> Iterator[str]:
    """Attachments that point at a record that is not there."""
    keys = Attachment.objects.order_by().values_list("content_type", "object_id").distinct()
    by_type: dict[int, set[int]] = {}
    for content_type, object_id in keys:
        by_type.setdefault(content_type, set()).add(object_id)
    for pk, object_ids in by_type.items():
        kind = ContentType.objects.get_for_id(pk)
        model = kind.model_class()
        there = (
            set(model._base_manager.filter(pk__in=object_ids).values_list("pk", flat=True))
            if model
            else set()
        )
        for object_id in sorted(object_ids - there):
            yield f"附件所在的记录 {kind.app_label}.{kind.model} {object_id} 不存在"


def broken_chain() -> Iterator[str]:
    """The first entry at which the audit chain does not hold."""
    if broken := audit.first_broken():
        yield f"第 {broken.number} 条：{broken.problem}"


def missing_triggers() -> Iterator[str]:
    """Triggers of the audit log that are gone: the database would let entries be changed."""
    yield from audit_guard.missing(connection)


def pending() -> Iterator[str]:
    """Migrations that the database still needs."""
    yield from tables.pending_migrations()


for one in (
    StoreCheck("migrations", "数据库没有升级到本版本", pending),
    StoreCheck("missing", "附件的文件缺失", missing_files),
    StoreCheck("changed", "附件的内容被改动", changed_files),
    StoreCheck("orphan", "没有记录的文件", orphan_files),
    StoreCheck("keys", "指向不存在的记录", lambda: [*tables.dangling_keys(), *files_of_nothing()]),
    StoreCheck("triggers", "审计记录的保护缺失", missing_triggers),
    StoreCheck("chain", "审计链断开", broken_chain),
    StoreCheck("altered", "记录和审计记录不一致", audit_records.altered),
):
    register(one)
