"""Entering a campaign with its parts, and its plan."""

from crispy_forms.layout import HTML
from django import forms

from core.forms import BaseModelForm
from core.refusals import Refused

from .models import STANDARD_PARTS, Campaign, CampaignPart, CampaignRow, PartRole
from .services import PartLine, write_parts, write_plan

PARTS_MOST, ROWS_MOST = 12, 60
# What nobody can say when it begins.
AT_THE_END = ("results", "shortcomings", "next_steps")


class PartForm(forms.Form):
    """One part; an empty row says nothing."""

    id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(label="环节", required=False, max_length=40)
    role = forms.ChoiceField(
        label="反映的记录", choices=PartRole.choices, required=False, initial=PartRole.NONE
    )


class BasePartFormSet(forms.BaseFormSet):
    """Rows in the order of their numbers; of two with one number, the row that was moved up comes first."""

    def lines(self) -> list[PartLine]:
        """The rows that say something and are not taken away."""
        rows = []
        for place, form in enumerate(self.forms, start=1):
            typed = form.cleaned_data if form.is_valid() else {}
            if typed.get("name", "").strip() and not typed.get("DELETE"):
                number = typed.get("ORDER") or len(self.forms) + place
                rows.append((number, number - place, typed))
        rows.sort(key=lambda row: row[:2])
        return [PartLine(r["name"].strip(), r["role"] or PartRole.NONE, r.get("id")) for _, _, r in rows]


PartFormSet = forms.formset_factory(
    PartForm, formset=BasePartFormSet, extra=0, can_delete=True, can_order=True, max_num=PARTS_MOST
)


