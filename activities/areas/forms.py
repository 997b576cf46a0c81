"""The form of a work area."""

from django import forms

from activities import services
from activities.kind_fields import TOO_LONG
from activities.kinds import registry
from activities.models import WorkArea
from core.forms import BaseModelForm
from meetings.enums import MeetingKind


class WorkAreaForm(BaseModelForm):
    """Creates or changes a work area; the year of a new one is the chosen year."""

    kinds = forms.MultipleChoiceField(
        label="默认收入的活动类别",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="登记这些类别的活动时，自动选中这个领域。",
    )
    meeting_kinds = forms.MultipleChoiceField(
        label="一并反映的会议类别",
        required=False,
        choices=MeetingKind.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="报告这一段同时统计这些会议，不用再登记成活动。",
    )
    fieldsets = [("名称和顺序", ["name", "order", "summary"]), ("收入范围", ["kinds", "meeting_kinds"])]

    class Meta:
        model = WorkArea
        fields = ["name", "order", "summary", "kinds", "meeting_kinds"]
        widgets = {"summary": forms.Textarea(attrs={"rows": 5})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.initial["order"] = services.next_order(self.branch, self.year)
        self.fields["kinds"].choices = [(kind.code, kind.label) for kind in registry.all_kinds()]
        for name in ("name", "summary"):
            self.fields[name].error_messages["max_length"] = TOO_LONG

    def clean_kinds(self):
        """A kind belongs by default to one area of a year, so that the choice is never in doubt."""
        chosen = self.cleaned_data["kinds"]
        others = WorkArea.objects.of_branch(self.branch).in_year(self.instance.year)
        for area in others.exclude(pk=self.instance.pk):
            taken = [registry.get(code).label for code in chosen if code in area.kinds]
            if taken:
                raise forms.ValidationError(
                    f"“{'、'.join(taken)}”已默认收入“{area.name}”，请在一个领域里选。"
                )
        return chosen

    def _post_clean(self):
        super()._post_clean()
        if "name" not in self.errors and self._name_is_taken():
            message = f"{self.instance.year}年度已有名为“{self.instance.name}”的工作领域，请换一个名称。"
            self.add_error("name", message)

    def _name_is_taken(self) -> bool:
        same = WorkArea.objects.of_branch(self.branch).in_year(self.instance.year)
        return same.filter(name=self.instance.name).exclude(pk=self.instance.pk).exists()
