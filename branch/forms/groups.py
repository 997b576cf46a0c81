"""Party groups: entering, changing, dissolving."""

from django import forms

from core.forms import BaseForm, BaseModelForm

from ..models import PartyGroup


class GroupForm(BaseModelForm):
    """Name and founding date of a group."""

    fieldsets = [("党小组", ["name", "founded_on"])]

    class Meta:
        model = PartyGroup
        fields = ["name", "founded_on"]

    def clean(self):
        """A name stands once in a branch."""
        cleaned = super().clean()
        name = cleaned.get("name")
        same = PartyGroup.objects.alive().filter(branch=self.branch, name=name).exclude(pk=self.instance.pk)
        if name and not self.already_saved() and same.exists():
            self.add_error("name", f"这个支部已有“{name}”，请换一个名称。")
        return cleaned


class DissolveForm(BaseForm):
    """When a group was dissolved, and where its members went."""

    fieldsets = [("撤销党小组", ["dissolved_on", "move_to"])]

    dissolved_on = forms.DateField(label="撤销日期", help_text="从这一天起不再要求召开党小组会。")
    move_to = forms.ModelChoiceField(
        label="组内党员转入",
        queryset=PartyGroup.objects.none(),
        required=False,
        empty_label="暂不编组",
    )

    def __init__(self, *args, groups, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["move_to"].queryset = groups
