"""报告模板 of a unit: the sections of a report, its opening and closing words, its form and its annexes."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q

from branch.organisations.models import Organisation
from core.refusals import Refused
from reports.offered import Offered, OfferedQuerySet, name_once

from .enums import CLOSINGS, OPENINGS, Annex, Draws, PaperForm, standard_annexes
from .plan import ReportPlan, SectionPlan

ANNUAL = "annual"


class ReportTemplateQuerySet(OfferedQuerySet):
    """Templates by who may use them."""

    def of_paper(self, paper: str):
        """Those for one kind of paper."""
        return self.filter(paper=paper)

    def for_list(self):
        """With all that a list and a page show of each."""
        return self.select_related("branch", "house").prefetch_related("sections")


class ReportTemplate(Offered):
    """How a unit arranges a paper. It belongs to a branch, or to a superior unit that offers it to those below.

    A report keeps what the template said when it was drafted; a changed template is put over it only when asked.
    """

    name = models.CharField("名称", max_length=60, help_text="例如“公司党委七部分报告”，起草时按名称选。")
    paper = models.CharField("用于", max_length=20, default=ANNUAL, editable=False)
    form = models.CharField(
        "文种",
        max_length=10,
        choices=PaperForm,
        default=PaperForm.MEETING,
        help_text="会议报告在组织生活会上宣读；报送版写主送机关、“特此报告”、署名和日期。",
    )
    addressee = models.CharField(
        "主送机关或称呼",
        max_length=60,
        blank=True,
        help_text="写在标题下。报送版留空时写上级党组织全称；会议报告可以写“各位党员”，也可以不填。",
    )
    opening = models.TextField(
        "开头语",
        max_length=500,
        blank=True,
        help_text=f"留空时写“{OPENINGS[PaperForm.MEETING]}”，并写明按哪份通知报告。",
    )
    closing = models.TextField(
        "结尾语", max_length=500, blank=True, help_text="留空时报送版写“特此报告。”，会议报告不写。"
    )
    annexes = models.JSONField("附件", default=standard_annexes, blank=True)
    house = models.ForeignKey(
        "reports.HousePaper",
        verbose_name="版式",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="按哪个本单位模板排版；不选按 GB/T 9704。",
    )

    objects = ReportTemplateQuerySet.as_manager()

    class Meta(Offered.Meta):
        verbose_name = "报告模板"
        verbose_name_plural = "报告模板"
        constraints = [name_once("reports_template_name_once", "报告模板")]

    @property
    def annex_names(self) -> str:
        """The annexes in words; empty without any."""
        return "、".join(Annex(one).label for one in self.annexes)

    @property
    def heading_names(self) -> str:
        """The headings in a row."""
        return "；".join(section.heading for section in self.sections.all())

    @property
    def opening_words(self) -> str:
        """What a report begins with."""
        return self.opening or OPENINGS[PaperForm(self.form)]

    @property
    def closing_words(self) -> str:
        """What a report ends with; empty where it says nothing there."""
        return self.closing or CLOSINGS[PaperForm(self.form)]

    @property
    def undrawn(self) -> list[str]:
        """What no section draws on: none of it would stand in the report."""
        kinds = self.plan().kinds
        wholes = [one for one in Draws if one not in {Draws.OPINIONS, Draws.CAMPAIGNS}]
        return [one.label for one in wholes if one.value not in kinds]

    def plan(self) -> ReportPlan:
        """What drafting follows (from `sections`, prefetched)."""
        return ReportPlan(
            tuple(section.plan() for section in self.sections.all()),
            self.form,
            self.opening,
            self.closing,
            tuple(self.annexes),
        )

    def addressee_for(self, branch: Organisation) -> str:
        """主送机关 or 称呼 in a report of the branch."""
        if self.addressee or self.form == PaperForm.MEETING or branch.parent is None:
            return self.addressee
        return branch.parent.name[:60]

    def check_deletable(self) -> None:
        """One that units below use stays. Raises Refused."""
        if self.is_offered and not self.branch.is_branch:
            used = self._meta.apps.get_model("reports.AnnualReport").objects.alive().filter(template=self)
            if count := used.count():
                raise Refused(
                    f"已有 {count} 份报告按这个模板起草，不能删除。不想再供选用，请取消“供下级党支部使用”。"
                )

    def audit_values(self) -> dict[str, tuple[str, str]]:
        """Sections and annexes as the history shows them, read afresh."""
        sections = TemplateSection.objects.filter(template=self)
        return {
            "sections": ("各部分", "\n".join(one.summary for one in sections)),
            "annexes": ("附件", self.annex_names),
        }


class TemplateSection(models.Model):
    """A section of a template."""

    template = models.ForeignKey(
        "reports.ReportTemplate", verbose_name="报告模板", on_delete=models.CASCADE, related_name="sections"
    )
    order = models.PositiveSmallIntegerField("序号")
    heading = models.CharField("标题", max_length=60)
    draws = models.JSONField("写什么", default=list, blank=True)
    areas = models.CharField("工作领域", max_length=100, blank=True)
    fewest = models.PositiveIntegerField("最少字数", default=0, validators=[MaxValueValidator(50_000)])
    most = models.PositiveIntegerField("最多字数", default=0, validators=[MaxValueValidator(50_000)])
    source = models.CharField("篇幅的依据", max_length=200, blank=True)

    class Meta:
        verbose_name = "报告模板的部分"
        verbose_name_plural = "报告模板的部分"
        ordering = ["template", "order", "pk"]
        constraints = [
            models.CheckConstraint(
                name="reports_template_length",
                condition=Q(most=0, fewest=0) | Q(fewest__lte=F("most"), most__gt=0),
                violation_error_message="最多字数要大于 0，不少于最少字数。",
            )
        ]

    def __str__(self) -> str:
        return self.heading

    @property
    def drawn(self) -> str:
        """What it is drafted from, in words."""
        words = "、".join(Draws(one).label for one in self.draws) or "人工撰写"
        return f"{words}（{self.areas}）" if self.areas else words

    @property
    def length(self) -> str:
        """Its agreed length in words; empty without one."""
        return f"{self.fewest}–{self.most} 字" if self.most else ""

    @property
    def summary(self) -> str:
        """One line for the history."""
        return "，".join(filter(None, (f"{self.heading}：{self.drawn}", self.length)))

    def plan(self) -> SectionPlan:
        """What drafting follows."""
        return SectionPlan(self.heading, tuple(self.draws), self.areas, self.fewest, self.most)