class CampaignForm(BaseModelForm):
    """A campaign with its parts; a new one begins with the standard ones."""

    is_as_edited = False

    fieldsets = [
        ("学习教育", ["name", "document", "starts_on", "ends_on"]),
        ("总结时填写", [*AT_THE_END]),
    ]

    class Meta:
        model = Campaign
        fields = ["name", "document", "starts_on", "ends_on", *AT_THE_END]
        widgets = dict.fromkeys(AT_THE_END, forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.is_edit:
            for name in AT_THE_END:
                del self.fields[name]
        if self.is_bound:
            self.parts = PartFormSet(self.data, prefix="parts")
            return
        stored = [{"id": part.pk, "name": part.name, "role": part.role} for part in self._stored()]
        usual = [{"name": name, "role": role} for name, role in STANDARD_PARTS]
        self.parts = PartFormSet(prefix="parts", initial=stored if self.is_edit else usual)

    def _stored(self):
        return CampaignPart.objects.filter(campaign=self.instance) if self.is_edit else []

    def build_helper(self):
        """The parts stand under what the campaign is."""
        helper = super().build_helper()
        helper.layout.insert(
            1, HTML("{% include 'reports/campaigns/_parts.html' with formset=form.parts only %}")
        )
        return helper

    def is_valid(self) -> bool:
        """Both the campaign and its parts."""
        parts_valid = self.parts.is_valid()
        return super().is_valid() and parts_valid

    def clean_name(self):
        """One line."""
        return " ".join(self.cleaned_data["name"].split())

    def clean_document(self):
        """Without the marks that papers put around it."""
        return " ".join(self.cleaned_data["document"].split()).strip("《》")

    def clean(self):
        """It ends after it began, and has a part."""
        cleaned = super().clean()
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error(
                "ends_on", f"结束日期 {last:%Y-%m-%d} 早于开始日期 {first:%Y-%m-%d}，请改正其中一个。"
            )
        if self.parts.is_valid() and not self.parts.lines():
            self.add_error(None, "请至少保留一个环节，例如“学习研讨”。")
        return cleaned

    def _post_clean(self):
        super()._post_clean()
        if self.is_edit and not self.errors and self.parts.is_valid():
            kept = {line.pk for line in self.parts.lines()}
            for part in self._stored().exclude(pk__in=kept):
                if rows := part.rows.count():
                    self.add_error(
                        None, f"“{part.name}”还有 {rows} 项计划，请先在计划里改归其他环节，再移除。"
                    )

    def mark_stale(self) -> None:
        """Parts are compared, too."""
        super().mark_stale()
        theirs = "、".join(part.name for part in self._stored())
        yours = "、".join(line.name for line in self.parts.lines()) if self.parts.is_valid() else ""
        if theirs != yours:
            self.conflicts.append(("环节", theirs, yours))

    def write_links(self) -> None:
        """The parts with the campaign."""
        super().write_links()
        write_parts(self.instance, self.parts.lines())


class RowForm(forms.Form):
    """One row of the plan; an empty one says nothing."""

    id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    part = forms.ModelChoiceField(
        label="环节", queryset=CampaignPart.objects.none(), required=False, empty_label="请选择"
    )
    what = forms.CharField(label="做什么", required=False, max_length=200)
    due_on = forms.DateField(
        label="完成时限",
        required=False,
        error_messages={"invalid": "日期写成 2026-04-30 这样。"},
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    who = forms.CharField(label="责任人", required=False, max_length=60)
    done_on = forms.DateField(
        label="完成日期",
        required=False,
        error_messages={"invalid": "日期写成 2026-04-30 这样。"},
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args, parts, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["part"].queryset = parts

    def clean(self):
        """A row that says anything says what is done in which part by when; nothing is done tomorrow."""
        cleaned = super().clean()
        if not cleaned.get("DELETE") and any(
            cleaned.get(name) for name in ("what", "due_on", "who", "done_on")
        ):
            for name, words in (
                ("part", "请选择这一项属于哪个环节。"),
                ("what", "请写明这一项做什么。"),
                ("due_on", "请填写这一项的完成时限。"),
            ):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, words)
        done = cleaned.get("done_on")
        if done and done > self.today:
            self.add_error("done_on", f"完成日期 {done:%Y-%m-%d} 还没有到，请改正。")
        return cleaned


RowFormSet = forms.formset_factory(RowForm, extra=1, can_delete=True, max_num=ROWS_MOST)


class PlanForm(BaseModelForm):
    """The whole plan of a campaign in one grid."""

    fieldsets: list[tuple[str, list[str]]] = []

    class Meta:
        model = Campaign
        fields: list[str] = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        parts = CampaignPart.objects.filter(campaign=self.instance)
        options = {"prefix": "rows", "form_kwargs": {"parts": parts, "today": self.today}}
        if self.is_bound:
            self.rows = RowFormSet(self.data, **options)
            return
        names = ("id", "part_id", "what", "due_on", "who", "done_on")
        stored = CampaignRow.objects.filter(part__campaign=self.instance).order_by(
            "part__order", "due_on", "pk"
        )
        initial = [
            {"part" if key == "part_id" else key: value for key, value in row.items()}
            for row in stored.values(*names)
        ]
        self.rows = RowFormSet(initial=initial, **options)

    def build_helper(self):
        """The grid, and nothing else."""
        helper = super().build_helper()
        helper.layout.insert(
            0, HTML("{% include 'reports/campaigns/_plan_rows.html' with formset=form.rows only %}")
        )
        return helper

    def is_valid(self) -> bool:
        """Also every row."""
        rows_valid = self.rows.is_valid()
        return super().is_valid() and rows_valid

    def typed_rows(self) -> list[CampaignRow]:
        """The rows that say something and are not taken away."""
        rows = []
        for form in self.rows.forms:
            typed = form.cleaned_data if form.is_valid() else {}
            if typed.get("what") and typed.get("part") and not typed.get("DELETE"):
                named = {name: typed[name] for name in ("part", "what", "due_on", "who", "done_on")}
                rows.append(CampaignRow(pk=typed.get("id"), **named))
        return rows

    def mark_stale(self) -> None:
        """The rows are compared: nothing else is on the page."""
        super().mark_stale()
        theirs = "\n".join(row.summary for row in CampaignRow.objects.filter(part__campaign=self.instance))
        yours = "\n".join(row.summary for row in self.typed_rows() if row.due_on)
        if theirs != yours:
            self.conflicts.append(("计划", theirs, yours))

    def write_links(self) -> None:
        """The rows with the campaign's entry."""
        try:
            write_plan(self.instance, self.typed_rows())
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
