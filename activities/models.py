"""工作纪实: the work areas of a year, the activities recorded in them, and the duties of the committee."""

from collections.abc import Iterator
from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Case, Count, Q, When

from branch.access import grants_of, may_see_restricted
from branch.base import BranchRecord, BranchRecordQuerySet
from branch.enums import COMMITTEE_POSTS, NAMED_POSTS, PostTitle
from core import audit
from core.badges import Badge
from core.history import MASK
from core.refusals import Refused
from meetings.enums import MeetingKind

from .kinds import registry
from .kinds.base import Kind
from .kinds.fields import KindField


class WorkAreaQuerySet(BranchRecordQuerySet):
    """Work areas of a branch and a year."""

    year_field = "year"

    def in_order(self):
        """As section three of the report lists them."""
        return self.order_by("order", "pk")

    def with_counts(self):
        """Adds `activity_count`: the activities in use that belong to the area."""
        return self.annotate(
            activity_count=Count("activities", filter=Q(activities__deleted_at__isnull=True), distinct=True)
        )


class WorkArea(BranchRecord):
    """A 工作领域 of one year: one numbered paragraph group of the report's section three."""

    year = models.PositiveSmallIntegerField("所属年度")
    order = models.PositiveSmallIntegerField(
        "顺序",
        default=1,
        validators=[MaxValueValidator(99, "顺序请填 1 到 99 的整数。")],
        help_text="报告第三部分按这个顺序编号。",
    )
    name = models.CharField("名称", max_length=40, help_text="报告第三部分的小标题，例如“加强学习教育”。")
    summary = models.TextField(
        "总体情况", max_length=3000, blank=True, help_text="写进报告这一段的开头；没有可以不填。"
    )
    kinds = models.JSONField("默认收入的活动类别", default=list, blank=True)
    meeting_kinds = models.JSONField("一并反映的会议类别", default=list, blank=True)

    objects = WorkAreaQuerySet.as_manager()

    class Meta:
        verbose_name = "工作领域"
        verbose_name_plural = "工作领域"
        ordering = ["-year", "order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["branch", "year", "name"],
                condition=Q(deleted_at__isnull=True),
                name="activities_area_name_once",
                violation_error_message="这一年度已有同名的工作领域，请换一个名称。",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def kind_labels(self) -> str:
        """The kinds that belong to the area by default."""
        return "、".join(kind.label for kind in registry.all_kinds() if kind.code in self.kinds)

    @property
    def reflected_meetings(self) -> list[tuple[str, str]]:
        """(code, label) of the kinds of meetings that the area's paragraph reflects."""
        return [(kind.value, str(kind.label)) for kind in MeetingKind if kind.value in self.meeting_kinds]

    @property
    def meeting_kind_labels(self) -> str:
        """The same in words."""
        return "、".join(label for _, label in self.reflected_meetings)

    def audit_values(self) -> audit.Values:
        """What the JSON columns say, for the history."""
        return {
            "kinds": ("默认收入的活动类别", self.kind_labels),
            "meeting_kinds": ("一并反映的会议类别", self.meeting_kind_labels),
        }

    def check_deletable(self) -> None:
        """Refuse while activities belong to it: they would silently drop out of the report."""
        count = self.activities.alive().count()
        if count:
            raise Refused(f"还有 {count} 次活动归在“{self.name}”，请先把它们改归其他工作领域，再删除。")


class ActivityQuerySet(BranchRecordQuerySet):
    """Activities by kind, area and person, and by who may see them."""

    date_field = "happened_on"

    def of_kind(self, code: str):
        """Activities of one kind."""
        return self.filter(kind=code)

    def without_area(self):
        """Activities that no work area in use claims."""
        return self.filter(Q(work_area__isnull=True) | Q(work_area__deleted_at__isnull=False))

    def with_person(self, member_id: int):
        """Activities in which a member took part."""
        took_part = Activity.participants.through.objects.filter(member_id=member_id)
        return self.filter(pk__in=took_part.values("activity_id"))

    def for_list(self):
        """What a list row shows."""
        return self.select_related("work_area").annotate(
            participant_count=Count("participants", distinct=True)
        )

    def for_report(self):
        """What statistics and the report need, so that they run no queries of their own."""
        return (
            self.select_related("work_area", "branch", "meeting", "campaign")
            .prefetch_related("participants")
            .order_by("happened_on", "pk")
        )

    def visible_to(self, user):
        """Readers of the branch see all; a member those he or she took part in."""
        grants = grants_of(user)
        took_part = Activity.participants.through.objects.filter(member_id__in=grants.member_ids)
        return self.alive().filter(grants.readable("branch") | Q(pk__in=took_part.values("activity_id")))


class Activity(BranchRecord):
    """Something the branch did. `data` holds the fields that its kind declares (see `activities.kinds`)."""

    kind = models.CharField("类别", max_length=20, editable=False)
    title = models.CharField("标题", max_length=100, help_text="列表和报告来源里显示；不填就按内容自动命名。")
    happened_on = models.DateField("日期", help_text="活动当天；过后补登会显示补录天数。")
    ends_on = models.DateField("结束日期", null=True, blank=True, help_text="持续几天的活动才填。")
    place = models.CharField("地点", max_length=100, blank=True)
    work_area = models.ForeignKey(
        "activities.WorkArea",
        verbose_name="工作领域",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="activities",
        help_text="决定写进报告第三部分的哪一段。",
    )
    summary = models.TextField(
        "简要情况", max_length=3000, blank=True, help_text="做了什么、有什么结果，两三句即可。"
    )
    is_for_report = models.BooleanField(
        "写进报告", default=False, help_text="勾选后，年度报告起草时一定写到这次活动。"
    )
    data = models.JSONField("专项内容", default=dict, editable=False)
    outside_people = models.TextField(
        "外单位人员", max_length=500, blank=True, help_text="每行一人，写姓名和单位、职务。"
    )
    participants = models.ManyToManyField(
        "branch.Member", verbose_name="参加党员", blank=True, related_name="activities"
    )
    meeting = models.ForeignKey(
        "meetings.Meeting",
        verbose_name="所在会议",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="activities",
        help_text="在会上进行的，选出那次会议，不用再写一遍。",
    )
    agenda_item = models.ForeignKey(
        "meetings.AgendaItem",
        verbose_name="会议决定",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="activities",
    )
    campaign = models.ForeignKey(
        "branch.Campaign",
        verbose_name="学习教育",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="activities",
        help_text="归入哪次学习教育，它的进度、总结和年度报告据此统计。",
    )

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = "活动"
        verbose_name_plural = "活动"
        ordering = ["-happened_on", "-pk"]
        indexes = [
            models.Index(fields=["branch", "happened_on"], name="activities_by_date"),
            models.Index(fields=["branch", "kind", "happened_on"], name="activities_by_kind"),
        ]
        constraints = [
            models.CheckConstraint(
                name="activities_activity_span",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("happened_on")),
                violation_error_message="结束日期不能早于开始日期，请核对两个日期。",
            ),
            models.UniqueConstraint(
                fields=["agenda_item", "kind"],
                # The kinds of which a decision makes one record alone; see `Kind.is_once`.
                condition=Q(kind__in=["rules_made", "quarter_star"], deleted_at__isnull=True),
                name="activities_decision_once",
                violation_error_message="这项决定已经登记成这类记录，不用再登。",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def kind_declaration(self) -> Kind:
        """What the registry declares of the activity's kind."""
        return registry.get(self.kind)

    @property
    def kind_label(self) -> str:
        """The kind in words."""
        return self.kind_declaration.label

    @property
    def kind_badge(self) -> Badge:
        """The kind as a mark beside the title."""
        return Badge(self.kind_label, "muted", self.kind_declaration.icon)

    @property
    def restricted_fields(self) -> frozenset[str]:  # type: ignore[override]
        """Keys of the restricted fields of this kind, as the history names them."""
        return frozenset(f.form_name for f in self.kind_declaration.fields if f.restricted)

    @property
    def participant_ids(self) -> frozenset[int]:
        """Who took part; free of queries after `for_report()`."""
        return frozenset(member.pk for member in self.participants.all())

    @property
    def area_in_use(self) -> WorkArea | None:
        """The work area, unless it lies in the recycle bin."""
        return self.work_area if self.work_area and not self.work_area.is_deleted else None

    def _displayed(self) -> Iterator[tuple[KindField, str]]:
        for field in self.kind_declaration.fields:
            yield field, field.display(self.data.get(field.name))

    def audit_values(self) -> audit.Values:
        """The kind's own fields, for the history; the restricted ones are flagged by `restricted_fields`."""
        named = {field.form_name: (field.label, shown) for field, shown in self._displayed()}
        return {"kind": ("类别", self.kind_label), **named}

    def field_values(self, user: AbstractBaseUser) -> list[tuple[str, str, bool]]:
        """(label, value, restricted) of the kind's own fields; restricted values are masked for most people."""
        clear = may_see_restricted(user, self.branch)
        return [
            (field.label, MASK if field.restricted and shown and not clear else shown, field.restricted)
            for field, shown in self._displayed()
        ]


# Each has one meaning, so that its duties can be listed; a typed title has none.
DUTY_POSTS = tuple(post for post in COMMITTEE_POSTS if post in NAMED_POSTS)


class DutyItemQuerySet(BranchRecordQuerySet):
    """Items of the list by branch and year."""

    date_field = "adopted_on"

    def in_force(self, year: int):
        """Items adopted by the end of a year."""
        return self.filter(adopted_on__lte=date(year, 12, 31))

    def by_post(self):
        """As the posts of the committee rank."""
        ranks = [When(post_title=post, then=rank) for rank, post in enumerate(DUTY_POSTS)]
        return self.order_by(Case(*ranks), "pk")

    def with_coverage(self, year: int):
        """Adds `record_count`: the activities of a year that carry an item out."""
        of_year = Q(activities__deleted_at__isnull=True, activities__happened_on__year=year)
        return self.annotate(record_count=Count("activities", filter=of_year, distinct=True))


class DutyItem(BranchRecord):
    """One duty of one post, with when and where it was adopted."""

    post_title = models.CharField(
        "职务",
        max_length=20,
        choices=[(post.value, post.label) for post in DUTY_POSTS],
        help_text="清单按职务分组，报告里说明支委职责明确到人。",
    )
    text = models.CharField("职责", max_length=200, help_text="一条只写一项要做的事，便于核对有没有落实。")
    adopted_on = models.DateField("通过日期", help_text="从这一年起计入落实情况。")
    adopted_at = models.CharField(
        "通过会议", max_length=100, help_text="哪次会议通过的，例如“2025年第1次支委会”。"
    )
    agenda_item = models.ForeignKey(
        "meetings.AgendaItem",
        verbose_name="会议决定",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="duty_items",
    )
    activities = models.ManyToManyField(
        "activities.Activity",
        verbose_name="落实记录",
        blank=True,
        related_name="duty_items",
        help_text="至少有一次活动的，这一年算已落实。",
    )

    objects = DutyItemQuerySet.as_manager()

    class Meta:
        verbose_name = "支委职责"
        verbose_name_plural = "支委职责清单"
        ordering = ["adopted_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["branch", "post_title", "text"],
                condition=Q(deleted_at__isnull=True),
                name="activities_duty_once",
                violation_error_message="这个职务已有同样的职责，请核对。",
            )
        ]

    def __str__(self) -> str:
        return f"{PostTitle(self.post_title).label}：{self.text}"
