"""The base of every record that a branch keeps."""

from django.db import models

from core.models import Record, SoftDeleteQuerySet

from .access import grants_of


class BranchRecordQuerySet(SoftDeleteQuerySet):
    """Records of a branch. Subclasses write `visible_to(user)`, starting from `readable_branch_wide`."""

    year_field = ""
    date_field = ""

    def of_branch(self, branch):
        """Records of one branch that are not deleted."""
        return self.alive().filter(branch=branch)

    def in_year(self, year: int):
        """Records of a year: by the model's 所属年度 when it has one, else by its date."""
        if self.year_field:
            return self.filter(**{self.year_field: year})
        return self.filter(**{f"{self.date_field}__year": year})

    def readable_branch_wide(self, user):
        """Records of the branches that the user reads as a whole: secretary, committee, superior officer."""
        return self.alive().filter(grants_of(user).readable("branch"))

    def visible_to(self, user):
        """What this user may know of."""
        return self.readable_branch_wide(user)


class BranchRecord(Record):
    """A record of a branch, with who entered it."""

    branch = models.ForeignKey(
        "branch.Organisation", verbose_name="党支部", on_delete=models.PROTECT, related_name="+"
    )
    created_by = models.ForeignKey(
        "branch.User",
        verbose_name="登记人",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    objects = BranchRecordQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def audit_branch_path(self) -> str:
        """Scope of the audit entries about this record."""
        return self.branch.path
