"""What a unit keeps for its branches: seen and used by the branch that owns it, or by all below the unit that offers it."""

from django.db.models import Q

from branch.access import grants_of
from branch.base import BranchRecordQuerySet
from branch.organisations.models import Organisation, ids_of


class OfferedQuerySet(BranchRecordQuerySet):
    """Records with `is_offered`, by who may see and who may use them."""

    def visible_to(self, user):
        """Those of the branches a person reads, those that units above these offer, and those of the own superior unit."""
        grants = grants_of(user)
        above = {pk for path in grants.reader_paths for pk in ids_of(path)}
        own = Q(branch_id__in=grants.reader_ids | grants.superior_root_ids)
        return self.alive().filter(own | Q(branch_id__in=above, is_offered=True))

    def usable_in(self, branch: Organisation):
        """The branch's own, and what the units above it offer: the own first."""
        rows = self.alive().filter(
            Q(branch=branch) | Q(branch_id__in=[*branch.path_ids[:-1]], is_offered=True)
        )
        return rows.order_by("-branch__path", "name", "pk")
