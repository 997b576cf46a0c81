"""数据安全: the last backup and the last look through the store, for the administrator of the whole tree."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from socket import gethostname
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from branch.access import grants_of
from core import timers
from core.badges import Badge
from core.jobs.workers import is_worker_alive
from core.keeping import checking, daily
from core.keeping.notes import BACKUP, read_note

# Both are done every day; what is older than this was left out.
OVERDUE = timedelta(days=2)


@dataclass(frozen=True)
class LastBackup:
    """What is known of the last backup."""

    made_at: datetime
    path: str
    counts: str
    anchor: str
    faults: list[str]
    is_there: bool


@dataclass(frozen=True)
class DataSafety:
    """What the page and the administrator's work bench say."""

    backup: LastBackup | None
    report: checking.StoreReport | None
    warnings: list[str]

    @property
    def badge(self) -> Badge:
        """All well, or in how many ways not."""
        return Badge(f"{len(self.warnings)} 处要处理", "late") if self.warnings else Badge("正常", "good")


def last_backup() -> LastBackup | None:
    """The last backup that was written whole; None where there was none."""
    told: dict[str, Any] | None = read_note(BACKUP)
    try:
        return told and LastBackup(  # type: ignore[return-value]
            datetime.fromisoformat(told["made_at"]),
            told["path"],
            told["counts"],
            told["anchor"],
            list(told["faults"]),
            # Another server's disk cannot be seen from here.
            told.get("host", here := gethostname()) != here or Path(told["path"]).exists(),
        )
    except (KeyError, TypeError, ValueError):
        return None


def data_safety(now: datetime) -> DataSafety:
    """The state of things, and what is to be done about it."""
    backup, report = last_backup(), checking.last_report()
    warnings = [*_about_backup(backup, now), *_about_report(report, now)]
    if not is_worker_alive(now):
        warnings.append("后台程序没有运行，自动备份和检查都停着。请用 script/server 重新启动。")
    return DataSafety(backup, report, warnings)


def _about_backup(backup: LastBackup | None, now: datetime) -> list[str]:
    error = timers.last_error(daily.BACKUP)
    failed = [f"上次自动备份没有成功：{error.partition(': ')[2] or error}"] if error else []
    if backup is None:
        return failed or ["还没有做过备份。后台程序每天自动备份一次；也可以现在做一份。"]
    warnings = failed + [f"最近一次备份不完整：{fault}" for fault in backup.faults]
    if not backup.is_there:
        warnings.append(
            f"最近一次备份的文件 {backup.path} 不在了。如果已移到别处保存，可以不管；否则请再做一份。"
        )
    if now - backup.made_at > OVERDUE:
        warnings.append("最近两天没有备份。请检查后台程序是否在运行，备份目录是否还能写入。")
    return warnings


def _about_report(report: checking.StoreReport | None, now: datetime) -> list[str]:
    if report is None:
        return ["还没有检查过存储。后台程序每天自动检查一次；也可以现在检查。"]
    warnings = [f"{result.label}：{result.count} 处。" for result in report.results if result.count]
    if now - report.at > OVERDUE:
        warnings.append("最近两天没有检查存储。请检查后台程序是否在运行。")
    return warnings


def on_the_same_disk() -> bool:
    """Whether one broken disk would take data and backups alike."""
    folder = Path(settings.BACKUP_DIR)
    while not folder.exists():
        folder = folder.parent
    return folder.stat().st_dev == Path(settings.DATA_DIR).stat().st_dev


def may_see(user) -> bool:
    """Whoever keeps the whole tree keeps the machine; what is wrong in the store is of all branches."""
    return grants_of(user).is_top_administrator


# What may be asked for at once: its timer, and how that is told.
ASKED = {"backup": (daily.BACKUP, "备份"), "check": (daily.CHECK, "检查")}


@require_GET
def page(request):
    """What was done last, what is wrong, and how to mend it."""
    if not may_see(request.user):
        raise PermissionDenied("数据安全由管理整个组织树的系统管理员查看。")
    context = {
        "safety": data_safety(timezone.now()),
        "folder": settings.BACKUP_DIR,
        "kept": settings.BACKUPS_KEPT,
        "is_same_disk": on_the_same_disk(),
    }
    return render(request, "overview/data_safety.html", context)


@require_POST
def ask(request):
    """Have the worker back up or check now."""
    if not may_see(request.user):
        raise PermissionDenied("数据安全由管理整个组织树的系统管理员查看。")
    if found := ASKED.get(request.POST.get("what", "")):
        timer, label = found
        timers.ask_for(timer)
        messages.success(request, f"已交给后台程序，很快开始{label}。过一会儿刷新本页查看结果。")
    else:
        messages.error(request, "没有看懂要做什么，请用本页的按钮。")
    return redirect("overview:data_safety")
