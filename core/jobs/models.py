"""What a person asked to be made, and the workers that make it."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

from core.badges import Badge


class JobState(models.TextChoices):
    """Where a job stands. A job leaves WAITING and RUNNING once and for all."""

    WAITING = "WAITING", "排队"
    RUNNING = "RUNNING", "正在生成"
    DONE = "DONE", "已生成"
    FAILED = "FAILED", "没有生成"
    CANCELLED = "CANCELLED", "已取消"


OPEN = (JobState.WAITING, JobState.RUNNING)
TONES = {
    JobState.WAITING: "wait",
    JobState.RUNNING: "info",
    JobState.DONE: "good",
    JobState.FAILED: "late",
    JobState.CANCELLED: "muted",
}


class JobQuerySet(models.QuerySet["Job"]):
    """Jobs, each visible to the person who asked for it and to nobody else."""

    def visible_to(self, user):
        """What this person asked for."""
        return self.filter(person_id=user.pk)

    def unfinished(self):
        """Waiting or running."""
        return self.filter(state__in=OPEN)

    def turn(self, pk: int, attempt: int):
        """The job while this attempt at it counts: a later attempt, the end or a cancelling takes its turn away."""
        return self.unfinished().filter(pk=pk, attempt=attempt)


class Job(models.Model):
    """A page's download, made in the background for one person.

    `address` and `workspace` say which page and in which branch and year; the page's own view makes the file and
    decides again whether the person may have it. `attempt` fences off a worker that was thought dead: it writes only
    while its attempt counts.
    """

    person_id = models.BigIntegerField("申请人编号")
    person_name = models.CharField("申请人", max_length=100)
    branch_name = models.CharField("所属组织", max_length=200, blank=True)
    title = models.CharField("名称", max_length=300)
    address = models.CharField("地址", max_length=1000)
    workspace = models.JSONField("支部和年度", default=dict)
    state = models.CharField("状态", max_length=10, choices=JobState, default=JobState.WAITING)
    attempt = models.PositiveSmallIntegerField("第几次", default=1)
    done = models.PositiveIntegerField("已完成", default=0)
    total = models.PositiveIntegerField("共", default=0)
    error = models.CharField("没有生成的原因", max_length=500, blank=True)
    requested_at = models.DateTimeField("申请时间", default=timezone.now)
    started_at = models.DateTimeField("开始时间", null=True)
    ended_at = models.DateTimeField("结束时间", null=True)
    file_name = models.CharField("文件名", max_length=300, blank=True)
    media_type = models.CharField("类型", max_length=100, blank=True)
    size = models.PositiveBigIntegerField("字节数", default=0)
    sha256 = models.CharField("内容摘要", max_length=64, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = "后台生成"
        verbose_name_plural = "后台生成"
        ordering = ["-requested_at", "-pk"]
        indexes = [models.Index(fields=["person_id", "state"], name="core_job_person")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Whether it is still waiting or running."""
        return self.state in OPEN

    @property
    def has_file(self) -> bool:
        """Whether its file can be fetched: made, and not yet tidied away."""
        return self.state == JobState.DONE and bool(self.sha256)

    @property
    def state_badge(self) -> Badge:
        """Its state as a badge; a file that was tidied away is said to be gone."""
        if self.state == JobState.DONE and not self.sha256:
            return Badge("文件已过期", "muted")
        return Badge(self.get_state_display(), TONES[JobState(self.state)])

    @property
    def percent(self) -> int:
        """How much is done, from 0 to 100."""
        return min(100, 100 * self.done // self.total) if self.total else 0

    @property
    def kept_until(self) -> datetime | None:
        """When its file is tidied away."""
        return self.ended_at and self.ended_at + timedelta(days=settings.JOB_FILE_DAYS)

    @property
    def storage_name(self) -> str:
        """Where the file lies in the storage `made`."""
        return f"jobs/{self.pk}/{self.sha256}"


class WorkerBeat(models.Model):
    """A worker's sign of life; what a worker had taken whose sign is old is taken from it."""

    name = models.CharField("名称", max_length=64, primary_key=True)
    started_at = models.DateTimeField("启动时间")
    seen_at = models.DateTimeField("最近时间", db_index=True)

    class Meta:
        verbose_name = "后台程序"
        verbose_name_plural = "后台程序"

    def __str__(self) -> str:
        return self.name


class TimerRun(models.Model):
    """When a timer of `core.timers` ran last: the row that workers claim, so that one of them runs it."""

    name = models.CharField("名称", max_length=60, primary_key=True)
    started_at = models.DateTimeField("开始时间", null=True)
    ended_at = models.DateTimeField("结束时间", null=True)
    error = models.CharField("错误", max_length=500, blank=True)

    class Meta:
        verbose_name = "定时任务"
        verbose_name_plural = "定时任务"

    def __str__(self) -> str:
        return self.name
