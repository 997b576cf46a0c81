"""One line of the year's plan."""

from django import forms
from django.db.models import Q

from branch.organisations.models import PartyGroup
from core.forms import BaseModelForm
from study.enums import Audience
from study.hours.forms import UNIT_FIELDS, add_unit_fields, convert_hours
from study.reading.models import StudyMaterial

from .models import PlanItem


class PlanItemForm(BaseModelForm):
    """When, what, how, for whom, and how many hours."""

    fieldsets = [
        ("什么时候学", ["year", "period"]),
        ("学什么", ["topic", "form", "material", "needs_reflection"]),
        ("学时", ["hours", *UNIT_FIELDS, "is_training"]),
        ("谁来学", ["audience", "group"]),
    ]

    class Meta:
        model = PlanItem
        fields = [
            "year",
            "period",
            "topic",
            "form",
            "material",
            "needs_reflection",
            "hours",
            "is_training",
            "audience",
            "group",
        ]
        widgets = {
            "audience": forms.RadioSelect,
            "year": forms.NumberInput(attrs={"inputmode": "numeric"}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        branch = self.branch or self.instance.branch
        add_unit_fields(self, branch)
        self.fields["material"].queryset = StudyMaterial.objects.filter(
            Q(deleted_at__isnull=True) | Q(pk=self.instance.material_id), branch=branch
        )
        self.fields["material"].empty_label = "以后再定"
        self.fields["group"].queryset = PartyGroup.objects.alive().filter(branch=branch)
        self.fields["group"].empty_label = "请选择党小组"

    def clean_topic(self):
        """One line."""
        return " ".join(self.cleaned_data["topic"].split())

    def clean(self):
        """The audience must mean somebody; hours by the table or as typed."""
        cleaned = super().clean()
        convert_hours(self, cleaned)
        if cleaned.get("audience") != Audience.GROUP:
            cleaned["group"] = None
        elif not cleaned.get("group") and "group" not in self.errors:
            self.add_error("group", "学习对象是党小组，请选择是哪个党小组。")
        return cleaned
