"""Forms of the conversion table, and the fields that turn days into hours."""

from decimal import Decimal

from django import forms
from django.utils.timezone import localdate

from branch.members.models import Member
from branch.organisations.models import Organisation
from core.forms import BaseModelForm

from .models import HoursExemption, HourUnit
from .reckoning import converted, units_of


class UnitForm(BaseModelForm):
    """What one unit of time counts for, and who says so."""

    fieldsets = [("换算", ["name", "hours", "source"])]

    class Meta:
        model = HourUnit
        fields = ["name", "hours", "source"]
        widgets = {"hours": forms.NumberInput(attrs={"step": "0.5", "inputmode": "decimal"})}

    def clean_name(self):
        """Once in the branch."""
        name = "".join(self.cleaned_data["name"].split())
        branch = self.branch or self.instance.branch
        if HourUnit.objects.of_branch(branch).filter(name=name).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(f"“{name}”已有换算，请修改原来的一条。")
        return name


class ExemptionForm(BaseModelForm):
    """Of whom, in which year, and why."""

    is_private = True
    fieldsets = [("不作硬性要求", ["member", "year", "reason"])]

    class Meta:
        model = HoursExemption
        fields = ["member", "year", "reason"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        members = Member.objects.on_roll(self.branch, localdate())
        if self.instance.pk:
            members = members | Member.objects.filter(pk=self.instance.member_id)
        self.fields["member"].queryset = members.in_pinyin_order()
        self.initial.setdefault("year", localdate().year)


# Names of the two fields, to stand after `hours` in a form's fieldsets.
UNIT_FIELDS = ["unit_count", "unit"]


def add_unit_fields(form: forms.ModelForm, branch: Organisation) -> None:
    """Put number and unit beside the form's `hours`, which may then stay empty."""
    form.units = {unit.name: unit for unit in units_of(branch)}
    form.fields["unit_count"] = forms.DecimalField(
        label="按时间折算",
        required=False,
        min_value=Decimal("0.1"),
        max_value=Decimal(400),
        max_digits=4,
        decimal_places=1,
        widget=forms.NumberInput(attrs={"step": "0.5", "inputmode": "decimal"}),
        help_text="学了几个半天、几天、几小时；填了这里，学时就按换算表计算。",
    )
    form.fields["unit"] = forms.ChoiceField(
        label="单位",
        required=False,
        choices=[("", "不折算"), *[(name, str(unit)) for name, unit in form.units.items()]],
    )
    form.fields["hours"].required = False
    form.fields["hours"].widget.attrs |= {"step": "0.5", "inputmode": "decimal"}


def convert_hours(form: forms.ModelForm, cleaned: dict) -> None:
    """Set `hours` from number and unit; both go together, and without them the hours must be typed."""
    count, unit = cleaned.get("unit_count"), form.units.get(cleaned.get("unit") or "")
    if {"unit_count", "unit", "hours"} & set(form.errors):
        return
    if count and not unit:
        form.add_error("unit", f"填了数量 {count}，请选择单位，例如半天。")
    elif unit and not count:
        form.add_error("unit_count", f"选了单位“{unit.name}”，请填写数量；不折算请把单位改为“不折算”。")
    elif unit:
        cleaned["hours"], form.instance.hours_basis = converted(unit, count)
    elif cleaned.get("hours") is None:
        form.add_error("hours", "请填写学时，或填写时间数量并选择单位。")
    elif "hours" in form.changed_data:
        form.instance.hours_basis = ""
