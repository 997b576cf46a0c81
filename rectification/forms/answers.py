"""Forms of causes and measures."""

from django import forms

from core.forms import RecordsField

from ..models.answers import Cause, Measure
from .problems import YearRecordForm


class CauseForm(YearRecordForm):
    """A cause and the problems it explains."""

    fieldsets = [("原因", ["title", "text", "order"]), ("对应问题", ["problems"])]

    class Meta:
        model = Cause
        fields = ["title", "text", "order", "problems"]
        widgets = {
            "title": forms.Textarea(attrs={"rows": 2}),
            "text": forms.Textarea(attrs={"rows": 5}),
            "problems": forms.CheckboxSelectMultiple,
        }
        field_classes = {"problems": RecordsField}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["problems"].queryset = self.problems_of_years(self.year)


class MeasureForm(CauseForm):
    """A measure with the problems and causes it answers."""

    fieldsets = [("措施", ["title", "text", "order"]), ("针对什么", ["problems", "causes"])]

    class Meta(CauseForm.Meta):
        model = Measure
        fields = [*CauseForm.Meta.fields, "causes"]
        widgets = CauseForm.Meta.widgets | {"causes": forms.CheckboxSelectMultiple}
        field_classes = {"problems": RecordsField, "causes": RecordsField}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["causes"].queryset = Cause.objects.of_branch(self.branch).in_year(self.year)
