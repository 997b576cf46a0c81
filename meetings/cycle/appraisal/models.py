"""民主评议党员: a round of a year, its members, what they say of themselves and each other, and the ballots."""

import secrets

from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Q, When
from django.db.models.functions import Coalesce

from branch.access import grants_of
from branch.base import BranchRecord, BranchRecordQuerySet
from core.badges import Badge
from core.refusals import Refused
from meetings.cycle.enums import APPRAISAL_TONES, AppraisalState, BallotMethod, Body, BodyGrade, Grade

# Fewer ballots than this would tell who wrote them.
FEWEST_BALLOTS = 3


class AppraisalRoundQuerySet(BranchRecordQuerySet):
    """Rounds by year, and by who may know of them."""

    year_field = "year"

    def visible_to(self, user):
        """Readers of the branch, and the members who take part."""
        grants = grants_of(user)
        takes_part = Exists(
            AppraisalEntry.objects.filter(appraisal=OuterRef("pk"), member__in=grants.member_ids)
        )
        return self.alive().filter(grants.readable("branch") | Q(takes_part))

    def with_progress(self):
        """Adds how many take part, have assessed themselves, have voted, are graded, and were told."""
        told = Q(entries__is_graded=True, entries__feedback_on__isnull=False)
        return self.annotate(
            member_count=Count("entries"),
            assessed_count=Count("entries", filter=~Q(entries__self_assessment="")),
            voted_count=Case(
                When(method=BallotMethod.PAPER, then=Coalesce(F("paper_returned"), 0)),
                default=Count("entries", filter=Q(entries__has_voted=True)),
            ),
            graded_count=Count("entries", filter=Q(entries__is_graded=True)),
            decided_count=Count("entries", filter=Q(entries__is_graded=True) & ~Q(entries__grade="")),
            told_count=Count("entries", filter=told),
        )


