"""The filters above the register."""

from django import forms
from django.db.models import Q

from ..enums import ON_ROLL, MembershipStatus
from ..models import MemberQuerySet

EVERYONE = "all"
NO_GROUP = "none"


class MemberFilter(forms.Form):
    """Status, group and text; bound to the address of the page. People who left are shown when asked for."""

    status = forms.ChoiceField(label="状态", required=False)
    group = forms.ChoiceField(label="党小组", required=False)
    q = forms.CharField(
        label="姓名或职务", required=False, max_length=40, widget=forms.TextInput(attrs={"type": "search"})
    )

    def __init__(self, *args, groups, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["status"].choices = [
            ("", "在册党员"),
            *MembershipStatus.choices,
            (EVERYONE, "含已离开的"),
        ]
        groups = [(str(group.pk), group.name) for group in groups]
        self.fields["group"].choices = [("", "全部"), *groups, (NO_GROUP, "未编组")]

    def narrow(self, members: MemberQuerySet) -> MemberQuerySet:
        """The members that fit; `members` carries `status_on`. A value that is not valid filters nothing."""
        chosen = self.cleaned_data if self.is_valid() else {}
        status, group = chosen.get("status", ""), chosen.get("group", "")
        if not status:
            members = members.filter(status_on__in=ON_ROLL)
        elif status != EVERYONE:
            members = members.filter(status_on=status)
        if group == NO_GROUP:
            members = members.filter(group__isnull=True)
        elif group:
            members = members.filter(group_id=group)
        for word in chosen.get("q", "").split():
            members = members.filter(Q(name__icontains=word) | Q(job__icontains=word))
        return members
