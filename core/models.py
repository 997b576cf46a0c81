"""Soft-deleted records, the audit log, attachments, used form tokens, failed tries and sealed boxes: what every app stands on."""

import uuid
from collections.abc import Iterable
from functools import cache

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone

from .enums import AuditAction
from .jobs.models import Job, TimerRun, WorkerBeat  # noqa: F401  # Django looks for models here


class SoftDeleteQuerySet(models.QuerySet):
    """Rows that are never removed, only marked as deleted.

    `named_by`: the relations that a row's name (`str`) tells of.
    """

    named_by: tuple[str, ...] = ()

    def named(self):
        """Rows with all that their names need, so that a list of names costs one query."""
        return self.select_related(*self.named_by) if self.named_by else self

    def alive(self):
        """Rows that are not deleted."""
        return self.filter(deleted_at__isnull=True)


class Record(models.Model):
    """Base of everything a user records: soft delete and a version number against overwriting.

    `restricted_fields` names the fields that pages, exports and the history mask for most roles.
    """

    restricted_fields: frozenset[str] = frozenset()
    # Columns worked out of others when a record is written: the history does not tell of them.
    derived_fields: frozenset[str] = frozenset()

    created_at = models.DateTimeField("登记时间", default=timezone.now, editable=False)
    updated_at = models.DateTimeField("更新时间", auto_now=True)
    deleted_at = models.DateTimeField("删除时间", null=True, blank=True, editable=False)
    deletion_reason = models.CharField("删除原因", max_length=200, blank=True, editable=False)
    lock_version = models.PositiveIntegerField("版本", default=1, editable=False)

    objects = SoftDeleteQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def is_deleted(self) -> bool:
        """Whether the record lies in the recycle bin."""
        return self.deleted_at is not None

    def full_clean(
        self,
        exclude: Iterable[str] | None = None,
        validate_unique: bool = True,
        validate_constraints: bool = True,
    ) -> None:
        """As Django's; constraints are looked at where one of them speaks of none of the columns left out: Django lets
        the others pass too, but asks the database about each.
        """
        left_out = set(exclude or ())
        is_asked = any(columns.isdisjoint(left_out) for columns in _constrained(type(self)))
        super().full_clean(left_out, validate_unique, validate_constraints and is_asked)


@cache
def _constrained(model: type[models.Model]) -> tuple[frozenset[str], ...]:
    """The columns that each constraint of a model speaks of."""
    found = []
    for constraint in model._meta.constraints:
        condition = getattr(constraint, "condition", None)
        told = condition.referenced_base_fields if condition else set()
        found.append(frozenset({*getattr(constraint, "fields", ()), *told}))
    return tuple(found)


