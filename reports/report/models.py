"""The annual report and the season's other papers: report → sections → paragraphs → sentences with sources, and its frozen versions."""

from datetime import date

from django.db import models

from branch.access import grants_of
from branch.base import BranchRecord, BranchRecordQuerySet
from core.badges import Badge
from core.refusals import Refused
from reports.papers import registry
from reports.report_templates.enums import PaperForm, standard_annexes
from reports.rulings.enums import Decision

from .enums import (
    EDITABLE,
    FROZEN,
    HANDED_IN,
    Marker,
    ReportAction,
    ReportOrigin,
    ReportState,
    SectionKind,
    Support,
)


def as_of(year: int, read_on: date | None, today: date) -> date:
    """The day of which a report tells: that on which it is read, if it has come; without one at latest the year's last."""
    return min(today, read_on or date(year, 12, 31))


STATE_TONES = {
    ReportState.DRAFT: "wait",
    ReportState.REVIEW: "info",
    ReportState.FINAL: "good",
    ReportState.SENT: "info",
    ReportState.ACCEPTED: "good",
    ReportState.RETURNED: "late",
}


def written_by(user, prefix: str = "") -> models.Q:
    """Papers that a person writes: of the own branch, the own, and what the own superior unit answers.

    `prefix` leads to the paper from what hangs on it.
    """
    grants = grants_of(user)

    def being(**conditions) -> models.Q:
        return models.Q(**{f"{prefix}{name}": value for name, value in conditions.items()})

    of_branch = being(member__isnull=True, answers_to__isnull=True, branch_id__in=grants.writer_ids)
    of_unit = being(answers_to__isnull=False, branch_id__in=grants.superior_root_ids)
    return of_branch | being(member_id__in=grants.member_ids) | of_unit


class AnnualReportQuerySet(BranchRecordQuerySet):
    """Reports by branch and year."""

    year_field = "year"

    def visible_to(self, user):
        """Secretary and committee see every paper of the branch; a superior officer those that were sent.

        A personal one is seen by its member alone, and by the secretary once it was handed in; a 批复 by the unit that
        writes it, and by who reads the branch below once it was issued.
        """
        grants = grants_of(user)
        sent = models.Q(member__isnull=True) & grants.watched("branch")
        of_others = models.Q(member__isnull=False, branch_id__in=grants.secretary_ids)
        issued = grants.readable("answers_to__branch")
        handed_in = models.Q(state__in=HANDED_IN) & (sent | of_others | issued)
        return self.alive().filter(written_by(user) | handed_in)

    def of_paper(self, code: str):
        """Those of one kind of paper."""
        return self.filter(paper=code)

    def of_campaign(self, campaign):
        """The 总结 of a study campaign."""
        return self.alive().of_paper(registry.CAMPAIGN).filter(campaign=campaign)

    def annual(self):
        """The annual reports alone."""
        return self.of_paper(registry.ANNUAL)

    def not_handed_in(self):
        """Members' own papers that nobody else may know of, those in the recycle bin among them."""
        return self.filter(member__isnull=False).exclude(state__in=HANDED_IN)

    def like(self, report: "AnnualReport", year: int):
        """The same paper of a year: of its branch, kind and member, and about the same."""
        same = {
            "paper": report.paper,
            "member": report.member_id,
            "subject": report.subject,
            "answers_to": report.answers_to_id,
        }
        return self.of_branch(report.branch_id).in_year(year).filter(**same)

    def with_tree(self):
        """The report with all its text and sources, in a constant number of queries."""
        return self.select_related("branch__parent").prefetch_related(
            "sections__paragraphs__sentences__sources", "set_aside"
        )


