"""Votes on the agenda of a meeting: what was voted on, the numbers of the day, and the votes per candidate."""

from django.db import models
from django.db.models import F, Q

from branch.base import BranchRecord, BranchRecordQuerySet
from core.badges import Badge
from core.refusals import Refused
from meetings.enums import ON_PAPER, VoteMatter, VoteMethod, VotingBody
from meetings.meeting.models import Meeting

from . import quorum

# Inside the paragraphs of a vote.
SEATS = "应选"
RESULT = "结果："


class VoteQuerySet(BranchRecordQuerySet):
    """Votes with what their result needs, and by who may see them."""

    def for_agenda(self):
        """What the page of a meeting shows below an agenda item."""
        return self.alive().select_related("item").prefetch_related("lines").order_by("pk")

    def with_lines(self):
        """Everything that the result and its sentence need."""
        return Vote.with_related(self)

    def visible_to(self, user):
        """Whoever sees the meeting sees its votes."""
        return self.alive().filter(item__meeting__in=Meeting.objects.visible_to(user))


class Vote(BranchRecord):
    """One vote on an agenda item.

    Body and numbers of voters are frozen from the roll when the vote is saved, so that the result stands by itself.
    """

    item = models.ForeignKey(
        "meetings.AgendaItem", verbose_name="议题", on_delete=models.PROTECT, related_name="votes"
    )
    matter = models.CharField(
        "表决事项",
        max_length=12,
        choices=VoteMatter,
        default=VoteMatter.ORDINARY,
        help_text="开会人数和通过票数的要求按事项不同。",
    )
    method = models.CharField("表决方式", max_length=8, choices=VoteMethod, default=VoteMethod.HANDS)
    body = models.CharField("表决的会议", max_length=10, choices=VotingBody, editable=False)
    voters_due = models.PositiveSmallIntegerField("应到有表决权人数", editable=False)
    voters_present = models.PositiveSmallIntegerField("实到有表决权人数", editable=False)
    ballots_issued = models.PositiveSmallIntegerField("发出票数", null=True, blank=True)
    ballots_returned = models.PositiveSmallIntegerField("收回票数", null=True, blank=True)
    ballots_valid = models.PositiveSmallIntegerField("有效票数", null=True, blank=True)
    seats = models.PositiveSmallIntegerField(
        "应选人数", null=True, blank=True, help_text="选举才填：过半数的人多于应选人数时，按得票多少取足。"
    )

    objects = VoteQuerySet.as_manager()

    class Meta:
        verbose_name = "表决"
        verbose_name_plural = "表决"
        ordering = ["item", "pk"]
        constraints = [
            models.CheckConstraint(
                name="meetings_vote_present",
                condition=Q(voters_present__lte=F("voters_due")),
                violation_error_message="实到有表决权人数不能多于应到。",
            ),
            models.CheckConstraint(
                name="meetings_vote_ballots",
                condition=Q(ballots_issued__isnull=True)
                | Q(ballots_returned__lte=F("ballots_issued"), ballots_valid__lte=F("ballots_returned")),
                violation_error_message="收回票数不能多于发出票数，有效票数不能多于收回票数。",
            ),
        ]

    def __str__(self) -> str:
        names = "、".join(line.candidate for line in self.lines.all() if line.candidate) if self.pk else ""
        return f"{self.item}（{names}）" if names else str(self.item)

    @staticmethod
    def with_related(rows):
        """Adds to rows of any manager what the title and the permission to change ask for."""
        related = ("branch", "item__meeting__branch", "item__meeting__group")
        return rows.select_related(*related).prefetch_related("lines")

    def is_outdated(self, body: str, due: int, present: int) -> bool:
        """Whether the frozen numbers are no longer those of the roll."""
        return (self.body, self.voters_due, self.voters_present) != (body, due, present)

    @property
    def rule(self) -> quorum.VoteRule:
        """The line of the table that this vote follows; a stored vote has one."""
        return quorum.RULES[self.body, self.matter]

    @property
    def opening(self) -> str:
        """Whether the vote could be held, with the numbers."""
        return quorum.opening(self.rule, self.voters_due, self.voters_present).text

    @property
    def outcomes(self) -> list[quorum.Outcome]:
        """What became of each candidate or matter, by the frozen numbers (from `lines`, prefetched on lists)."""
        tallies = [line.tally for line in self.lines.all()]
        due, present = self.voters_due, self.voters_present
        return quorum.outcomes(self.rule, self.matter, tallies, due=due, present=present, seats=self.seats)

    @property
    def arithmetic(self) -> str:
        """The numbers in one sentence: who was due and present, the votes, and what they come to."""
        parts = [outcome.text for outcome in self.outcomes]
        if self.matter == VoteMatter.ELECTION:
            parts = [f"{outcome.tally.candidate}{outcome.text}" for outcome in self.outcomes]
        return f"{self.opening}；{''.join(parts)}"

    @property
    def paragraphs(self) -> list[str]:
        """As papers print it and read it back: the matter, the ballots, every line's numbers, and the result.

        预备党员转正，票决
        发出 10 张，收回 10 张，有效 9 张            (only on paper: `ballots`)
        郑试：赞成 9，反对 1，弃权 0，书面赞成 1        (one a line of the vote: `VoteLine.summary`)
        结果：应到有表决权 10 人……                  (`arithmetic`)

        The first line of an election ends in 应选 3 人 where the seats are known.
        """
        seats = [f"{SEATS} {self.seats} 人"] if self.seats else []
        head = "，".join([str(self.get_matter_display()), str(self.get_method_display()), *seats])
        tallies = [line.summary for line in self.lines.all()]
        return [head, *filter(None, [self.ballots]), *tallies, f"{RESULT}{self.arithmetic}"]

    @property
    def ballots(self) -> str:
        """发出 10 张，收回 10 张，有效 9 张; empty for a show of hands."""
        if self.method not in ON_PAPER:
            return ""
        return f"发出 {self.ballots_issued} 张，收回 {self.ballots_returned} 张，有效 {self.ballots_valid} 张"

    @property
    def is_carried(self) -> bool:
        """Whether everything that was voted on passed."""
        return all(outcome.is_carried for outcome in self.outcomes)

    @property
    def state_badge(self) -> Badge:
        """通过, 未通过, or how many were elected."""
        carried = sum(outcome.is_carried for outcome in self.outcomes)
        if self.matter == VoteMatter.ELECTION:
            return Badge(f"当选 {carried} 人", "good" if carried else "warn")
        return Badge("通过", "good") if carried else Badge("未通过", "warn")

    def check_deletable(self) -> None:
        """Raise Refused once the meeting is confirmed."""
        if self.item.meeting.is_confirmed:
            raise Refused("会议记录已经签字确认，表决不能删除；有差错请用“补充更正”说明。")

    def audit_values(self) -> dict[str, tuple[str, str]]:
        """The votes per candidate as the history shows them, read afresh."""
        lines = VoteLine.objects.filter(vote=self)
        return {"lines": ("票数", "\n".join(line.summary for line in lines))}


