"""支委会审议 and 批注: what the committee and the superior organisation say of a report, and what became of it."""

from django.db import models
from django.db.models import Q

from core.badges import Badge
from reports.report.models import AnnualReport, written_by

from .enums import VERDICT_TONES, Choice, Verdict


class Review(models.Model):
    """The committee's deliberation on what is to become a version, and the meeting where it took place."""

    report = models.ForeignKey(
        "reports.AnnualReport", verbose_name="报告", on_delete=models.CASCADE, related_name="reviews"
    )
    number = models.PositiveSmallIntegerField("版次")
    meeting = models.ForeignKey(
        "meetings.Meeting",
        verbose_name="审议的支委会会议",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        verbose_name = "支委会审议"
        verbose_name_plural = "支委会审议"
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "number"],
                name="reports_review_once",
                violation_error_message="这一版的审议已经登记。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.report} 第 {self.number} 版的审议"


class Answer(models.Model):
    """What a committee member says of the text: the own decision, with words.

    `seen` is the text that was answered: sections with their paragraphs, as `texts.text_of` gives it. `entered_by` differs
    from the person where the secretary noted what a member without an account has said.
    """

    review = models.ForeignKey(
        "reports.Review", verbose_name="审议", on_delete=models.CASCADE, related_name="answers"
    )
    member = models.ForeignKey(
        "branch.Member", verbose_name="党员", on_delete=models.PROTECT, null=True, related_name="+"
    )
    user = models.ForeignKey(
        "branch.User", verbose_name="账号", on_delete=models.PROTECT, null=True, related_name="+"
    )
    choice = models.CharField("意见", max_length=8, choices=Choice)
    words = models.TextField("说明", blank=True)
    seen = models.JSONField("表态时的文字", default=list)
    given_at = models.DateTimeField("表态时间")
    entered_by = models.ForeignKey(
        "branch.User", verbose_name="登记人", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = "支委意见"
        verbose_name_plural = "支委意见"
        ordering = ["given_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "member"],
                name="reports_answer_member",
                violation_error_message="这名支委已经表态，请修改原来的意见。",
            ),
            models.UniqueConstraint(
                fields=["review", "user"],
                name="reports_answer_user",
                violation_error_message="这个账号已经表态，请修改原来的意见。",
            ),
            models.CheckConstraint(
                name="reports_answer_whose",
                condition=Q(member__isnull=False) | Q(user__isnull=False),
                violation_error_message="支委意见须写明是谁的。",
            ),
            models.CheckConstraint(
                name="reports_answer_words",
                condition=~Q(choice="OPINION") | ~Q(words=""),
                violation_error_message="有意见时请写明意见。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member or self.user} {self.get_choice_display()}"

    @property
    def badge(self) -> Badge:
        """同意 or 有意见."""
        return Badge(self.get_choice_display(), "good" if self.choice == Choice.AGREE else "warn")


class CommentQuerySet(models.QuerySet):
    """Comments on reports."""

    def visible_to(self, user):
        """Those who write the paper read all; who receives it those from above, as long as it lies with them."""
        reports = AnnualReport.objects.visible_to(user).values("pk")
        return self.filter(report__in=reports).filter(written_by(user, "report__") | Q(is_superior=True))

    def standing(self):
        """Those that nobody took back."""
        return self.filter(withdrawn_at__isnull=True)

    def open(self):
        """Those that wait for an answer."""
        return self.standing().filter(verdict=Verdict.OPEN)


class Comment(models.Model):
    """A remark on words of the report, on a paragraph, or (without a section) on the whole.

    `quote` are the words it is about and `sentence` the whole sentence around them; where they stand now is looked up by
    `places.py`, so that no edit of the text has to know of comments. `version`: the frozen version it was written on.
    """

    report = models.ForeignKey(
        "reports.AnnualReport", verbose_name="报告", on_delete=models.CASCADE, related_name="comments"
    )
    version = models.ForeignKey(
        "reports.ReportVersion",
        verbose_name="所批的版本",
        on_delete=models.SET_NULL,
        null=True,
        related_name="comments",
    )
    section = models.ForeignKey(
        "reports.Section", verbose_name="部分", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    paragraph = models.ForeignKey(
        "reports.Paragraph", verbose_name="段落", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    quote = models.TextField("所批的文字", blank=True)
    sentence = models.TextField("所在的句子", blank=True)
    is_superior = models.BooleanField("上级批注", default=False)
    words = models.TextField("批注")
    author = models.ForeignKey(
        "branch.User", verbose_name="批注人", on_delete=models.PROTECT, null=True, related_name="+"
    )
    author_name = models.CharField("批注人姓名", max_length=100)
    made_at = models.DateTimeField("批注时间")
    verdict = models.CharField("处理", max_length=8, choices=Verdict, default=Verdict.OPEN)
    withdrawn_at = models.DateTimeField("收回时间", null=True, blank=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = "批注"
        verbose_name_plural = "批注"
        ordering = ["made_at", "pk"]
        indexes = [models.Index(fields=["report", "verdict"], name="reports_comment_verdict")]

    def __str__(self) -> str:
        return self.words[:40]

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer."""
        return self.verdict == Verdict.OPEN and self.withdrawn_at is None

    @property
    def verdict_badge(self) -> Badge:
        """待答复, 已改, 不改, or that it was taken back."""
        if self.withdrawn_at:
            return Badge("已收回", "muted")
        return Badge(self.get_verdict_display(), VERDICT_TONES[Verdict(self.verdict)])


class Reply(models.Model):
    """Words below a comment; with a verdict they answer it, or open it again."""

    comment = models.ForeignKey(
        "reports.Comment", verbose_name="批注", on_delete=models.CASCADE, related_name="replies"
    )
    verdict = models.CharField("处理", max_length=8, choices=Verdict, blank=True)
    words = models.TextField("说明", blank=True)
    author = models.ForeignKey(
        "branch.User", verbose_name="答复人", on_delete=models.PROTECT, related_name="+"
    )
    author_name = models.CharField("答复人姓名", max_length=100)
    made_at = models.DateTimeField("答复时间")

    class Meta:
        verbose_name = "批注的答复"
        verbose_name_plural = "批注的答复"
        ordering = ["made_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="reports_reply_words",
                condition=Q(verdict="CHANGED") | ~Q(words=""),
                violation_error_message="不改请写明理由，回复请写内容。",
            )
        ]

    def __str__(self) -> str:
        return self.words[:40] or self.get_verdict_display()

    @property
    def verdict_badge(self) -> Badge | None:
        """What the reply settles; None for mere words."""
        if not self.verdict:
            return None
        label = "仍未解决" if self.verdict == Verdict.OPEN else self.get_verdict_display()
        return Badge(label, VERDICT_TONES[Verdict(self.verdict)])
