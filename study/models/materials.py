"""What is studied."""

from django.core.validators import URLValidator
from django.db import models

from branch.access import grants_of
from branch.models import BranchRecord, BranchRecordQuerySet

from ..enums import MaterialCategory


class StudyMaterialQuerySet(BranchRecordQuerySet):
    """Materials of a branch; they belong to no year."""

    def visible_to(self, user):
        """Materials are for reading: everyone of the branch, and those who watch it."""
        grants = grants_of(user)
        return self.alive().filter(branch_id__in=grants.reader_ids | grants.own_branch_ids)


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
