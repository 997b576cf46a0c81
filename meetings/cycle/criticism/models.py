"""批评与自我批评 at an 组织生活会: critic, criticised, opinion and reply."""

from django.db import models

from branch.access import grants_of
from branch.base import BranchRecord, BranchRecordQuerySet


class CriticismQuerySet(BranchRecordQuerySet):
    """Criticisms by meeting and year, and by who may know of them."""

    year_field = "meeting__year"

    def of_branch(self, branch):
        """Criticisms of one branch whose meeting is not deleted."""
        return super().of_branch(branch).filter(meeting__deleted_at__isnull=True)

    def visible_to(self, user):
        """Secretary and committee see all; a member what was said by or to the member. Superiors see none.

        While the meeting is in the recycle bin nobody does.
        """
        grants = grants_of(user)
        own = models.Q(critic_id__in=grants.member_ids) | models.Q(criticised_id__in=grants.member_ids)
        rows = self.alive().filter(models.Q(branch_id__in=grants.writer_ids) | own)
        return rows.filter(meeting__deleted_at__isnull=True).select_related("critic", "criticised")

    def awaiting_reply(self):
        """What was said to another who has not answered yet, the oldest first."""
        rows = self.alive().filter(reply="", meeting__deleted_at__isnull=True)
        rows = rows.exclude(critic_id=models.F("criticised_id"))
        return rows.select_related("critic", "criticised", "meeting").order_by("meeting__starts_at", "pk")

    def for_list(self):
        """What the list shows of each, grouped by whom it was said to."""
        rows = self.select_related("critic", "criticised", "meeting")
        return rows.order_by("-meeting__starts_at", "criticised__name_sort", "criticised_id", "pk")


class Criticism(BranchRecord):
    """What one member said to another, or of himself, at an 组织生活会, and the reply."""

    restricted_fields = frozenset({"opinion", "reply"})

    meeting = models.ForeignKey(
        "meetings.Meeting",
        verbose_name="组织生活会",
        on_delete=models.PROTECT,
        related_name="criticisms",
        help_text="按它的所属年度计入这一年的组织生活会。",
    )
    critic = models.ForeignKey(
        "branch.Member", verbose_name="批评人", on_delete=models.PROTECT, related_name="+"
    )
    criticised = models.ForeignKey(
        "branch.Member",
        verbose_name="被批评人",
        on_delete=models.PROTECT,
        related_name="+",
        help_text="自我批评时选本人。",
    )
    opinion = models.TextField("意见", max_length=2000, help_text="受限内容：只有支委和双方能看到。")
    reply = models.TextField(
        "本人态度", blank=True, max_length=1000, help_text="被批评人的回应，可以以后补。"
    )

    objects = CriticismQuerySet.as_manager()

    class Meta:
        verbose_name = "批评与自我批评"
        verbose_name_plural = "批评与自我批评"
        ordering = ["meeting", "criticised__name_sort", "pk"]

    def __str__(self) -> str:
        if self.is_self:
            return f"{self.critic}自我批评"
        return f"{self.critic}对{self.criticised}的批评"

    @staticmethod
    def with_related(rows):
        """Adds to rows of any manager what the title and the permissions ask for."""
        return rows.select_related("branch", "critic", "criticised", "meeting")

    @property
    def is_self(self) -> bool:
        """Whether it is self-criticism."""
        return self.critic_id == self.criticised_id
