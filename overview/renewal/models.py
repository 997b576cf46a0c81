"""换届: one election of the branch's leaders as a procedure, with its letters, candidates, meetings and the term it leads to."""

from django.db import models

from branch.base import BranchRecord, BranchRecordQuerySet
from branch.enums import COMMITTEE_POSTS, PostTitle
from branch.members.name_order import stroke_key
from core.badges import Badge
from core.refusals import Refused
from documents.content import chinese_number
from meetings.meeting.faults import day_of
from meetings.meeting.models import Meeting

# 支部工作条例: a committee of three to five, 一般 not above seven; without one 书记 and at most one 副书记.
COMMITTEE_SEATS = (3, 7)
LEADER_SEATS = (1, 2)


def least_candidates(seats: int) -> int:
    """So many candidates at least for committee seats: a fifth more than seats (基层组织选举工作条例)."""
    return seats + -(-seats // 5)


class RenewalQuerySet(BranchRecordQuerySet):
    """Elections of branches."""

    def open(self):
        """Those that have not led to a term yet."""
        return self.alive().filter(term__isnull=True)

    def for_list(self):
        """With what a row and the page show, the newest first."""
        related = ("branch__parent", "term", "assembly", "first_meeting")
        return self.select_related(*related).order_by("-planned_on", "-pk")


class Renewal(BranchRecord):
    """One procedure. Days and numbers of letters are filled in as they come; `term` is set by the act that ends it."""

    number = models.PositiveSmallIntegerField("选举第几届", help_text="要选举产生的是第几届。")
    has_committee = models.BooleanField(
        "设支部委员会",
        default=True,
        help_text="正式党员 7 人以上的设支委会，由党员大会选委员、支委会选书记；不足 7 人的由党员大会直接选书记。",
    )
    seats = models.PositiveSmallIntegerField(
        "应选人数",
        help_text="设支委会的填委员名额（3 至 5 人，一般不超过 7 人）；不设的填书记、副书记合计人数。",
    )
    planned_on = models.DateField("拟召开大会日期", help_text="一般在任期届满以前。")

    requested_on = models.DateField("请示日期", null=True, blank=True)
    request_number = models.CharField("请示文号", max_length=60, blank=True)
    approved_by = models.CharField("批复单位", max_length=60, blank=True)
    reply_number = models.CharField("批复文号", max_length=60, blank=True)
    replied_on = models.DateField("批复日期", null=True, blank=True)
    candidates_requested_on = models.DateField("候选人预备人选请示日期", null=True, blank=True)
    candidates_reply_number = models.CharField("候选人预备人选批复文号", max_length=60, blank=True)
    candidates_replied_on = models.DateField("候选人预备人选批复日期", null=True, blank=True)
    rules_agreed_on = models.DateField(
        "支委会讨论选举办法日期",
        null=True,
        blank=True,
        help_text="选举办法草案由支委会讨论，提交党员大会通过。",
    )
    scrutineers = models.ManyToManyField(
        "branch.Member",
        verbose_name="监票人",
        blank=True,
        related_name="+",
        help_text="不能是候选人，由党员大会通过。",
    )
    tellers = models.ManyToManyField(
        "branch.Member", verbose_name="计票人", blank=True, related_name="+", help_text="不能是候选人。"
    )
    ballots_printed = models.PositiveSmallIntegerField(
        "印制选票张数", null=True, blank=True, help_text="一般等于有选举权的党员人数，多印的当场销毁。"
    )
    assembly = models.ForeignKey(
        "meetings.Meeting",
        verbose_name="选举大会",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    first_meeting = models.ForeignKey(
        "meetings.Meeting",
        verbose_name="新一届支委会第一次会议",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    reported_on = models.DateField("选举结果报告日期", null=True, blank=True)
    report_number = models.CharField("选举结果报告文号", max_length=60, blank=True)
    result_number = models.CharField("选举结果批复文号", max_length=60, blank=True)
    result_approved_on = models.DateField("选举结果批复日期", null=True, blank=True)
    term = models.OneToOneField(
        "branch.OfficeTerm",
        verbose_name="产生的届次",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="renewal",
    )

    objects = RenewalQuerySet.as_manager()

    class Meta:
        verbose_name = "换届"
        verbose_name_plural = "换届"
        ordering = ["-planned_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["branch", "number"],
                condition=models.Q(deleted_at__isnull=True),
                name="overview_renewal_once",
                violation_error_message="这一届的换届已经登记过。",
            )
        ]

    def __str__(self) -> str:
        return f"第{self.number_words}届换届选举"

    @property
    def number_words(self) -> str:
        """三, of the third."""
        return chinese_number(self.number)

    @property
    def body(self) -> str:
        """What is elected: 第三届支部委员会, or 书记 where there is none."""
        return (
            f"第{self.number_words}届支部委员会" if self.has_committee else f"第{self.number_words}届支部书记"
        )

    @property
    def least_candidates(self) -> int:
        """So many candidates at least: the margin is asked of committee seats alone."""
        return least_candidates(self.seats) if self.has_committee else self.seats

    @property
    def held_assembly(self) -> Meeting | None:
        """The election meeting, once it took place."""
        return _held(self.assembly)

    @property
    def held_first_meeting(self) -> Meeting | None:
        """The new committee's first meeting, once it took place."""
        return _held(self.first_meeting)

    @property
    def elected_on(self):
        """The day of the election; None before it."""
        return day_of(self.held_assembly) if self.held_assembly else None

    @property
    def state_badge(self) -> Badge:
        """已完成 or 进行中."""
        return Badge("已完成", "good") if self.term_id else Badge("进行中", "info")

    def in_ballot_order(self) -> list["Candidate"]:
        """The candidates by the strokes of their surnames."""
        rows = self.candidates.select_related("member")
        return sorted(rows, key=lambda row: stroke_key(row.member.name))

    def check_deletable(self) -> None:
        """A procedure that led to a term stands. Raises Refused."""
        if self.term_id:
            raise Refused("换届已经办理完毕，不能删除。")

    def audit_values(self) -> dict[str, tuple[str, str]]:
        """The candidates as the history shows them, read afresh."""
        rows = Candidate.objects.filter(renewal=self).select_related("member")
        names = [
            f"{row.member}（{row.label}）"
            for row in sorted(rows, key=lambda row: stroke_key(row.member.name))
        ]
        return {"candidates": ("候选人", "、".join(names))}


def _held(meeting: Meeting | None) -> Meeting | None:
    return meeting if meeting and not meeting.is_deleted and not meeting.is_planned else None


class Candidate(models.Model):
    """A member who stands for the committee, with the post that is meant for them."""

    renewal = models.ForeignKey(
        "overview.Renewal", verbose_name="换届", on_delete=models.CASCADE, related_name="candidates"
    )
    member = models.ForeignKey(
        "branch.Member", verbose_name="候选人", on_delete=models.PROTECT, related_name="+"
    )
    title = models.CharField(
        "拟任职务", max_length=20, choices=[(one.value, one.label) for one in COMMITTEE_POSTS]
    )

    class Meta:
        verbose_name = "候选人"
        verbose_name_plural = "候选人"
        constraints = [
            models.UniqueConstraint(
                fields=["renewal", "member"],
                name="overview_candidate_once",
                violation_error_message="同一名候选人只列一次。",
            )
        ]

    def __str__(self) -> str:
        return str(self.member)

    @property
    def label(self) -> str:
        """The post that is meant; 委员 without one of its own."""
        return "委员" if self.title == PostTitle.OTHER_MEMBER else str(PostTitle(self.title).label)
