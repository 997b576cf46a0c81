"""The roster on the page: the file to choose, and a row for each member found in it, mended where it stands."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from django import forms
from django.core.exceptions import ValidationError

from branch.enums import ON_ROLL, Gender, MembershipStatus
from branch.members.forms import MemberChecks
from branch.members.models import Member
from branch.members.register import label_of
from branch.organisations.models import Organisation, PartyGroup
from core.editing import whole_number
from core.forms import BaseForm, word_required_errors
from core.refusals import Refused

from .reading import DATES, MEMBERS_MOST, WHICH, RosterRow, day_of

COLUMNS = (
    *("name", "gender", "ethnic_group", "birth_date", "education", "joined_on", "confirmed_on", "status"),
    *("since", "group", "job", "technical_title", "phone", "expected_retirement_on"),
)
SINCE = "状态自何日起"


class RosterFileForm(BaseForm):
    """The file, and what a file seldom says."""

    fieldsets = [("名册文件", ["file", "status", "since", "first_of_month"])]

    file = forms.FileField(label="名册文件", help_text=".xlsx 或 .csv；.xls、.et 请先另存为 .xlsx。")
    status = forms.ChoiceField(
        label="没有写人员类别的，都是",
        required=False,
        choices=[("", "在下一页逐人选择"), *((value, MembershipStatus(value).label) for value in ON_ROLL)],
    )
    since = forms.DateField(
        label="没有写转入日期的，从哪一天起计入本支部",
        required=False,
        help_text="从这一天起计入应到会人数。留空就在下一页逐人填写。",
    )
    first_of_month = forms.BooleanField(
        label="只写到月的日期，按当月 1 日登记",
        required=False,
        help_text="不勾选时，只写到月的日期在下一页逐个补全。",
    )


class TypedDate(forms.DateField):
    """A day as people write it; what is none stays in its box, with what is asked about it."""

    def clean(self, value):
        """The day. Raises ValidationError with the question of the reader."""
        try:
            return super().clean(value if value in self.empty_values else day_of(value))
        except Refused as question:
            raise ValidationError(str(question)) from question


class RosterRowForm(MemberChecks, forms.ModelForm):
    """One row. What is not taken is not looked at."""

    take = forms.BooleanField(label="导入", required=False)
    number = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    status = forms.ChoiceField(
        label="现在的状态",
        choices=[("", "请选择"), *((value, MembershipStatus(value).label) for value in ON_ROLL)],
    )
    since = TypedDate(label=SINCE)
    # A name, so that one that is not there yet is kept as it was typed.
    group = forms.CharField(label="党小组", required=False, max_length=40)

    class Meta:
        model = Member
        fields = [name for name in COLUMNS if name not in {"status", "since", "group"}]
        field_classes = dict.fromkeys(DATES - {"since"}, TypedDate)

    def __init__(self, *args, branch: Organisation, groups: dict[str, PartyGroup], **kwargs):
        super().__init__(*args, instance=Member(branch=branch), **kwargs)
        self.groups = groups
        self.fields["gender"].choices = [("", "请选择"), *Gender.choices]
        word_required_errors(self)
        for name, field in self.fields.items():
            is_choice = isinstance(field, forms.ChoiceField)
            if is_choice and not field.valid_value(typed := self[name].data or ""):
                # What was typed can be seen, and is no answer.
                field.widget.choices = [(typed, f"{typed}？"), *field.choices]
                field.error_messages["invalid_choice"] = WHICH
            kind = "form-check-input" if name == "take" else "form-select" if is_choice else "form-control"
            size = "" if name == "take" else " form-control-sm"
            field.widget.attrs |= {"class": kind + size, "aria-label": str(field.label or name)}

    @property
    def is_taken(self) -> bool:
        """Whether the row is to be entered."""
        return bool(self["take"].data)

    @property
    def cells(self) -> list[tuple[forms.BoundField, list[str]]]:
        """The columns of the row, each with what is asked about it; nothing where it is not taken."""
        return [(self[name], list(self.errors.get(name, ())) if self.is_taken else []) for name in COLUMNS]

    def clean_group(self) -> PartyGroup | None:
        """A group of the branch by its name."""
        name = self.cleaned_data["group"].strip()
        if name and name not in self.groups:
            known = "、".join(self.groups) or "还没有党小组"
            raise ValidationError(f"没有“{name}”这个党小组（{known}）。请先新建，或改正、留空。")
        return self.groups.get(name)

    def member(self) -> Member:
        """The member to be stored."""
        member: Member = self.instance
        member.group = self.cleaned_data["group"]
        return member


HEADINGS = [{"status": "状态", "since": SINCE}.get(name) or label_of(name) for name in COLUMNS]


def data_of(
    rows: Sequence[RosterRow], known_names: Collection[str], *, since: date | None, status: str = ""
) -> dict[str, str]:
    """The rows as the page would send them, `since` and `status` where a row has no column for it.

    A name that the register has already is not ticked.
    """
    data: dict[str, str] = {"rows": str(len(rows))}
    for place, row in enumerate(rows):
        values = {"since": since.isoformat() if since else "", "technical_title": "NONE"}
        values["status"] = status
        values |= {name: value for name, value in row.values.items() if value}
        if values.get("name", "") not in known_names:
            values["take"] = "on"
        data |= {f"{place}-{name}": value for name, value in {**values, "number": row.number}.items()}
    return data


def row_forms(branch: Organisation, data: Mapping[str, str], on: date) -> list[RosterRowForm]:
    """The form of each row that was sent. Two taken rows with one name and one day of birth are an error of the second."""
    groups = {str(group): group for group in PartyGroup.objects.active_on(on).filter(branch=branch)}
    count = min(whole_number(data.get("rows", "")) or 0, MEMBERS_MOST)
    forms_ = [RosterRowForm(data, prefix=str(n), branch=branch, groups=groups) for n in range(count)]
    seen: set[tuple[str, object]] = set()
    for form in forms_:
        if form.is_taken and "name" not in form.errors:
            person = form.cleaned_data["name"], form.cleaned_data.get("birth_date")
            if person in seen:
                form.add_error(
                    "name", f"表里有两个“{person[0]}”，出生日期也一样。请取消勾选一个，或补全出生日期。"
                )
            seen.add(person)
    return forms_
