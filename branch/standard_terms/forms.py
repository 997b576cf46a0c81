"""The form of a standard term."""

from core.forms import BaseModelForm
from documents.proofreading.wording import TERMS

from .models import StandardTerm


class TermForm(BaseModelForm):
    """A way of writing and the standard one."""

    fieldsets = [("用语", ["wrong", "right"])]

    class Meta:
        model = StandardTerm
        fields = ["wrong", "right"]

    def clean(self):
        """Following a suggestion must end: what is written as standard is not itself to be replaced."""
        cleaned = super().clean()
        wrong, right = cleaned.get("wrong"), cleaned.get("right")
        if wrong and right and right != wrong:
            others = StandardTerm.objects.of_branch(self.branch or self.instance.branch).exclude(
                pk=self.instance.pk
            )
            known = {**TERMS, **dict(others.values_list("wrong", "right"))}
            step, seen = right, {wrong}
            while step in known and step not in seen:
                seen.add(step)
                step = known[step]
            if step == wrong:
                self.add_error(
                    "right",
                    f"“{right}”已登记为要改成“{known[right]}”，改来改去又回到“{wrong}”，请改正其中一条。",
                )
        return cleaned