class AppraisalRound(BranchRecord):
    """The 民主评议党员 of a branch for a year."""

    # What the papers say of each member: for those who type the count; others read the results once they show.
    restricted_fields = frozenset({"entries"})

    year = models.PositiveSmallIntegerField("所属年度")
    opens_on = models.DateField("开始日期", help_text="参加评议的党员名单按这一天的党员状态生成。")
    closes_on = models.DateField("截止日期", help_text="在这一天以前完成自评、互评和投票。")
    state = models.CharField(
        "状态", max_length=8, choices=AppraisalState, default=AppraisalState.OPEN, editable=False
    )
    method = models.CharField(
        "测评方式",
        max_length=6,
        choices=BallotMethod,
        default=BallotMethod.ONLINE,
        help_text="一次评议只用一种。纸质票在会上发、会上收，计票以后由支委录入票数；都不知道哪张票是谁投的。",
    )
    rates_branch = models.BooleanField(
        "同时测评党支部和支委会",
        default=False,
        help_text="在同一张票上评好、较好、一般、差；不设支委会的只评党支部。开始以后不能更改。",
    )
    # Whether there was a committee when the round was opened.
    rates_committee = models.BooleanField("测评支委会", default=False, editable=False)
    # What the counters found on paper; empty until it is typed in, and for a round online.
    paper_issued = models.PositiveSmallIntegerField("发出票数", null=True, blank=True)
    paper_returned = models.PositiveSmallIntegerField("收回票数", null=True, blank=True)
    paper_valid = models.PositiveSmallIntegerField("有效票数", null=True, blank=True)
    meeting = models.ForeignKey(
        "meetings.Meeting",
        verbose_name="民主评议会议",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="appraisals",
        help_text="在哪次会上开展的；会后补选也可以。",
    )

    objects = AppraisalRoundQuerySet.as_manager()

    class Meta:
        db_table = "meetings_appraisal"
        verbose_name = "民主评议"
        verbose_name_plural = "民主评议"
        ordering = ["-year", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["branch", "year"],
                condition=Q(deleted_at__isnull=True),
                name="meetings_appraisal_once",
                violation_error_message="这一年度已经有民主评议，请打开原来的记录。",
            ),
            models.CheckConstraint(
                name="meetings_appraisal_span",
                condition=Q(closes_on__gte=F("opens_on")),
                violation_error_message="截止日期不能早于开始日期。",
            ),
            models.CheckConstraint(
                name="meetings_appraisal_paper",
                condition=Q(paper_issued__isnull=True, paper_returned__isnull=True, paper_valid__isnull=True)
                | Q(
                    method=BallotMethod.PAPER,
                    paper_issued__isnull=False,
                    paper_returned__isnull=False,
                    paper_valid__isnull=False,
                    paper_returned__lte=F("paper_issued"),
                    paper_valid__lte=F("paper_returned"),
                ),
                violation_error_message="纸质票的收回票数不能多于发出票数，有效票数不能多于收回票数。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}年度民主评议党员"

    @property
    def state_badge(self) -> Badge:
        """The state as pages show it."""
        state = AppraisalState(self.state)
        return Badge(state.label, APPRAISAL_TONES[state])

    @property
    def is_open(self) -> bool:
        """Whether members can still assess themselves, each other, and vote."""
        return self.state == AppraisalState.OPEN

    def audit_values(self) -> dict[str, tuple[str, str]]:
        """The count of the paper ballots, or once closed who voted, as the history shows it, read afresh.

        Nothing is told of votes while they are cast: an entry has a second.
        """
        if not self.is_on_paper:
            return {} if self.is_open else {"entries": ("测评投票", self.turnout_words)}
        counts = [*PaperCount.objects.filter(entry__appraisal=self).select_related("entry__member")]
        told = [*(count.summary for count in counts), *(count.summary for count in self.body_counts.all())]
        return {"entries": ("纸质票计票", "\n".join(told))}

    @property
    def turnout_words(self) -> str:
        """How many ballots were issued and returned, and who has voted, by name."""
        entries = list(self.entries.select_related("member"))
        voted = [str(entry.member) for entry in entries if entry.has_voted]
        names = f"：{'、'.join(voted)}" if voted else ""
        return f"发出 {len(entries)} 票，收回 {len(voted)} 票{names}"

    @property
    def is_on_paper(self) -> bool:
        """Whether the ballots are paper."""
        return self.method == BallotMethod.PAPER

    @property
    def bodies(self) -> list[Body]:
        """What the ballots ask about beside the members."""
        asked = {Body.BRANCH: self.rates_branch, Body.COMMITTEE: self.rates_committee}
        return [body for body, is_asked in asked.items() if is_asked]

    @property
    def has_paper_counts(self) -> bool:
        """Whether the count of the paper ballots was typed in."""
        return self.paper_issued is not None

    @property
    def has_ballots(self) -> bool:
        """Whether a member has voted, or the count of the paper ballots was typed in."""
        return self.has_paper_counts or self.entries.filter(has_voted=True).exists()

    def check_deletable(self) -> None:
        """Votes that were cast stay. Raises Refused."""
        if self.has_paper_counts:
            raise Refused("已经录入纸质测评票的计票结果，不能删除这次民主评议。")
        if self.has_ballots:
            raise Refused("已经有党员投票，不能删除这次民主评议。")


class AppraisalEntryQuerySet(models.QuerySet):
    """Members in rounds, by who may know what stands there of them."""

    def visible_to(self, user):
        """The own entries, and every one of branches that the person reads."""
        grants = grants_of(user)
        shown = grants.readable("appraisal__branch") | Q(member_id__in=grants.member_ids)
        return self.filter(shown, appraisal__deleted_at__isnull=True)


class AppraisalEntry(models.Model):
    """One member in a round: the own assessment, whether the member voted, and the committee's verdict."""

    appraisal = models.ForeignKey(
        "meetings.AppraisalRound", verbose_name="民主评议", on_delete=models.CASCADE, related_name="entries"
    )
    member = models.ForeignKey(
        "branch.Member", verbose_name="党员", on_delete=models.PROTECT, related_name="appraisal_entries"
    )
    status_label = models.CharField("党员状态", max_length=20)
    is_graded = models.BooleanField("评定等次", default=True)
    self_assessment = models.TextField("自评", blank=True, max_length=2000)
    self_grade = models.CharField("自评等次", max_length=12, choices=Grade, blank=True)
    # A flag without a time: when somebody voted is nobody's business.
    has_voted = models.BooleanField("已投票", default=False)
    opinion = models.TextField("支委会意见", blank=True, max_length=1000)
    grade = models.CharField("评定等次", max_length=12, choices=Grade, blank=True)
    feedback_on = models.DateField("反馈日期", null=True, blank=True)

    objects = AppraisalEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "参加评议的党员"
        verbose_name_plural = "参加评议的党员"
        ordering = ["member__name_sort", "member__name", "member_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["appraisal", "member"],
                name="meetings_appraisal_member",
                violation_error_message="同一名党员在一次民主评议中只登记一次。",
            ),
            models.CheckConstraint(
                name="meetings_appraisal_graded",
                condition=Q(is_graded=True) | Q(grade="", self_grade=""),
                violation_error_message="预备党员参加评议，不评定等次。",
            ),
        ]

    def __str__(self) -> str:
        return str(self.member)


