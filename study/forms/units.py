"""One line of the conversion table."""

from django import forms

from core.forms import BaseModelForm

from ..models import HourUnit


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