TALLY_FIELDS = (
    "in_favour",
    "against",
    "abstained",
    "written_in_favour",
    "written_against",
    "written_abstained",
)


class VoteLine(models.Model):
    """The votes for one candidate, or for the matter when it names nobody."""

    vote = models.ForeignKey(
        "meetings.Vote", verbose_name="表决", on_delete=models.CASCADE, related_name="lines"
    )
    order = models.PositiveSmallIntegerField("序号", default=1)
    candidate = models.CharField("姓名", max_length=40, blank=True)
    in_favour = models.PositiveSmallIntegerField("赞成", default=0)
    against = models.PositiveSmallIntegerField("反对", default=0)
    abstained = models.PositiveSmallIntegerField("弃权", default=0)
    written_in_favour = models.PositiveSmallIntegerField("书面赞成", default=0)
    written_against = models.PositiveSmallIntegerField("书面反对", default=0)
    written_abstained = models.PositiveSmallIntegerField("书面弃权", default=0)

    class Meta:
        verbose_name = "票数"
        verbose_name_plural = "票数"
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["vote", "candidate"],
                name="meetings_vote_line_once",
                violation_error_message="同一个人在一次表决中只登记一行。",
            )
        ]

    def __str__(self) -> str:
        return self.candidate or str(self.vote)

    @property
    def tally(self) -> quorum.Tally:
        """The numbers alone."""
        names = ("candidate", *TALLY_FIELDS)
        return quorum.Tally(**{name: getattr(self, name) for name in names})

    @property
    def summary(self) -> str:
        """One line for the history: 某某：赞成 9，反对 1，弃权 0；书面赞成 1."""
        names = [name for name in TALLY_FIELDS if not name.startswith("written_") or getattr(self, name)]
        text = "，".join(f"{self._meta.get_field(name).verbose_name} {getattr(self, name)}" for name in names)
        return f"{self.candidate}：{text}" if self.candidate else text
