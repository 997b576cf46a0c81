"""Agenda templates: the usual agenda of a kind of meeting, kept in versions."""

from django.db import models
from django.db.models import Count, Prefetch, Q
from django.utils import timezone

from branch.access import grants_of
from branch.models import BranchRecord, BranchRecordQuerySet

from ..enums import MeetingKind


class AgendaTemplateQuerySet(BranchRecordQuerySet):
    """Templates of a branch, for those who enter its meetings or watch it."""

    def visible_to(self, user):
        """Readers of the branch, and group leaders, who enter meetings too."""
        grants = grants_of(user)
        return self.alive().filter(branch_id__in=grants.reader_ids | grants.led_branch_ids)

    def for_list(self):
        """Templates with their versions and lines, in the order of the kinds."""
        versions = AgendaTemplateVersion.objects.with_lines()
        return self.select_related("branch").prefetch_related(Prefetch("versions", versions))


class AgendaTemplate(BranchRecord):
    """The usual agenda of a kind of meeting. What it says stands in its versions."""

    name = models.CharField("名称", max_length=60, help_text="例如“月度支委会”，登记会议时按名称选用。")
    kind = models.CharField(
        "会议类别", max_length=10, choices=MeetingKind, help_text="登记这一类会议时可以选用。"
    )

    objects = AgendaTemplateQuerySet.as_manager()

    class Meta:
        db_table = "meetings_template"
        verbose_name = "议程模板"
        verbose_name_plural = "议程模板"
        ordering = ["kind", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["branch", "name"],
                condition=Q(deleted_at__isnull=True),
                name="meetings_template_once",
                violation_error_message="已经有同名的议程模板，请换一个名称，或直接编辑原来的模板。",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def latest(self) -> "AgendaTemplateVersion":
        """The version in use (from `versions`, prefetched on lists); every template has one."""
        return max(self.versions.all(), key=lambda version: version.number)

    def audit_values(self) -> dict[str, tuple[str, str]]:
        """The agenda in use as the history shows it, read afresh."""
        version = AgendaTemplateVersion.objects.filter(template=self).first()
        return {"lines": ("议题", version.text if version else "")}


class AgendaTemplateVersionQuerySet(models.QuerySet):
    """Versions with what pages show of them."""

    def with_lines(self):
        """Versions with their lines, the newest first."""
        return self.select_related("created_by").prefetch_related("lines")

    def with_use(self):
        """Adds `meeting_count`: how many meetings that are not deleted were made from each."""
        used = Q(meetings__deleted_at__isnull=True)
        return self.annotate(meeting_count=Count("meetings", filter=used)).order_by("-number")


class AgendaTemplateVersion(models.Model):
    """An agenda as it stood from a change to the next; never changed, so that meetings can say what they followed."""

    template = models.ForeignKey(
        "meetings.AgendaTemplate", verbose_name="议程模板", on_delete=models.CASCADE, related_name="versions"
    )
    number = models.PositiveSmallIntegerField("版本")
    created_at = models.DateTimeField("修改时间", default=timezone.now)
    created_by = models.ForeignKey(
        "branch.User", verbose_name="修改人", on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = AgendaTemplateVersionQuerySet.as_manager()

    class Meta:
        db_table = "meetings_template_version"
        verbose_name = "议程模板版本"
        verbose_name_plural = "议程模板版本"
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["template", "number"],
                name="meetings_template_version_once",
                violation_error_message="这个模板刚刚有了新版本，请核对后再保存。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.template}第 {self.number} 版"

    @property
    def text(self) -> str:
        """The agenda as lines of text."""
        return "\n".join(line.summary for line in self.lines.all())


class AgendaTemplateLine(models.Model):
    """One item of a version."""

    version = models.ForeignKey(
        "meetings.AgendaTemplateVersion", verbose_name="版本", on_delete=models.CASCADE, related_name="lines"
    )
    order = models.PositiveSmallIntegerField("序号")
    title = models.CharField("议题", max_length=200)
    reporter = models.CharField("汇报人", max_length=60, blank=True)

    class Meta:
        db_table = "meetings_template_line"
        verbose_name = "模板议题"
        verbose_name_plural = "模板议题"
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def summary(self) -> str:
        """1. 研究本月工作（汇报人：某某）."""
        return f"{self.order}. {self.title}" + (f"（汇报人：{self.reporter}）" if self.reporter else "")