class PaperCount(models.Model):
    """What the paper ballots say of one member, as counted at the meeting: so many of each grade, so many abstained.

    The papers themselves are not kept here, so nothing links a paper to anybody.
    """

    entry = models.OneToOneField(
        "meetings.AppraisalEntry", verbose_name="被评党员", on_delete=models.CASCADE, related_name="paper"
    )
    excellent = models.PositiveSmallIntegerField("优秀")
    qualified = models.PositiveSmallIntegerField("合格")
    basic = models.PositiveSmallIntegerField("基本合格")
    unqualified = models.PositiveSmallIntegerField("不合格")
    abstained = models.PositiveSmallIntegerField("弃权")

    class Meta:
        db_table = "meetings_paper_count"
        verbose_name = "纸质票计票"
        verbose_name_plural = "纸质票计票"
        ordering = ["entry__member__name_sort", "entry_id"]

    def __str__(self) -> str:
        return f"{self.entry}纸质票计票"

    @property
    def marks(self) -> tuple[int, ...]:
        """The grades given, in the order of the grades."""
        return self.excellent, self.qualified, self.basic, self.unqualified

    @property
    def summary(self) -> str:
        """One line for the history."""
        marks = "、".join(f"{label} {number}" for label, number in zip(Grade.labels, self.marks, strict=True))
        return f"{self.entry}：{marks}、弃权 {self.abstained}"


class BodyCount(models.Model):
    """What the paper ballots say of the branch or its committee, as counted at the meeting."""

    appraisal = models.ForeignKey(
        "meetings.AppraisalRound",
        verbose_name="民主评议",
        on_delete=models.CASCADE,
        related_name="body_counts",
    )
    body = models.CharField("测评对象", max_length=10, choices=Body)
    good = models.PositiveSmallIntegerField("好")
    fair = models.PositiveSmallIntegerField("较好")
    average = models.PositiveSmallIntegerField("一般")
    poor = models.PositiveSmallIntegerField("差")
    abstained = models.PositiveSmallIntegerField("弃权")

    class Meta:
        db_table = "meetings_body_count"
        verbose_name = "支部和支委会计票"
        verbose_name_plural = "支部和支委会计票"
        ordering = ["body", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["appraisal", "body"],
                name="meetings_body_count_once",
                violation_error_message="同一个测评对象只计一次票。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_body_display()}纸质票计票"

    @property
    def marks(self) -> tuple[int, ...]:
        """The grades given, in the order of the grades."""
        return self.good, self.fair, self.average, self.poor

    @property
    def summary(self) -> str:
        """One line for the history."""
        marks = "、".join(f"{label} {n}" for label, n in zip(BodyGrade.labels, self.marks, strict=True))
        return f"{self.get_body_display()}：{marks}、弃权 {self.abstained}"


class PeerAssessment(models.Model):
    """What one member thinks of another (互评), with the name under it."""

    entry = models.ForeignKey(
        "meetings.AppraisalEntry", verbose_name="被评党员", on_delete=models.CASCADE, related_name="peers"
    )
    by = models.ForeignKey("branch.Member", verbose_name="评议人", on_delete=models.PROTECT, related_name="+")
    grade = models.CharField("互评等次", max_length=12, choices=Grade)
    comment = models.CharField("评语", max_length=300, blank=True)

    class Meta:
        verbose_name = "互评"
        verbose_name_plural = "互评"
        ordering = ["entry", "by__name_sort", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "by"],
                name="meetings_peer_once",
                violation_error_message="对同一名党员只评一次。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.by}评{self.entry}"


def random_key() -> int:
    """A key that says nothing about when a ballot was cast."""
    return secrets.randbelow(2**31 - 1) + 1


class Ballot(models.Model):
    """One anonymous ballot of a closed round: {entry or body: grade}. It has no voter, no time and no number that counts up.

    Until the round is closed the ballots lie in a sealed box (`core.sealed_box`); then all are written at once. The
    drawn key is the row's own place in the table, so that nothing follows the order of voting.
    """

    id = models.IntegerField("票号", primary_key=True, default=random_key, editable=False)
    appraisal = models.ForeignKey(
        "meetings.AppraisalRound", verbose_name="民主评议", on_delete=models.CASCADE, related_name="ballots"
    )
    marks = models.JSONField("票面", default=dict)

    class Meta:
        verbose_name = "测评票"
        verbose_name_plural = "测评票"
        ordering = ["id"]

    def __str__(self) -> str:
        return "测评票"

    @property
    def is_valid(self) -> bool:
        """A ballot without any mark is void."""
        return bool(self.marks)
