"""Entering and changing members, and moving their status."""

from itertools import pairwise

from django import forms
from django.utils import timezone

from core.forms import BaseForm, BaseModelForm

from .. import permissions, services
from ..enums import MembershipStatus
from ..models import Member, PartyGroup

TOO_EARLY = 1900
# A new entry comes with its status, which moves by a form of its own later.
STATUS_FIELDS = ("status", "since")
FIELDSETS = [
    ("基本情况", ["name", "gender", "birth_date", "group", "job", "technical_title"]),
    ("党籍", [*STATUS_FIELDS, "joined_on", "confirmed_on"]),
    ("联系与退休", ["phone", "expected_retirement_on"]),
    ("受限内容（只有书记和本人能看到）", ["health_class", "hardship_class"]),
]


class MemberForm(BaseModelForm):
    """A member's entry; what is restricted can be read and changed by the secretary alone."""

    fieldsets = FIELDSETS

    class Meta:
        model = Member
        fields = [name for _, names in FIELDSETS for name in names if name not in STATUS_FIELDS]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        groups = PartyGroup.objects.active_on(timezone.localdate()).filter(branch=self.branch)
        if self.instance.group_id:
            groups = groups | PartyGroup.objects.filter(pk=self.instance.group_id)
        self.fields["group"].queryset = groups
        self.fields["group"].empty_label = "未编组"
        for name in permissions.closed_member_fields(self.user, self.branch, self.instance):
            del self.fields[name]

    @property
    def closed_labels(self) -> str:
        """Labels of the fields this person may not see, for a note above the form."""
        closed = [name for name in self.Meta.fields if name not in self.fields]
        return "、".join(str(Member._meta.get_field(name).verbose_name) for name in closed)

    def clean_name(self):
        """A name without stray spaces."""
        return " ".join(self.cleaned_data["name"].split())

    def clean(self):
        """Dates in the order in which a life goes: birth, admission, confirmation, retirement."""
        cleaned = super().clean()
        steps = ("birth_date", "joined_on", "confirmed_on")
        given = [(name, cleaned[name]) for name in steps if cleaned.get(name)]
        today = timezone.localdate()
        for name, day in given:
            label = Member._meta.get_field(name).verbose_name
            if day > today:
                self.add_error(name, f"{label} {day:%Y-%m-%d} 在今天之后，请检查年份。")
            elif day.year < TOO_EARLY:
                self.add_error(name, f"{label} {day:%Y-%m-%d} 太早，请检查年份。")
        for (earlier_name, earlier), (later_name, later) in pairwise(given):
            if later <= earlier:
                earlier_label = Member._meta.get_field(earlier_name).verbose_name
                later_label = Member._meta.get_field(later_name).verbose_name
                self.add_error(
                    later_name,
                    f"{later_label} {later:%Y-%m-%d} 不晚于{earlier_label} {earlier:%Y-%m-%d}，请改正其中一个。",
                )
        return cleaned


class MemberCreateForm(MemberForm):
    """A new entry, with the status the member has and since when."""

    status = forms.ChoiceField(
        label="现在的状态",
        choices=[
            (value, MembershipStatus(value).label)
            for value in (
                MembershipStatus.FULL,
                MembershipStatus.PROBATIONARY,
                MembershipStatus.UNDER_PROBATION,
            )
        ],
        help_text="决定应到会人数和表决权。",
    )
    since = forms.DateField(
        label="状态自何日起", help_text="转入本支部的党员填转入日期；从这一天起计入应到会人数。"
    )

    def clean_since(self):
        """Not in the future."""
        since = self.cleaned_data["since"]
        if since > timezone.localdate():
            raise forms.ValidationError(f"{since:%Y-%m-%d} 在今天之后，到那一天再登记。")
        return since

    def _write(self):
        member = self.instance
        member.branch, member.created_by = self.branch, self.user
        cleaned = self.cleaned_data
        return services.add_member(member, status=cleaned["status"], since=cleaned["since"], by=self.user)


class StatusForm(BaseForm):
    """A change of status from a day on."""

    fieldsets = [("状态变更", ["status", "since", "note"])]

    status = forms.ChoiceField(label="变更为", choices=MembershipStatus)
    since = forms.DateField(label="自何日起", help_text="例如支部大会通过转正的日期、组织关系转出的日期。")
    note = forms.CharField(
        label="说明",
        required=False,
        max_length=200,
        help_text="例如转往的单位、决议文号；写进状态历史。",
    )

    def __init__(self, *args, member: Member, current, **kwargs):
        super().__init__(*args, **kwargs)
        self.member = member
        present = current.status if current else None
        options = [option for option in MembershipStatus.choices if option[0] != present]
        self.fields["status"].choices = [("", "请选择"), *options]

    def clean_since(self):
        """Not in the future."""
        since = self.cleaned_data["since"]
        if since > timezone.localdate():
            raise forms.ValidationError(f"{since:%Y-%m-%d} 在今天之后，到那一天再登记。")
        return since

    @property
    def change(self) -> dict:
        """The status, the day and the note, as the service takes them."""
        return {name: self.cleaned_data[name] for name in ("status", "since", "note")}
