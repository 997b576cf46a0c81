"""Which tables hold what belongs to a branch, and by which way each row leads to it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models

from branch.organisations.models import Organisation
from core.keeping.tables import as_plain

# How these lead to a branch is not told by a key named `branch` or by the row that they are a part of.
WAYS = {"branch.organisation": "pk", "branch.roleassignment": "organisation"}
# Tables of ours from which nothing goes out with a branch, each with its reason.
LEFT_OUT = {
    "branch.companyidentity": "单位给账号的标识，属于账号",
    "branch.signedindevice": "在哪些电脑和手机上登录过，属于账号",
    "branch.user": "账号属于整个系统；记录里提到的人以姓名列在 outside.jsonl",
    "core.attachment": "另写成 attachments.jsonl 和 files 目录",
    "core.auditentry": "另写成 audit.jsonl",
    "core.audithead": "审计链的末端在 manifest.json",
    "core.failurecount": "登录失败的计数，不是记录",
    "core.installationnote": "系统自己的运行情况，不是记录",
    "core.job": "后台任务的进度，不是记录",
    "core.sealedbox": "没有打开的票箱和意见箱，谁也不能先看",
    "core.timerrun": "后台定时的进度，不是记录",
    "core.usedformtoken": "防止重复提交的标记，不是记录",
    "core.workerbeat": "后台程序的状态，不是记录",
    "reports.presence": "谁正打开着报告，不是记录",
    "overview.remindermail": "发给账号的提醒邮件，不是记录",
}


# Rows of a table that are nobody's but their writer's: neither they nor what is a part of them goes out.
_withheld: dict[str, Callable[[], models.QuerySet[Any]]] = {}


def withhold(model: type[models.Model], rows: Callable[[], models.QuerySet[Any]]) -> None:
    """Keep rows of a model that names its branch, and all their parts, out of what is exported; called in `ready()`."""
    _withheld[model._meta.label_lower] = rows


@cache
def way_to_branch(model: type[models.Model]) -> str:
    """The lookup that leads from a row to its branch, such as `meeting__branch`; empty where none does.

    A row belongs to the branch that it names, otherwise to that of the row without which it would not be.
    """
    if way := WAYS.get(model._meta.label_lower):
        return way
    keys = [field for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey)]
    if any(key.name == "branch" and key.related_model is Organisation for key in keys):
        return "branch"
    for key in keys:
        parent = key.related_model
        if key.null or parent is model or parent._meta.label_lower in LEFT_OUT | WAYS:
            continue
        if way := way_to_branch(parent):
            return f"{key.name}__{way}"
    return ""


@dataclass(frozen=True)
class BranchTable:
    """A table that goes out with a branch: its model, and the lookup to the branch."""

    model: type[models.Model]
    way: str

    @property
    def label(self) -> str:
        """Its name in the files, `meetings.meeting`: the same as in the audit chain."""
        return str(self.model._meta.label_lower)

    @property
    def fields(self) -> list[models.Field]:
        """What a line holds, in the order of the model."""
        return [field for field in self.model._meta.concrete_fields if not field.generated]

    @property
    def lists(self) -> list[models.ManyToManyField]:
        """The fields that hold several rows of another table."""
        return list(self.model._meta.local_many_to_many)

    def lines(self, branch: Organisation) -> Iterator[dict]:
        """Every row of the branch, also what is in the recycle bin, by its key: field → value, a key as its number."""
        rows = self._not_withheld(self.model._base_manager.filter(**{self.way: branch.pk})).order_by("pk")
        several = {field.name: self._several(field, branch) for field in self.lists}
        for row in rows.iterator(chunk_size=2000):
            line = {field.name: as_plain(field.value_from_object(row)) for field in self.fields}
            yield line | {name: rows_of.get(row.pk, []) for name, rows_of in several.items()}

    def _not_withheld(self, rows: "models.QuerySet[Any]") -> "models.QuerySet[Any]":
        """Without what is nobody's but its writer's, and without the parts of that."""
        owner, *_ = reversed(list(self._owners()))
        way = self.way.rpartition("branch")[0]
        if kept := _withheld.get(owner._meta.label_lower):
            return rows.exclude(**{f"{way or 'pk__'}in": kept()})
        return rows

    def _owners(self) -> Iterator[type[models.Model]]:
        """The tables on the way to the branch, itself first, that which names the branch last."""
        model = self.model
        yield model
        for name in self.way.split("__")[:-1]:
            model = model._meta.get_field(name).related_model  # type: ignore[assignment]
            yield model

    def _several(self, field: models.ManyToManyField, branch: Organisation) -> dict[int, list[int]]:
        """Of each row the keys that the field holds."""
        through = field.remote_field.through
        source, target = field.m2m_column_name(), field.m2m_reverse_name()
        pairs = through._base_manager.filter(**{f"{field.m2m_field_name()}__{self.way}": branch.pk})
        found: dict[int, list[int]] = {}
        for key, other in pairs.order_by(source, target).values_list(source, target):
            found.setdefault(key, []).append(other)
        return found

    def described(self) -> dict:
        """What the table and each of its fields are called and hold, for `schema.json`."""
        return {
            "label": str(self.model._meta.verbose_name),
            "way_to_branch": self.way,
            "fields": [_described(field) for field in (*self.fields, *self.lists)],
        }


def _described(field: models.Field) -> dict:
    told: dict[str, Any] = {
        "name": field.name,
        "label": str(field.verbose_name),
        "type": field.get_internal_type(),
    }
    if field.help_text:
        told["help"] = str(field.help_text)
    if field.related_model:
        told["refers_to"] = field.related_model._meta.label_lower
    if field.choices:
        told["choices"] = {str(value): str(label) for value, label in field.flatchoices if value is not None}
    return told


def branch_tables() -> list[BranchTable]:
    """Every table that goes out with a branch, by name."""
    ours = {app.rsplit(".", 1)[-1] for app in settings.FIRST_PARTY_APPS}
    return sorted(
        (
            BranchTable(model, way_to_branch(model))
            for model in apps.get_models()
            if model._meta.app_label in ours and model._meta.label_lower not in LEFT_OUT
        ),
        key=lambda table: table.label,
    )
