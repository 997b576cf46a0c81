"""Uploading a unit's template, and saying which of its paragraphs is what."""

import hashlib
from collections.abc import Iterator

from crispy_forms.layout import HTML
from django import forms

from core.forms import BaseModelForm
from core.refusals import Refused
from documents.house_style import LABELS, Place
from documents.reading.files import ReportFile
from documents.reading.house_style import HouseSource, Sample, guessed, house_style, read_house
from reports.report_templates.permissions import unit_of

from .models import HouseFile, HousePaper


class UploadForm(BaseModelForm):
    """A new template: its paragraphs are guessed, to be looked at on its page."""

    is_as_edited = False

    fieldsets = [("本单位模板", ["name", "upload", "is_offered"])]
    upload = forms.FileField(
        label="Word 模板",
        help_text="一份 .docx，不超过 1 MB：写上标题、主送机关、各级标题、正文、落款各一两段，页眉页脚照原样。",
        widget=forms.FileInput(attrs={"accept": ".docx"}),
        error_messages={"empty": "文件是空的，请检查是否选错了文件。"},
    )

    class Meta:
        model = HousePaper
        fields = ["name", "is_offered"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.branch = self.instance.branch = unit_of(self.user, self.branch)
        self.uploaded: ReportFile | None = None
        if self.branch.is_branch:
            del self.fields["is_offered"]
        else:
            self.initial["is_offered"] = True

    def clean_upload(self):
        """Read the file; one that cannot serve says why."""
        upload = self.cleaned_data["upload"]
        data = upload.read()
        try:
            source = read_house(data, upload.name)
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        self.uploaded = ReportFile(upload.name, data)
        self.instance.chosen = {str(place): key for place, key in guessed(source.samples).items()}
        return upload

    def write_links(self) -> None:
        """The file with the record."""
        super().write_links()
        if self.uploaded:
            data = self.uploaded.data
            HouseFile.objects.create(
                paper=self.instance,
                name=self.uploaded.name[-200:],
                sha256=hashlib.sha256(data).hexdigest(),
                content=data,
            )


class PlacesForm(BaseModelForm):
    """The name, and of each paragraph of the file what it is."""

    fieldsets = [("本单位模板", ["name", "is_offered"])]

    class Meta:
        model = HousePaper
        fields = ["name", "is_offered"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.branch.is_branch:
            del self.fields["is_offered"]
        self.source: HouseSource = self.instance.source()
        of_key = {key: place for place, key in self.instance.chosen.items()}
        choices = [("", "不用"), *((place.value, LABELS[place]) for place in Place)]
        for number, sample in enumerate(self.source.samples):
            self.fields[f"place_{number}"] = forms.ChoiceField(
                label=f"“{sample.text or sample.look.style}”是",
                choices=choices,
                required=False,
                initial=of_key.get(sample.key, ""),
                widget=forms.Select(attrs={"class": "form-select"}),
                error_messages={"invalid_choice": "请从列表里选这一段是什么。"},
            )

    def build_helper(self):
        """The paragraphs stand in a table of their own."""
        helper = super().build_helper()
        helper.render_unmentioned_fields = False
        helper.layout.append(
            HTML("{% include 'reports/house_papers/_places.html' with rows=form.rows only %}")
        )
        return helper

    def rows(self) -> Iterator[tuple[Sample, forms.BoundField]]:
        """Each paragraph with the field that says what it is."""
        return ((one, self[f"place_{number}"]) for number, one in enumerate(self.source.samples))

    def clean(self):
        """Each place is one paragraph's, and all that is needed is there and can be set."""
        cleaned = super().clean()
        found: dict[Place, str] = {}
        for number, sample in enumerate(self.source.samples):
            if place := cleaned.get(f"place_{number}"):
                if place in found:
                    label = LABELS[Place(place)]
                    self.add_error(
                        f"place_{number}", f"已有一段是{label}，请只留一段，样式相同的选其中一段就行。"
                    )
                found.setdefault(Place(place), sample.key)
        try:
            house_style(self.source, found, b"")
        except Refused as refusal:
            self.add_error(None, str(refusal))
        self.instance.chosen = {str(place): key for place, key in found.items()}
        return cleaned
