"""What a unit keeps for its branches: seen and used by the branch that owns it, or by all below the unit that offers it."""

from django.db import models
from django.db.models import Q

from branch.access import grants_of
from branch.base import BranchRecord, BranchRecordQuerySet
from branch.organisations.models import Organisation


class OfferedQuerySet(BranchRecordQuerySet):
    """Records with `is_offered`, by who may see and who may use them."""

    def visible_to(self, user):
        """Those of the branches a person reads, those that units above these offer, and those of the own superior unit."""
        grants = grants_of(user)
        own = grants.readable("branch") | Q(branch_id__in=grants.superior_root_ids)
        return self.alive().filter(own | (Q(is_offered=True) & grants.above("branch")))

    def usable_in(self, branch: Organisation):
        """The branch's own, and what the units above it offer: the own first."""
        rows = self.alive().filter(
            Q(branch=branch) | Q(branch_id__in=[*branch.path_ids[:-1]], is_offered=True)
        )
        return rows.order_by("-branch__path", "name", "pk")


class Offered(BranchRecord):
    """A record with a name that a superior unit may offer to the branches below it."""

    is_offered = models.BooleanField(
        "供下级党支部使用", default=False, help_text="上级单位的模板，下面的支部可以选用，不能修改。"
    )

    class Meta(BranchRecord.Meta):
        abstract = True
        ordering = ["branch", "name", "pk"]

    def __str__(self) -> str:
        return str(self.name)  # type: ignore[attr-defined]  # each has a name with a help text of its own


def name_once(constraint: str, label: str) -> models.UniqueConstraint:
    """A name stands once in a unit."""
    return models.UniqueConstraint(
        fields=["branch", "name"],
        condition=Q(deleted_at__isnull=True),
        name=constraint,
        violation_error_message=f"已有同名的{label}，请换一个名称。",
    )