class AnnualReport(BranchRecord):
    """A paper of a branch for a year: the work report read to the 组织生活会, or another one of `reports.papers`.

    `member`: whose own paper it is; `subject`: what it is about, where there may be several of its kind a year; `campaign`:
    the study campaign that it sums up; `answers_to`: the 请示 that a 批复 answers, with `decision`; its branch is who answers.
    """

    year = models.PositiveSmallIntegerField("所属年度")
    paper = models.CharField(
        "材料", max_length=20, choices=registry.choices, default=registry.ANNUAL, editable=False
    )
    member = models.ForeignKey(
        "branch.Member",
        verbose_name="本人",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    subject = models.CharField("事由", max_length=100, blank=True, editable=False)
    campaign = models.ForeignKey(
        "branch.Campaign",
        verbose_name="学习教育",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    answers_to = models.ForeignKey(
        "self",
        verbose_name="答复的请示",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="rulings",
    )
    decision = models.CharField("批复意见", max_length=10, choices=Decision, blank=True, editable=False)
    code = models.CharField(
        "发文代字",
        max_length=30,
        blank=True,
        help_text="发文字号里年份前面的字，例如“某项目党支”；定稿时按顺序给号。",
    )
    number = models.PositiveIntegerField("发文序号", null=True, blank=True, editable=False)
    title = models.CharField("标题", max_length=100)
    salutation = models.CharField(
        "称呼", max_length=60, blank=True, help_text="标题下的称呼，例如“各位党员”，可不填。"
    )
    signer = models.CharField("落款", max_length=100, blank=True, help_text="留空时用支部全称。")
    signed_on = models.DateField("落款日期", null=True, blank=True, help_text="留空时文末不署名。")
    read_on = models.DateField(
        "宣读日期",
        null=True,
        blank=True,
        help_text="在哪一天的组织生活会上报告。人员、数字和整改状态都以这一天为准；留空按年末（年内按今天）。",
    )
    state = models.CharField(
        "状态", max_length=12, choices=ReportState, default=ReportState.DRAFT, editable=False
    )
    origin = models.CharField(
        "来源", max_length=12, choices=ReportOrigin, default=ReportOrigin.DRAFTED, editable=False
    )
    comment = models.TextField("上级意见", blank=True, editable=False)
    # What its template said when it was drafted, or put over it last.
    template = models.ForeignKey(
        "reports.ReportTemplate",
        verbose_name="报告模板",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    form = models.CharField(
        "文种", max_length=10, choices=PaperForm, default=PaperForm.MEETING, editable=False
    )
    opening = models.TextField("开头语", blank=True, editable=False)
    closing = models.TextField("结尾语", blank=True, editable=False)
    annexes = models.JSONField("附件", default=standard_annexes, editable=False)
    house = models.ForeignKey(
        "reports.HousePaper",
        verbose_name="版式",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    objects = AnnualReportQuerySet.as_manager()

    class Meta:
        verbose_name = "年度报告"
        verbose_name_plural = "年度报告"
        ordering = ["-year", "branch"]
        constraints = [
            models.UniqueConstraint(
                fields=["branch", "year", "paper", "subject"],
                condition=models.Q(deleted_at__isnull=True, member__isnull=True, answers_to__isnull=True),
                name="reports_paper_once",
                violation_error_message="这个支部的这一年度已有这份材料，请打开原来的一份。",
            ),
            models.UniqueConstraint(
                fields=["branch", "year", "paper", "member", "subject"],
                condition=models.Q(deleted_at__isnull=True, member__isnull=False),
                name="reports_own_paper_once",
                violation_error_message="本人这一年度已有这份材料，请打开原来的一份。",
            ),
            models.UniqueConstraint(
                fields=["answers_to"],
                condition=models.Q(deleted_at__isnull=True, answers_to__isnull=False),
                name="reports_ruling_once",
                violation_error_message="这份请示已有批复，请打开原来的一份。",
            ),
            models.UniqueConstraint(
                fields=["branch", "year", "code", "number"],
                condition=models.Q(number__isnull=False),
                name="reports_number_once",
                violation_error_message="这一年的这个发文序号已经用过。",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def audit_branch_path(self) -> str:
        """Scope of the audit entries about it: a member's own paper is none of the branch's."""
        return "" if self.member_id else super().audit_branch_path

    @property
    def declaration(self) -> registry.Paper:
        """What kind of paper it is."""
        return registry.get(self.paper)

    @property
    def number_told(self) -> str:
        """某项目党支〔2025〕3号; empty until it is given."""
        return f"{self.code}〔{self.year}〕{self.number}号" if self.number else ""

    @property
    def is_annual(self) -> bool:
        """Whether it is the year's work report."""
        return self.paper == registry.ANNUAL

    def get_state_display(self) -> str:  # type: ignore[no-redef]
        """The state in the words of this kind of paper."""
        return self.declaration.state_labels.get(self.state) or str(ReportState(self.state).label)

    def action_label(self, action: str) -> str:
        """What moves it, in the words of this kind of paper."""
        return self.declaration.action_labels.get(action) or str(ReportAction(action).label)

    @property
    def is_editable(self) -> bool:
        """Whether the text may change now."""
        return self.state in EDITABLE

    @property
    def is_frozen(self) -> bool:
        """Whether readers get the newest frozen version instead of the working text."""
        return self.state in FROZEN

    @property
    def state_badge(self) -> Badge:
        """The state as pages show it."""
        return Badge(self.get_state_display(), STATE_TONES[ReportState(self.state)])

    def as_of(self, today: date) -> date:
        """The day of which the report tells; of another paper without one, today."""
        if self.is_annual or self.read_on:
            return as_of(self.year, self.read_on, today)
        return today

    def check_deletable(self) -> None:
        """A report that was ever finalised stays. Raises Refused."""
        if self.versions.exists():
            raise Refused("报告定过稿，定稿版本要一直保存，不能删除。需要改动时请用“修订”。")

    def latest_version(self) -> "ReportVersion | None":
        """The newest frozen version."""
        return self.versions.order_by("-number").first()


class Section(models.Model):
    """A section: what it is about, its heading without number, and its place."""

    report = models.ForeignKey(
        "reports.AnnualReport", verbose_name="报告", on_delete=models.CASCADE, related_name="sections"
    )
    order = models.PositiveSmallIntegerField("次序")
    kind = models.CharField("类别", max_length=12, choices=SectionKind)
    heading = models.CharField("标题", max_length=200, blank=True)
    # What it is drafted from, where that is not its kind alone, and its agreed length.
    draws = models.JSONField("写什么", default=list)
    areas = models.CharField("工作领域", max_length=100, blank=True)
    fewest = models.PositiveIntegerField("最少字数", default=0)
    most = models.PositiveIntegerField("最多字数", default=0)

    class Meta:
        verbose_name = "部分"
        verbose_name_plural = "部分"
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.heading or self.get_kind_display()


class Paragraph(models.Model):
    """A paragraph. `slot` names the record it was drafted from, so that redrafting finds it again.

    What a person edited or left out is never overwritten by redrafting, and stays where a person moved it. Paragraphs
    that one was split into share its slot, and what was drafted for it as a whole.
    """

    section = models.ForeignKey(
        "reports.Section", verbose_name="部分", on_delete=models.CASCADE, related_name="paragraphs"
    )
    order = models.PositiveSmallIntegerField("次序")
    marker = models.CharField("编号样式", max_length=10, choices=Marker, blank=True, default=Marker.NONE)
    number = models.PositiveSmallIntegerField("编号", null=True, blank=True)
    slot = models.CharField("起草依据", max_length=60, blank=True)
    is_edited = models.BooleanField("人工修改", default=False)
    is_left_out = models.BooleanField("已删去", default=False)
    is_moved = models.BooleanField("人工移动", default=False)
    drafted_text = models.TextField("起草原文", blank=True)
    lock_version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = "段落"
        verbose_name_plural = "段落"
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.text[:40]

    @property
    def text(self) -> str:
        """The sentences in a row, facts still as `{name}`."""
        return "".join(sentence.text for sentence in self.sentences.all())


class Sentence(models.Model):
    """A sentence with what stands behind it; `{name}` in its text is a fact.

    `wording` is the text that its records were named for: what an edit changed since then is checked against them.
    `values` holds what its facts were, by name, when a person last heard of them.
    """

    paragraph = models.ForeignKey(
        "reports.Paragraph", verbose_name="段落", on_delete=models.CASCADE, related_name="sentences"
    )
    order = models.PositiveSmallIntegerField("次序")
    text = models.TextField("文字")
    support = models.CharField("依据", max_length=10, choices=Support, default=Support.UNBACKED)
    wording = models.TextField("指定依据时的文字", blank=True)
    reason = models.CharField("保留的理由", max_length=200, blank=True)
    values = models.JSONField("见过的数据", default=dict)

    class Meta:
        verbose_name = "句子"
        verbose_name_plural = "句子"
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.text[:40]


class SentenceSource(models.Model):
    """A record that a sentence rests on: a pointer by type and number, with the label it had.

    `seen` holds the fields that the sentence repeats, as they were then; `seen_version` the version of the record.
    """

    sentence = models.ForeignKey(
        "reports.Sentence", verbose_name="句子", on_delete=models.CASCADE, related_name="sources"
    )
    object_type = models.CharField("对象类别", max_length=60)
    object_id = models.PositiveBigIntegerField("对象编号")
    label = models.CharField("名称", max_length=200)
    seen = models.JSONField("当时的内容", default=dict)
    seen_version = models.PositiveIntegerField("当时的版本", null=True)

    class Meta:
        verbose_name = "依据"
        verbose_name_plural = "依据"
        ordering = ["pk"]
        indexes = [models.Index(fields=["object_type", "object_id"], name="reports_source_object")]

    def __str__(self) -> str:
        return self.label


class SetAside(models.Model):
    """A remark of the proof-reading that a person has decided not to follow, with the reason."""

    report = models.ForeignKey(
        "reports.AnnualReport", verbose_name="报告", on_delete=models.CASCADE, related_name="set_aside"
    )
    topic = models.CharField("类别", max_length=20)
    text = models.CharField("文字", max_length=200)
    reason = models.CharField("不改的理由", max_length=200)

    class Meta:
        verbose_name = "不改的校对意见"
        verbose_name_plural = "不改的校对意见"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "topic", "text"],
                name="reports_set_aside_once",
                violation_error_message="这条意见已经处理过。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.topic}：{self.text}"


class ReportVersionQuerySet(models.QuerySet):
    """Frozen versions."""

    def visible_to(self, user):
        """Those who write the paper read every version; who receives it those that were sent and not recalled."""
        reports = AnnualReport.objects.visible_to(user).values("pk")
        return self.filter(report__in=reports).filter(
            written_by(user, "report__") | models.Q(sent_at__isnull=False)
        )


class ReportVersion(models.Model):
    """A frozen version: the whole content as data. Nothing in it changes when records do.

    `decisions`: the sentences that were kept without full backing, each with its state and the reason given.
    `sent_at`: when it was sent up; empty again once it was recalled.
    """

    report = models.ForeignKey(
        "reports.AnnualReport", verbose_name="报告", on_delete=models.PROTECT, related_name="versions"
    )
    number = models.PositiveSmallIntegerField("版次")
    content = models.JSONField("内容")
    sha256 = models.CharField("内容摘要", max_length=64)
    frozen_at = models.DateTimeField("定稿时间")
    frozen_by = models.CharField("定稿人", max_length=100)
    decisions = models.JSONField("保留的句子", default=list)
    sent_at = models.DateTimeField("报送时间", null=True, blank=True)

    objects = ReportVersionQuerySet.as_manager()

    class Meta:
        verbose_name = "定稿版本"
        verbose_name_plural = "定稿版本"
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "number"],
                name="reports_version_once",
                violation_error_message="这个版次已经存在。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.report} 第 {self.number} 版"