class AuditEntry(models.Model):
    """One link of the audit chain. Holds no foreign key: it must outlive whatever it tells of.

    `signature` is made of the hash with the key of AUDIT_KEY, where one is set: who can write the database, but does
    not know the key, cannot make another chain.

    The database refuses UPDATE and DELETE (see `core.audit_guard`).
    """

    number = models.PositiveBigIntegerField("序号", primary_key=True)
    at = models.DateTimeField("时间")
    actor_id = models.BigIntegerField("操作人编号", null=True)
    actor_name = models.CharField("操作人", max_length=100)
    action = models.CharField("动作", max_length=12, choices=AuditAction)
    object_type = models.CharField("对象类别", max_length=60)
    object_id = models.CharField("对象编号", max_length=40)
    object_label = models.CharField("对象", max_length=300)
    branch_path = models.CharField("所属组织", max_length=200, blank=True)
    changes = models.JSONField("变更", default=dict)
    reason = models.CharField("说明", max_length=500, blank=True)
    previous_hash = models.CharField("上一条摘要", max_length=64)
    entry_hash = models.CharField("摘要", max_length=64, unique=True)
    signature = models.CharField("签名", max_length=64, null=True, editable=False)

    class Meta:
        verbose_name = "审计记录"
        verbose_name_plural = "审计记录"
        ordering = ["-number"]
        indexes = [
            models.Index(fields=["object_type", "object_id"], name="core_audit_object"),
            models.Index(fields=["branch_path", "number"], name="core_audit_branch"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.get_action_display()}{self.object_label}"


class AuditHead(models.Model):
    """The newest number and hash of the chain: the row writers lock, and proof that no tail was cut off.

    `unnoted` counts the changes that no entry may tell of, such as a ballot cast: see `core.kept`.
    """

    number = models.PositiveBigIntegerField("序号", default=0)
    entry_hash = models.CharField("摘要", max_length=64)
    unnoted = models.PositiveBigIntegerField("不入审计的改动", default=0)

    class Meta:
        verbose_name = "审计链头"
        verbose_name_plural = "审计链头"

    def __str__(self) -> str:
        return f"第 {self.number} 条"


class Attachment(models.Model):
    """A file on a record, kept under the hash of its content; the same content is stored once."""

    content_type = models.ForeignKey(ContentType, verbose_name="对象类别", on_delete=models.PROTECT)
    object_id = models.PositiveBigIntegerField("对象编号")
    record = GenericForeignKey("content_type", "object_id")
    sha256 = models.CharField("内容摘要", max_length=64)
    name = models.CharField("文件名", max_length=200)
    media_type = models.CharField("类型", max_length=100)
    size = models.PositiveBigIntegerField("字节数")
    uploaded_at = models.DateTimeField("上传时间", default=timezone.now)
    uploaded_by_id = models.BigIntegerField("上传人编号", null=True)
    uploaded_by_name = models.CharField("上传人", max_length=100)
    removed_at = models.DateTimeField("移除时间", null=True, blank=True)

    class Meta:
        verbose_name = "附件"
        verbose_name_plural = "附件"
        ordering = ["uploaded_at", "pk"]
        indexes = [models.Index(fields=["content_type", "object_id"], name="core_attachment_record")]

    def __str__(self) -> str:
        return self.name

    @property
    def storage_name(self) -> str:
        """Where the content lies below the attachments folder."""
        return f"{self.sha256[:2]}/{self.sha256}"


class InstallationNote(models.Model):
    """What this installation knows of itself, for all its servers: the last backup, the last check, the setup code.

    It is no record: backups leave it out.
    """

    name = models.CharField("名称", max_length=60, primary_key=True)
    content = models.JSONField("内容")

    class Meta:
        verbose_name = "运行情况"
        verbose_name_plural = "运行情况"

    def __str__(self) -> str:
        return self.name


class UsedFormToken(models.Model):
    """A form that was already saved: the same words sent again lead to the record they made.

    `version` is the record's `lock_version` after it, nought for a model that has none. Without a `digest`, as rows
    from before it have none, no words count as the same.
    """

    token = models.CharField("表单标记", max_length=36, primary_key=True)
    object_type = models.CharField("对象类别", max_length=60)
    object_id = models.CharField("对象编号", max_length=40)
    digest = models.CharField("内容摘要", max_length=64, blank=True, default="")
    version = models.PositiveIntegerField("记录版本", default=0)
    used_at = models.DateTimeField("使用时间", default=timezone.now)

    class Meta:
        verbose_name = "已用表单标记"
        verbose_name_plural = "已用表单标记"

    def __str__(self) -> str:
        return self.token


class FailureCount(models.Model):
    """Failed tries of one guesser: see `core.throttle`. The key is a digest; what was typed is not kept."""

    key = models.CharField("摘要", max_length=40, primary_key=True)
    scope = models.CharField("范围", max_length=12)
    account_id = models.BigIntegerField("账号编号", null=True)
    address = models.CharField("来源地址", max_length=45, blank=True)
    failures = models.PositiveIntegerField("失败次数", default=0)
    first_at = models.DateTimeField("第一次")
    last_at = models.DateTimeField("最近一次")
    blocked_until = models.DateTimeField("暂停到", null=True)
    is_paused = models.BooleanField("已暂停", default=False)

    class Meta:
        verbose_name = "失败次数"
        verbose_name_plural = "失败次数"
        indexes = [
            models.Index(fields=["account_id"], name="core_failure_account"),
            models.Index(fields=["last_at"], name="core_failure_last"),
        ]

    def __str__(self) -> str:
        return f"来自 {self.address} 的登录"


class SealedBox(models.Model):
    """Ballots or opinions of one record that nobody may trace, as `core.sealed_box` keeps them.

    It has no time but the day of the last paper, and a key that is drawn: neither says when a paper came.
    """

    id = models.UUIDField("箱号", primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.CharField("所属记录", max_length=80, db_index=True)
    papers = models.PositiveIntegerField("份数", default=0)
    counted_on = models.DateField("最近一份的日期", null=True)
    papers_before = models.PositiveIntegerField("此前份数", default=0)
    key_name = models.UUIDField("钥匙号", default=uuid.uuid4)
    content = models.BinaryField("封存内容")

    class Meta:
        verbose_name = "封存箱"
        verbose_name_plural = "封存箱"

    def __str__(self) -> str:
        return f"封存箱（{self.papers} 份）"
