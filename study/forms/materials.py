"""Entering a study material."""

from django import forms

from core.forms import BaseModelForm

from ..models import StudyMaterial


class MaterialForm(BaseModelForm):
    """Text, link or file; files are added on the material's page."""

    fieldsets = [("材料", ["title", "category", "source", "link"]), ("正文", ["body"])]

    class Meta:
        model = StudyMaterial
        fields = ["title", "category", "source", "link", "body"]
        widgets = {
            "body": forms.Textarea(attrs={"rows": 16}),
            "link": forms.TextInput(attrs={"inputmode": "url"}),
        }
