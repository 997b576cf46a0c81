"""The form of an exemption from a rule."""

from django import forms

from core import rules
from core.forms import BaseModelForm

from .models import RuleExemption


class RuleExemptionForm(BaseModelForm):
    """Which rule, from when to when, by which document."""

    fieldsets = [("哪一条规则", ["rule_id", "starts_on", "ends_on"]), ("依据", ["document", "reason"])]

    class Meta:
        model = RuleExemption
        fields = ["rule_id", "starts_on", "ends_on", "document", "reason"]
        widgets = {"reason": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        offered = [(rule.id, f"{rule.id} {rule.label}") for rule in rules.all_rules()]
        self.fields["rule_id"] = forms.ChoiceField(
            label=self.fields["rule_id"].label,
            choices=[("", "请选择"), *offered],
            error_messages={"required": "请选择规则。"},
        )

    def clean(self):
        """The days are in order."""
        cleaned = super().clean()
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", f"结束日期 {last:%Y-%m-%d} 早于开始日期，请改正其中一个。")
        return cleaned
