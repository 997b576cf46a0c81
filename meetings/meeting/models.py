"""A meeting of organisation life with its rows (kinds, roll, agenda, additions), and who may know of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from branch.access import grants_of
from branch.base import BranchRecord, BranchRecordQuerySet
from branch.members.models import Member
from core.badges import Badge
from core.dates import on_days
from core.refusals import Refused
from meetings.enums import (
    COUNTS_AS_DUE,
    COUNTS_FOR_GROUPS,
    MAY_MAKE_UP,
    NUMBERED,
    OF_THE_YEAR,
    STATE_TONES,
    TOOK_PLACE,
    Attendance,
    LecturerKind,
    MaterialCategory,
    MeetingKind,
    MeetingState,
    StudyForm,
    VotingBody,
)

from .agenda_items import AgendaItem


class MeetingKindLink(models.Model):
    """A kind that a meeting counts as."""

    meeting = models.ForeignKey(
        "meetings.Meeting", verbose_name="会议", on_delete=models.CASCADE, related_name="kind_links"
    )
    kind = models.CharField("类别", max_length=10, choices=MeetingKind)

    class Meta:
        verbose_name = "会议类别"
        verbose_name_plural = "会议类别"
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "kind"],
                name="meetings_kind_once",
                violation_error_message="同一类别只选一次。",
            )
        ]
        indexes = [models.Index(fields=["kind", "meeting"], name="meetings_kind")]

    def __str__(self) -> str:
        return self.get_kind_display()


class RollEntry(models.Model):
    """A member's attendance, with the status and the right to vote as they were on the day."""

    meeting = models.ForeignKey(
        "meetings.Meeting", verbose_name="会议", on_delete=models.CASCADE, related_name="roll"
    )
    member = models.ForeignKey(
        "branch.Member", verbose_name="党员", on_delete=models.PROTECT, related_name="roll_entries"
    )
    attendance = models.CharField("到会情况", max_length=8, choices=Attendance, default=Attendance.PRESENT)
    reason = models.CharField("事由", max_length=100, blank=True)
    may_vote = models.BooleanField("有表决权", default=False)
    status_label = models.CharField("党员状态", max_length=20)
    make_up_on = models.DateField("补学日期", null=True, blank=True)

    class Meta:
        verbose_name = "签到"
        verbose_name_plural = "签到"
        ordering = ["member__name_sort", "member__name", "member_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "member"],
                name="meetings_roll_once",
                violation_error_message="同一名党员在一次会议中只登记一次。",
            ),
            models.CheckConstraint(
                name="meetings_roll_reason",
                condition=~Q(attendance__in=["LEAVE", "EXEMPT"]) | ~Q(reason=""),
                violation_error_message="请假和不计入应到须写事由。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} {self.get_attendance_display()}"


class MeetingAddition(models.Model):
    """What is added to a confirmed record, with the reason; the record itself stays as it was signed."""

    meeting = models.ForeignKey(
        "meetings.Meeting", verbose_name="会议", on_delete=models.CASCADE, related_name="additions"
    )
    text = models.TextField("补充更正内容")
    reason = models.CharField("原因", max_length=200)
    added_at = models.DateTimeField("补充时间", default=timezone.now)
    added_by = models.ForeignKey(
        "branch.User", verbose_name="补充人", on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = "补充更正"
        verbose_name_plural = "补充更正"
        ordering = ["added_at", "pk"]

    def __str__(self) -> str:
        return self.text[:40]


_KINDS = tuple(MeetingKind)
# Nobody asks them of many meetings together.
LONG_TEXTS = ("minutes", "guests", "study_material")


def _of_kinds(kinds) -> Exists:
    return Exists(MeetingKindLink.objects.filter(meeting=OuterRef("pk"), kind__in=kinds))


def _roll_count(**conditions) -> Coalesce:
    """How many roll entries of a meeting fulfil the conditions; a subquery, so that a page counts only its rows."""
    rows = RollEntry.objects.filter(meeting=OuterRef("pk"), **conditions).order_by().values("meeting")
    return Coalesce(Subquery(rows.annotate(number=Count("pk")).values("number")), 0)


class MeetingQuerySet(BranchRecordQuerySet):
    """Meetings by kind, year and state, with their figures, and by who may see them."""

    year_field = "year"
    date_field = "starts_at"

    def of_kind(self, kind: str, year: int | None = None):
        """Meetings that are (also) of a kind; with a year, those that count as this kind in that year."""
        rows = self.filter(_of_kinds([kind]))
        if year is None:
            return rows
        return rows.filter(year=year) if kind in OF_THE_YEAR else rows.filter(starts_at__year=year)

    def counted_as(self, kind: str, year: int):
        """Meetings that figures of the branch count as a kind in a year; see `Meeting.counted_kinds`."""
        rows = self.held().of_kind(kind, year)
        return rows if kind in COUNTS_FOR_GROUPS else rows.branch_wide()

    def in_year(self, year: int):
        """Meetings that count in a year in at least one of their kinds, as `Meeting.years_of` worked it out."""
        return self.filter(Q(counts_in=year) | Q(counts_also_in=year))

    def listed_in(self, year: int):
        """What `in_year` says, for a list: the few that count in a second year are asked first, and an index orders the rest."""
        second = list(self.filter(counts_also_in=year).order_by().values_list("pk", flat=True))
        found = Q(counts_in=year)
        return self.filter(found | Q(pk__in=second) if second else found)

    def miscounted(self):
        """Meetings of which the stored years are not those that their kinds and days say."""
        for meeting in self.prefetch_related("kind_links").iterator(chunk_size=2000):
            if (meeting.counts_in, meeting.counts_also_in) != meeting.years_of(meeting.kinds):
                yield meeting

    def recount(self) -> None:
        """Store anew the years in which meetings count, where rows were written past the services."""
        wrong = list(self.miscounted())
        for meeting in wrong:
            meeting.counts_in, meeting.counts_also_in = meeting.years_of(meeting.kinds)
        self.bulk_update(wrong, ["counts_in", "counts_also_in"], batch_size=500)

    def held(self):
        """Meetings that took place: 已召开 or 已确认."""
        return self.filter(state__in=TOOK_PLACE)

    def awaiting_make_up(self):
        """Meetings at which somebody was away and has not made up for it; adds how many as `away_count`."""
        away = _roll_count(attendance__in=MAY_MAKE_UP, make_up_on__isnull=True)
        return self.held().annotate(away_count=away).filter(away_count__gt=0)

    def planned_from(self, day):
        """Planned meetings of a day and of those that follow."""
        return self.filter(on_days("starts_at", day), state=MeetingState.PLANNED)

    def branch_wide(self):
        """Meetings of the branch as a whole, not of one party group."""
        return self.filter(group__isnull=True)

    def between(self, first, last):
        """Meetings that began between two dates, both included."""
        return self.filter(on_days("starts_at", first, last))

    def with_text(self, text: str):
        """Meetings with a text in the title, theme, minutes, place or agenda."""
        items = AgendaItem.objects.filter(
            Q(title__icontains=text) | Q(decision__icontains=text), meeting=OuterRef("pk")
        )
        fields = ("title", "theme", "minutes", "place", "study_material")
        found = Q(Exists(items))
        for name in fields:
            found |= Q(**{f"{name}__icontains": text})
        return self.filter(found)

    def with_counts(self):
        """Adds the figures of the roll: due, present, leave, absent, exempt, and voters due and present."""
        due, present = {"attendance__in": COUNTS_AS_DUE}, {"attendance": Attendance.PRESENT}
        return self.annotate(
            due_count=_roll_count(**due),
            present_count=_roll_count(**present),
            leave_count=_roll_count(attendance=Attendance.LEAVE),
            absent_count=_roll_count(attendance=Attendance.ABSENT),
            exempt_count=_roll_count(attendance=Attendance.EXEMPT),
            voters_due_count=_roll_count(may_vote=True, **due),
            voters_present_count=_roll_count(may_vote=True, **present),
        )

    def for_rows(self):
        """What a row of the list shows, and no other column: fifty of them are read for a page, which `with_kinds` adds
        their kinds to.
        """
        shown = ("title", "number", "state", "starts_at", "created_at", "group", "chair__name")
        rows = self.with_attendance().select_related("chair").only(*shown)
        return rows.order_by("-starts_at", "-pk")

    def with_attendance(self):
        """Adds how many were due and how many present."""
        return self.annotate(
            due_count=_roll_count(attendance__in=COUNTS_AS_DUE),
            present_count=_roll_count(attendance=Attendance.PRESENT),
        )

    def for_list(self):
        """Everything a table row or the page of one shows."""
        rows = self.with_counts().select_related("group", "chair", "recorder", "campaign")
        return rows.prefetch_related("kind_links").order_by("-starts_at", "-pk")

    def for_sheet(self):
        """Adds to `for_list` what a row of the 会议台账 shows besides; keeps the order."""
        parts = ("roll__member", "agenda__responsible", "agenda__votes__lines", "additions__added_by")
        return self.select_related("branch", "confirmed_by").prefetch_related(*parts)

    def for_report(self):
        """Everything a sentence of the report may say of a meeting, by date."""
        return self.for_list().prefetch_related("agenda", "roll__member").order_by("starts_at", "pk")

    def visible_in(self, user, branch):
        """What `visible_to` says of one branch; who reads the whole branch is asked nothing else."""
        is_reader = grants_of(user).reads(branch)
        return self.of_branch(branch) if is_reader else self.visible_to(user).of_branch(branch)

    def visible_to(self, user):
        """Readers see their branches' meetings; group leaders those of the branch and of the own group; a member
        those where the member is on the roll, and planned ones where the member will be due.
        """
        grants = grants_of(user)
        on_roll = Exists(RollEntry.objects.filter(meeting=OuterRef("pk"), member__in=grants.member_ids))
        own_groups = Q(group__in=Member.objects.filter(pk__in=grants.member_ids).values("group"))
        announced = (
            Q(state=MeetingState.PLANNED, branch_id__in=grants.member_branch_ids)
            & (Q(group__isnull=True) | own_groups)
            & ~Q(_of_kinds([MeetingKind.COMMITTEE]))
        )
        led = Q(branch_id__in=grants.led_branch_ids, group__isnull=True)
        return self.alive().filter(
            grants.readable("branch") | led | Q(group_id__in=grants.led_group_ids) | Q(on_roll) | announced
        )


class Meeting(BranchRecord):
    """One meeting. It may be of several kinds; its roll is frozen as of its date."""

    # Why somebody was away may tell of an illness: only who keeps the record reads it.
    restricted_fields = frozenset({"roll"})
    derived_fields = frozenset({"counts_in", "counts_also_in"})
    # Set while a service writes them, so that the history need not ask for what is at hand.
    rows_at_hand: "MeetingRows | None" = None
    # Its kinds where a list has asked for those of all its rows.
    kinds_at_hand: frozenset[str] | None = None
    # Who held a post on its day, while form and service check it: what was asked, and the members.
    holders_at_hand: "tuple[object, list[int]] | None" = None

    title = models.CharField("名称", max_length=100)
    year = models.PositiveSmallIntegerField(
        "所属年度", help_text="计入哪一年的统计和报告；次年年初补开的组织生活会填上一年。"
    )
    # From kinds, day and 所属年度, when the services write them: no index answers what they say together.
    counts_in = models.PositiveSmallIntegerField("计入年度", null=True, editable=False)
    counts_also_in = models.PositiveSmallIntegerField("也计入年度", null=True, editable=False)
    number = models.PositiveSmallIntegerField(
        "次数",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(400)],
        help_text="这一年第几次；不填就按日期编，签字确认以后不再变。纸上已经写了第几次的，照纸上填。",
    )
    is_number_said = models.BooleanField("次数照纸上填写", default=False, editable=False)
    state = models.CharField("状态", max_length=10, choices=MeetingState, default=MeetingState.HELD)
    starts_at = models.DateTimeField("开始时间", help_text="应到名单按这一天的党员状态生成。")
    ends_at = models.DateTimeField("结束时间", null=True, blank=True)
    place = models.CharField("地点", max_length=100, blank=True)
    group = models.ForeignKey(
        "branch.PartyGroup",
        verbose_name="党小组",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="党小组会才填；按组核对“一般每月召开 1 次”。",
    )
    chair = models.ForeignKey(
        "branch.Member",
        verbose_name="主持人",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    chair_note = models.CharField(
        "委托说明",
        max_length=200,
        blank=True,
        help_text="党员大会、支委会由书记主持，党小组会由组长主持；由别人主持时写明谁委托、为什么。",
    )
    recorder = models.ForeignKey(
        "branch.Member",
        verbose_name="记录人",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    theme = models.CharField("主题", max_length=200, blank=True, help_text="写进年度报告的那句话。")
    work_link = models.CharField(
        "业务结合点",
        max_length=300,
        blank=True,
        help_text="与生产经营的哪项工作结合，报告“一年来工作”会用到。",
    )
    lecturer_name = models.CharField("主讲人", max_length=60, blank=True)
    lecturer_kind = models.CharField("主讲人类别", max_length=10, choices=LecturerKind, blank=True)
    lecture_title = models.CharField("党课题目", max_length=200, blank=True)
    study_material = models.TextField("学习材料", blank=True, help_text="一行一份，报告里列举学习内容。")
    study_hours = models.DecimalField(
        "学时",
        max_digits=4,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.1")), MaxValueValidator(Decimal(24))],
        help_text="会上学习了几个学时；填了就按签到记给到会的党员，请假和缺席的补学以后再记。",
    )
    study_form = models.CharField(
        "学习形式", max_length=12, choices=StudyForm, blank=True, help_text="用于学习形式的统计；不选按领读。"
    )
    study_category = models.CharField(
        "材料类别",
        max_length=20,
        choices=MaterialCategory,
        blank=True,
        help_text="材料库里还没有的材料按它归类。",
    )
    minutes = models.TextField("会议记录", blank=True)
    guests = models.TextField("列席人员", blank=True, help_text="一行一人，写姓名和职务；不计入应到和实到。")
    campaign = models.ForeignKey(
        "branch.Campaign",
        verbose_name="学习教育",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="meetings",
        help_text="归入哪次学习教育，它的进度、总结和年度报告据此统计。",
    )
    template_version = models.ForeignKey(
        "meetings.AgendaTemplateVersion",
        verbose_name="议程模板",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="meetings",
    )
    confirmed_on = models.DateField("确认日期", null=True, blank=True, editable=False)
    confirmed_by = models.ForeignKey(
        "branch.User",
        verbose_name="确认人",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = "会议"
        verbose_name_plural = "会议"
        ordering = ["-starts_at", "-pk"]
        indexes = [
            models.Index(fields=["branch", "year", "starts_at"], name="meetings_by_year"),
            models.Index(fields=["branch", "starts_at"], name="meetings_by_time"),
            models.Index(
                fields=["branch", "counts_in", "starts_at"],
                condition=Q(deleted_at__isnull=True),
                name="meetings_by_counting_year",
            ),
            models.Index(
                fields=["branch", "counts_also_in"],
                condition=Q(counts_also_in__isnull=False),
                name="meetings_by_second_year",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="meetings_span",
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=F("starts_at")),
                violation_error_message="结束时间不能早于开始时间。",
            ),
            models.CheckConstraint(
                name="meetings_second_year",
                condition=Q(counts_also_in__isnull=True)
                | Q(counts_also_in=F("year")) & Q(counts_in__isnull=False) & ~Q(counts_in=F("year")),
                violation_error_message="会议只在所属年度与召开年份不同时才计入两年。",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def kinds(self) -> list[MeetingKind]:
        """The kinds in the order of the enum (those at hand, else from `kind_links`, prefetched on lists)."""
        held = self.kinds_at_hand or {link.kind for link in self.kind_links.all()}
        return [kind for kind in _KINDS if kind in held]

    @property
    def kind_labels(self) -> str:
        """支委会、集中学习."""
        return "、".join(kind.label for kind in self.kinds)

    @property
    def span(self) -> str:
        """2025年3月7日 14:30—16:00."""
        starts = timezone.localtime(self.starts_at)
        text = f"{starts.year}年{starts.month}月{starts.day}日 {starts:%H:%M}"
        if not self.ends_at:
            return text
        ends = timezone.localtime(self.ends_at)
        return f"{text}—{ends:%H:%M}" if ends.date() == starts.date() else f"{text}—{ends:%Y-%m-%d %H:%M}"

    @property
    def year_words(self) -> str:
        """2025; where the parts of a meeting count in different years, 支部党员大会 2026，组织生活会 2025."""
        years = {kind: self.year_of(kind) for kind in self.kinds}
        if len(set(years.values())) < 2:
            return str(next(iter(years.values()), self.year))
        return "，".join(f"{kind.label} {year}" for kind, year in years.items())

    def year_of(self, kind: str) -> int:
        """The year in which the meeting counts as a kind.

        所属年度 belongs to 组织生活会 and 民主评议; the 党员大会 with which one was combined counts where it was held.
        """
        return self.year if kind in OF_THE_YEAR else timezone.localtime(self.starts_at).year

    def years_of(self, kinds: Iterable[str]) -> tuple[int | None, int | None]:
        """The year in which a meeting of these kinds counts, and a second one for a 组织生活会 combined with others.

        What counts by its day comes first. Without a kind it counts in none.
        """
        held = timezone.localtime(self.starts_at).year
        years = {self.year if kind in OF_THE_YEAR else held for kind in kinds}
        first = held if held in years else next(iter(years), None)
        return first, next(iter(years - {first}), None)

    def counted_kinds(self, year: int) -> list[MeetingKind]:
        """The kinds as which figures of the branch and a year count the meeting; none for a plan.

        What a group does on its own, such as its 主题党日, counts as 党小组会: the rules ask it of the branch.
        """
        if self.is_planned:
            return []
        own = COUNTS_FOR_GROUPS if self.group_id else tuple(MeetingKind)
        return [kind for kind in self.kinds if kind in own and self.year_of(kind) == year]

    @property
    def numbered_kind(self) -> MeetingKind | None:
        """The kind within which the meeting has its number: the first of its kinds that are numbered."""
        return next((kind for kind in self.kinds if kind in NUMBERED), None)

    @property
    def number_words(self) -> str:
        """2025年第3次支委会; empty for a plan, and for kinds without a number of which no paper says one."""
        if self.number is None or not self.kinds:
            return ""
        kind = self.numbered_kind or self.kinds[0]
        called = "会议" if kind == MeetingKind.OTHER else kind.label.removeprefix("支部")
        return f"{self.year_of(kind)}年第{self.number}次{called}"

    @property
    def voting_body(self) -> str:
        """支部党员大会 or 支委会; empty for meetings that hold no votes."""
        bodies = (VotingBody.COMMITTEE, VotingBody.ASSEMBLY)
        return next((body for body in bodies if MeetingKind(body.value) in self.kinds), "")

    @property
    def state_badge(self) -> Badge:
        """The state as pages show it."""
        return Badge(MeetingState(self.state).label, STATE_TONES[MeetingState(self.state)])

    @property
    def is_planned(self) -> bool:
        """Whether it is still a plan, without a roll."""
        return self.state == MeetingState.PLANNED

    @property
    def is_held(self) -> bool:
        """Whether it took place."""
        return self.state in TOOK_PLACE

    @property
    def is_confirmed(self) -> bool:
        """Whether chair and recorder have signed: the record is locked."""
        return self.state == MeetingState.CONFIRMED

    def check_deletable(self) -> None:
        """Raise Refused for a confirmed meeting."""
        if self.is_confirmed:
            raise Refused("会议记录已经签字确认，不能删除；有差错请用“补充更正”说明。")

    def audit_values(self) -> dict[str, tuple[str, str]]:
        """Kinds, roll and agenda as the history shows them: those at hand, else read afresh."""
        rows = self.rows_at_hand or stored_rows(self)
        return {
            "kinds": ("类别", "、".join(kind.label for kind in MeetingKind if kind in rows.kinds)),
            "roll": ("到会情况", describe_roll(rows.roll)),
            "agenda": ("议题", "\n".join(item.summary for item in rows.agenda)),
        }


@dataclass(frozen=True)
class MeetingRows:
    """What belongs to a meeting beside its columns: kinds, roll, agenda in its order."""

    kinds: frozenset[str] = frozenset()
    roll: Sequence[RollEntry] = ()
    agenda: Sequence[AgendaItem] = ()


def stored_rows(meeting: Meeting) -> MeetingRows:
    """The rows of a meeting as they are stored now, with the names in them. Three queries."""
    kinds = MeetingKindLink.objects.filter(meeting=meeting).values_list("kind", flat=True)
    return MeetingRows(
        frozenset(kinds),
        list(RollEntry.objects.filter(meeting=meeting).order_by().select_related("member")),
        list(AgendaItem.objects.filter(meeting=meeting).select_related("responsible")),
    )


def _by_name(entry: RollEntry) -> tuple[str, str, int]:
    return entry.member.name_sort, entry.member.name, entry.member.pk


def describe_roll(entries: Iterable[RollEntry]) -> str:
    """到会：甲、乙；请假：丙（出差）; in the order of the enum and of the names, empty statuses left out.

    Ordered here: a database may order names otherwise than rows at hand are.
    """
    names: dict[str, list[str]] = {}
    for entry in sorted(entries, key=_by_name):
        reason = f"（{entry.reason}）" if entry.reason else ""
        names.setdefault(entry.attendance, []).append(f"{entry.member}{reason}")
    return "；".join(
        f"{status.label}：{'、'.join(names[status])}" for status in Attendance if status in names
    )
