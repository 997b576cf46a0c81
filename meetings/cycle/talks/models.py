"""谈心谈话: who talked with whom and when; what was said is for the two, the secretary and the writer."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.db.models import F, Q

from branch.access import grants_of, is_secretary
from branch.base import BranchRecord, BranchRecordQuerySet


class TalkQuerySet(BranchRecordQuerySet):
    """Talks by year and person, and by who may know of them."""

    year_field = "year"
    date_field = "held_on"
    named_by = ("one", "other")

    def with_person(self, member_id: int):
        """Talks in which a member took part."""
        return self.filter(Q(one=member_id) | Q(other=member_id))

    def visible_to(self, user):
        """Readers of the branch know which talks took place; a member knows of the own ones."""
        grants = grants_of(user)
        own = Q(one_id__in=grants.member_ids) | Q(other_id__in=grants.member_ids)
        rows = self.alive().filter(grants.readable("branch") | own)
        return rows.select_related("one", "other")

    def for_list(self):
        """What a row of the list and of the sheet shows."""
        return self.select_related("one", "other", "branch", "created_by")


class Talk(BranchRecord):
    """One heart-to-heart talk between two members."""

    restricted_fields = frozenset({"content"})

    year = models.PositiveSmallIntegerField(
        "所属年度", help_text="为哪一年的组织生活会谈的；次年年初会前的谈话填上一年。"
    )
    held_on = models.DateField("谈话日期")
    one = models.ForeignKey(
        "branch.Member", verbose_name="谈话人", on_delete=models.PROTECT, related_name="talks_as_one"
    )
    other = models.ForeignKey(
        "branch.Member",
        verbose_name="谈话对象",
        on_delete=models.PROTECT,
        related_name="talks_as_other",
        help_text="按“支委之间、支委与党员、党员之间”核对谁还没有谈。",
    )
    place = models.CharField("地点", max_length=100, blank=True)
    content = models.TextField(
        "谈话内容",
        blank=True,
        max_length=4000,
        help_text="受限内容：只有谈话双方、书记和登记人能看到，不进检索和别人的导出。",
    )

    objects = TalkQuerySet.as_manager()

    class Meta:
        verbose_name = "谈心谈话"
        verbose_name_plural = "谈心谈话"
        ordering = ["-held_on", "-pk"]
        indexes = [models.Index(fields=["branch", "year"], name="meetings_talk_year")]
        constraints = [
            models.CheckConstraint(
                name="meetings_talk_two",
                condition=~Q(one=F("other")),
                violation_error_message="谈话双方不能是同一个人。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.one}与{self.other}谈心谈话"

    def may_be_read_by(self, user: AbstractBaseUser) -> bool:
        """Whether this person may read what was said: the two, the secretary, and whoever wrote it down."""
        is_own = bool({self.one_id, self.other_id} & grants_of(user).member_ids)
        return is_own or is_secretary(user, self.branch) or self._is_writer(user)

    def _is_writer(self, user: AbstractBaseUser) -> bool:
        # Whoever left the branch since no longer reads what was written then.
        wrote = user.pk is not None and self.created_by_id == user.pk
        return wrote and self.branch_id in grants_of(user).own_branch_ids
