"""Entering a template with its sections, and choosing one for a report."""

import re
from collections.abc import Iterable

from crispy_forms.layout import HTML
from django import forms

from core.forms import BaseModelForm
from reports.house_papers.models import HousePaper

from .enums import Annex, Draws, standard_annexes
from .models import ReportTemplate, TemplateSection
from .permissions import unit_of
from .plan import STANDARD, SectionPlan
from .services import write_sections

SECTIONS_MOST = 15
# A number that was typed before a heading: the report numbers its sections itself.
_NUMBER = re.compile(
    r"^\s*(?:第?[一二三四五六七八九十]{1,3}(?:部分|[、．.，,])|[（(][一二三四五六七八九十]{1,3}[）)])\s*"
)


class SectionForm(forms.Form):
    """One section; an empty row says nothing."""

    heading = forms.CharField(label="标题", required=False, max_length=60)
    draws = forms.MultipleChoiceField(
        label="写什么",
        choices=Draws.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "没有“%(value)s”这一类内容，请从列表里选。"},
    )
    areas = forms.CharField(label="只写这些工作领域", required=False, max_length=100)
    fewest = forms.IntegerField(label="最少字数", required=False, min_value=0, max_value=50_000)
    most = forms.IntegerField(label="最多字数", required=False, min_value=0, max_value=50_000)
    source = forms.CharField(label="篇幅的依据", required=False, max_length=200)

    def clean_heading(self):
        """One line without the number, which the report sets."""
        return _NUMBER.sub("", " ".join(self.cleaned_data["heading"].split()))

    def clean(self):
        """A section that says anything has a heading; lengths fit each other."""
        cleaned = super().clean()
        if cleaned.get("DELETE"):
            return cleaned
        says = any(cleaned.get(name) for name in ("draws", "areas", "fewest", "most", "source"))
        if says and not cleaned.get("heading") and "heading" not in self.errors:
            self.add_error("heading", "请填写这一部分的标题。")
        fewest, most = cleaned.get("fewest") or 0, cleaned.get("most") or 0
        if fewest > most:
            self.add_error("most", f"最多 {most} 字少于最少 {fewest} 字，请改正其中一个。")
        if cleaned.get("areas") and Draws.WORK not in cleaned.get("draws", ()):
            self.add_error("areas", "只有写“一年来工作”的部分才分工作领域，请勾选它，或者清空这一格。")
        return cleaned


class BaseSectionFormSet(forms.BaseFormSet):
    """Rows in the order of their numbers; of two with one number, the row that was moved up comes first."""

    def lines(self) -> list[TemplateSection]:
        """The rows that say something and are not taken away, in order."""
        rows = []
        for place, form in enumerate(self.forms, start=1):
            typed = form.cleaned_data if form.is_valid() else {}
            if typed.get("heading") and not typed.get("DELETE"):
                number = typed.get("ORDER") or len(self.forms) + place
                rows.append((number, number - place, typed))
        rows.sort(key=lambda row: row[:2])
        return [
            TemplateSection(
                order=order,
                heading=typed["heading"],
                draws=[draw.value for draw in Draws if draw in typed["draws"]],
                areas=typed["areas"],
                fewest=typed["fewest"] or 0,
                most=typed["most"] or 0,
                source=typed["source"],
            )
            for order, (_, _, typed) in enumerate(rows, start=1)
        ]


SectionFormSet = forms.formset_factory(
    SectionForm, formset=BaseSectionFormSet, extra=0, can_delete=True, can_order=True, max_num=SECTIONS_MOST
)


def rows_of(sections: Iterable[SectionPlan], sources: Iterable[str] = ()) -> list[dict]:
    """What the rows of the form begin with."""
    told = [*sources]
    return [
        {
            "heading": one.heading,
            "draws": [str(draw) for draw in one.draws],
            "areas": one.areas,
            "fewest": one.fewest or None,
            "most": one.most or None,
            "source": told[place] if place < len(told) else "",
        }
        for place, one in enumerate(sections)
    ]


