"""提醒谈话, 批评教育 and 组织处置 (党员教育管理工作条例 art. 28–30): for the secretary and whoever wrote it down alone."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.db.models import F, Q

from branch.access import grants_of
from branch.base import BranchRecord, BranchRecordQuerySet


class AdmonitionKind(models.TextChoices):
    """What was done, from the mildest on."""

    TALK = "TALK", "提醒谈话"
    CRITICISM = "CRITICISM", "批评教育"
    MEASURE = "MEASURE", "组织处置"


class AdmonitionQuerySet(BranchRecordQuerySet):
    """Admonitions by year, and by who may know that there is one at all."""

    date_field = "held_on"

    def visible_to(self, user):
        """The secretary; of the others the writer alone, and no longer once the writer has left the branch."""
        grants = grants_of(user)
        own = Q(created_by_id=user.pk, branch_id__in=grants.own_branch_ids)
        rows = self.alive().filter(Q(branch_id__in=grants.secretary_ids) | own)
        return rows.select_related("branch", "member")

    def to_follow_up(self, day):
        """Those whose day to look again has come and of which no outcome is written yet."""
        return self.filter(follow_up_on__lte=day, outcome="")


class Admonition(BranchRecord):
    """A member was talked to, criticised or dealt with: by whom, why, and what became of it.

    Its name tells neither who nor what: it stands in audit entries and on pages of the whole site.
    """

    restricted_fields = frozenset(
        {
            "member",
            "kind",
            "held_on",
            "by_whom",
            "reason",
            "content",
            "document",
            "follow_up_on",
            "outcome",
        }
    )

    member = models.ForeignKey(
        "branch.Member", verbose_name="党员", on_delete=models.PROTECT, related_name="admonitions"
    )
    kind = models.CharField(
        "类别", max_length=10, choices=AdmonitionKind, help_text="年度报告只引用各类的次数，不写姓名。"
    )
    held_on = models.DateField("日期", help_text="谈话的日期，或作出处置决定的日期。")
    by_whom = models.CharField(
        "谈话人或决定机关", max_length=100, help_text="例如支部书记某某；组织处置写作出决定的党组织。"
    )
    reason = models.TextField("事由", max_length=1000)
    content = models.TextField("谈话要点或处置内容", max_length=4000, blank=True)
    document = models.CharField(
        "决定文件",
        max_length=200,
        blank=True,
        help_text="组织处置须填：决定的名称和文号，或哪一次会议的决定。",
    )
    follow_up_on = models.DateField(
        "回访日期", null=True, blank=True, help_text="到这一天还没有写结果的，提醒书记和登记人。"
    )
    outcome = models.TextField("结果", max_length=2000, blank=True, help_text="回访看到的改正情况。")

    objects = AdmonitionQuerySet.as_manager()

    class Meta:
        verbose_name = "教育管理记录"
        verbose_name_plural = "教育管理记录"
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="branch_admonition_follow_up",
                condition=Q(follow_up_on__isnull=True) | Q(follow_up_on__gte=F("held_on")),
                violation_error_message="回访日期不能早于谈话或决定的日期。",
            ),
            models.CheckConstraint(
                name="branch_admonition_decided",
                condition=~Q(kind=AdmonitionKind.MEASURE) | ~Q(document=""),
                violation_error_message="组织处置须填决定文件。",
            ),
        ]

    def __str__(self) -> str:
        return "教育管理记录"

    def may_be_read_by(self, user: AbstractBaseUser) -> bool:
        """As `visible_to`, of one record that is at hand, deleted or not."""
        grants = grants_of(user)
        wrote = user.pk is not None and self.created_by_id == user.pk
        return self.branch_id in grants.secretary_ids or (wrote and self.branch_id in grants.own_branch_ids)
