"""The form of a note on a step of the cycle."""

from django import forms

from core.forms import BaseModelForm

from ..enums_cycle import CycleStep
from ..models import CycleNote
from .talks import clean_past


class CycleNoteForm(BaseModelForm):
    """A note on a step: what, when, where, and until when."""

    fieldsets = [("流程记录", ["step", "on", "text", "place", "until"])]

    class Meta:
        model = CycleNote
        fields = ["step", "on", "text", "place", "until"]
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}

    def clean(self):
        """A note tells what was done, and a 公示 says where and until when."""
        data = super().clean()
        on, until = data.get("on"), data.get("until")
        if on:
            try:
                clean_past(on, self.today)
            except forms.ValidationError as error:
                self.add_error("on", error)
        if on and until and until < on:
            self.add_error("until", f"结束日期 {until:%Y-%m-%d} 早于开始日期 {on:%Y-%m-%d}，请改正其中一个。")
        if data.get("step") == CycleStep.ITEMS:
            for name, text in (("place", "公示须写明地点。"), ("until", "公示须写明结束日期。")):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, text)
        return data