class TemplateForm(BaseModelForm):
    """A template with its sections; a new one begins with the usual six, or with those of a report (`initial`)."""

    fieldsets = [
        ("报告", ["name", "form", "addressee"]),
        ("格式用语、附件和版式", ["opening", "closing", "annexes", "house"]),
        ("共用", ["is_offered"]),
    ]
    annexes = forms.MultipleChoiceField(
        label="附件",
        choices=Annex.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="按记录生成，各起一页；正文后自动写附件说明。整改清单在“努力方向和措施”有整改事项时附上。",
    )

    class Meta:
        model = ReportTemplate
        fields = ["name", "form", "addressee", "opening", "closing", "annexes", "house", "is_offered"]
        widgets = {"opening": forms.Textarea(attrs={"rows": 2}), "closing": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.is_edit:
            self.branch = self.instance.branch = unit_of(self.user, self.branch)
            self.initial.setdefault("annexes", standard_annexes())
        self.fields["house"].queryset = HousePaper.objects.usable_in(self.instance.branch)
        self.fields["house"].empty_label = "公文格式（GB/T 9704）"
        if self.instance.branch.is_branch:
            del self.fields["is_offered"]
        elif not self.is_edit:
            self.initial["is_offered"] = True
        if self.is_bound:
            self.sections = SectionFormSet(self.data, prefix="sections")
        else:
            self.sections = SectionFormSet(prefix="sections", initial=self._begun())

    def _stored(self):
        return TemplateSection.objects.filter(template=self.instance) if self.is_edit else []

    def _begun(self) -> list[dict]:
        if self.is_edit:
            stored = list(self._stored())
            return rows_of([one.plan() for one in stored], [one.source for one in stored])
        return self.initial.get("sections") or rows_of(STANDARD.sections)

    def build_helper(self):
        """The sections stand under what the report is."""
        helper = super().build_helper()
        helper.layout.insert(
            1, HTML("{% include 'reports/report_templates/_sections.html' with formset=form.sections only %}")
        )
        return helper

    def is_valid(self) -> bool:
        """Both the template and its sections."""
        sections_valid = self.sections.is_valid()
        return super().is_valid() and sections_valid

    def clean(self):
        """There is a section, and each content stands in one section only."""
        cleaned = super().clean()
        if not self.sections.is_valid():
            return cleaned
        lines = self.sections.lines()
        if not lines:
            self.add_error(None, "请至少保留一个部分，例如“一年来党支部工作情况”。")
        places: dict[tuple[str, str], list[str]] = {}
        for line in lines:
            for draw in line.draws:
                areas = line.areas if draw == Draws.WORK else ""
                places.setdefault((draw, areas), []).append(str(line.order))
        for (draw, _), found in places.items():
            if len(found) > 1:
                told = f"“{Draws(draw).label}”在第 {'、'.join(found)} 部分都选了，请只留一处"
                more = "，或者用“只写这些工作领域”把它们分开" if draw == Draws.WORK else ""
                self.add_error(None, f"{told}{more}。")
        return cleaned

    def clean_house(self):
        """One that can be used."""
        house = self.cleaned_data["house"]
        if house and house.missing:
            raise forms.ValidationError(
                f"“{house}”还没有指出哪一段是{'、'.join(house.missing)}，请先在它的页面说明。"
            )
        return house

    def mark_stale(self) -> None:
        """Sections are compared, too."""
        super().mark_stale()
        theirs = "\n".join(one.summary for one in self._stored())
        lines = self.sections.lines() if self.sections.is_valid() else []
        yours = "\n".join(one.summary for one in lines)
        if theirs != yours:
            self.conflicts.append(("各部分", theirs, yours))

    def write_links(self) -> None:
        """The sections with the template."""
        super().write_links()
        write_sections(self.instance, self.sections.lines())


class TemplateChoice(forms.Form):
    """Which template a report follows; the usual six sections without one."""

    template = forms.ModelChoiceField(
        label="报告模板",
        queryset=ReportTemplate.objects.none(),
        required=False,
        empty_label="默认（六部分，会议报告）",
        widget=forms.Select(attrs={"class": "form-select"}),
        error_messages={"invalid_choice": "这个模板已经不能选用，请另选一个。"},
    )

    def __init__(self, data, *, branch, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["template"].queryset = (
            ReportTemplate.objects.usable_in(branch).of_paper("annual").for_list()
        )

    @property
    def chosen(self) -> ReportTemplate | None:
        """The template; None for the usual six sections, and for a choice that is none."""
        return self.cleaned_data.get("template") if self.is_valid() else None
