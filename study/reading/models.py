"""Study materials and 心得."""

from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q

from branch.access import grants_of
from branch.base import BranchRecord, BranchRecordQuerySet
from core.dates import chinese_date
from core.refusals import Refused
from meetings.enums import MaterialCategory
from study.enums import ReflectionChannel


class StudyMaterialQuerySet(BranchRecordQuerySet):
    """Materials of a branch; they belong to no year."""

    def visible_to(self, user):
        """Materials are for reading: everyone of the branch, and those who watch it."""
        grants = grants_of(user)
        return self.alive().filter(grants.reached("branch"))


class StudyMaterial(BranchRecord):
    """A text, link or file that members read; files are attachments."""

    title = models.CharField("标题", max_length=200)
    category = models.CharField(
        "类别", max_length=20, choices=MaterialCategory, help_text="年度报告按类别写明学习了哪些内容。"
    )
    source = models.CharField(
        "来源", max_length=200, blank=True, help_text="例如发文单位、报刊和日期，便于以后核对。"
    )
    link = models.CharField(
        "链接",
        max_length=500,
        blank=True,
        validators=[
            URLValidator(
                schemes=["http", "https"], message="链接要以 http:// 或 https:// 开头，请复制完整的网址。"
            )
        ],
        help_text="原文在网上时填写，以 http:// 或 https:// 开头。",
    )
    campaign = models.ForeignKey(
        "branch.Campaign",
        verbose_name="学习教育",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="study_materials",
        help_text="选了以后列入这次学习教育的学习书目。",
    )
    body = models.TextField(
        "正文",
        blank=True,
        max_length=200_000,
        help_text="党员在手机上直接阅读；每个自然段占一行。",
    )

    objects = StudyMaterialQuerySet.as_manager()

    class Meta:
        verbose_name = "学习材料"
        verbose_name_plural = "学习材料"
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["branch", "category"], name="study_material_category")]

    def __str__(self) -> str:
        return self.title

    @property
    def paragraphs(self) -> list[str]:
        """The body's paragraphs without empty lines."""
        return [line.strip() for line in self.body.splitlines() if line.strip()]

    @property
    def minutes_to_read(self) -> int:
        """Minutes that a calm reader needs (400 characters a minute), at least one for any text."""
        return -(-len("".join(self.paragraphs)) // 400)


class ReflectionQuerySet(BranchRecordQuerySet):
    """心得 by the year they were written in, and by who may see them."""

    date_field = "written_on"
    named_by = ("member", "task", "material")

    def visible_to(self, user):
        """Readers see all of the branch, a group leader those of the group's members, a member the own."""
        grants = grants_of(user)
        return self.alive().filter(
            grants.readable("branch")
            | Q(member_id__in=grants.member_ids)
            | Q(member__group_id__in=grants.led_group_ids)
        )

    def for_list(self):
        """Everything that a list of 心得 shows."""
        return self.select_related("member", "member__group", "task", "material", "branch", "created_by")


class Reflection(BranchRecord):
    """A member's 心得 on a task or a material, handed in here or elsewhere and entered by the secretary."""

    member = models.ForeignKey(
        "branch.Member", verbose_name="作者", on_delete=models.PROTECT, related_name="reflections"
    )
    task = models.ForeignKey(
        "study.StudyTask",
        verbose_name="学习任务",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reflections",
        help_text="为哪项任务而写；选了任务，它的心得要求就算达到。",
    )
    material = models.ForeignKey(
        "study.StudyMaterial",
        verbose_name="学习材料",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reflections",
        help_text="学的是哪份材料。",
    )
    written_on = models.DateField("写作日期", help_text="按这个日期计入年度心得篇数。")
    channel = models.CharField(
        "提交渠道",
        max_length=20,
        choices=ReflectionChannel,
        default=ReflectionChannel.SYSTEM,
        help_text="在微信群、公众号或现场交的，由支部代录时如实选择。",
    )
    body = models.TextField("正文", max_length=50_000)

    objects = ReflectionQuerySet.as_manager()

    class Meta:
        verbose_name = "心得"
        verbose_name_plural = "心得"
        ordering = ["-written_on", "-pk"]
        indexes = [models.Index(fields=["branch", "written_on"], name="study_reflection_date")]

    def __str__(self) -> str:
        return f"{self.member}：{self.topic}"

    @property
    def topic(self) -> str:
        """What it is about: the task, else the material, else its date."""
        about = self.task or self.material
        return f"《{about}》心得" if about else f"{chinese_date(self.written_on)}心得"

    @property
    def year(self) -> int:
        """The year it counts to."""
        return self.written_on.year

    @property
    def paragraphs(self) -> list[str]:
        """The body's paragraphs without empty lines."""
        return [line.strip() for line in self.body.splitlines() if line.strip()]

    @property
    def length(self) -> int:
        """Characters of the text without white space."""
        return len("".join(self.body.split()))

    @property
    def is_entered_for_member(self) -> bool:
        """Whether someone else entered it for the member (代录)."""
        by_another = self.created_by is not None and self.created_by.member_id != self.member_id
        return by_another and self.channel != ReflectionChannel.SYSTEM

    def check_deletable(self) -> None:
        """Refuse while a completed task stands on it. Raises Refused."""
        if self.task is None or not self.task.needs_reflection:
            return
        others = self.task.reflections.alive().filter(member=self.member).exclude(pk=self.pk)
        done = self.task.assignments.alive().completed().filter(member=self.member)
        if done.exists() and not others.exists():
            raise Refused("这篇心得是完成学习任务的依据。请先在任务里撤回完成，再删除心得。")
