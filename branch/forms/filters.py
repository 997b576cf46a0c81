"""The filters above members, posts and accounts."""

from core.forms import Choice, ListFilter, SearchField

from ..enums import ON_ROLL, MembershipStatus, PostTitle
from ..models import Organisation, PartyGroup, RoleAssignment

EVERYONE = "all"
NO_GROUP = "none"


class MemberFilter(ListFilter):
    """Members by status, group and text; people who left are shown when asked for."""

    searched = ("name", "job")
    status = Choice("状态", [*MembershipStatus.choices, (EVERYONE, "含已离开的")], everything="在册党员")
    group = Choice("党小组")
    q = SearchField("姓名或职务")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["group"].offer(
            PartyGroup.objects.alive().filter(branch=self.branch), (NO_GROUP, "未编组")
        )

    def apply(self, rows):
        """Those on the roll, unless a status is asked for; needs `status_on`."""
        rows = super().apply(rows)
        return rows if self.chosen("status") else rows.filter(status_on__in=ON_ROLL)

    def by_status(self, members, status: str):
        """By the status of today."""
        return members if status == EVERYONE else members.filter(status_on=status)

    def by_group(self, members, group: str):
        """Of a group, or of none."""
        return members.filter(group=None if group == NO_GROUP else group)


class PostFilter(ListFilter):
    """Posts by title; present terms, unless others are asked for. One that begins later counts as present."""

    term = Choice("任期", [("ended", "历任"), ("all", "全部")], everything="现任")
    title = Choice("职务", PostTitle.choices)

    def apply(self, rows):
        """The present terms, unless a term is asked for."""
        rows = super().apply(rows)
        return rows if self.chosen("term") else rows.exclude(ends_on__lt=self.today)

    def by_term(self, posts, term: str):
        """Ended ones, or all."""
        return posts.filter(ends_on__lt=self.today) if term == "ended" else posts


class AccountFilter(ListFilter):
    """Accounts by organisation, state and text."""

    searched = ("display_name", "username")
    organisation = Choice("组织")
    state = Choice("状态", [("active", "可以登录"), ("disabled", "已停用")])
    q = SearchField("姓名或登录名")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].offer(Organisation.objects.alive())

    def by_organisation(self, accounts, organisation: str):
        """Those with a role in it today."""
        held = RoleAssignment.objects.held_on(self.today).filter(organisation=organisation)
        return accounts.filter(pk__in=held.values("user_id"))

    def by_state(self, accounts, state: str):
        """Those who can sign in, or those who cannot."""
        return accounts.filter(is_active=state == "active")
