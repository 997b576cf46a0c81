"""Forms of the year's 对照 items, of problems, opinions, causes and measures."""

import hashlib

from crispy_forms.layout import HTML
from django import forms

from branch.campaigns.choosing import offer_campaigns
from branch.members.models import Member
from core.forms import BaseModelForm, RecordsField
from rectification.enums import OpinionSource, ProblemOwner
from rectification.opinions.models import Opinion

from .models import Cause, FrameworkItem, Measure, Problem
from .services import FrameworkLine, merge_opinions, next_order, write_points

ITEMS_MOST = 15


class FrameworkLineForm(forms.Form):
    """One 对照 item; its place on the page is its number."""

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    text = forms.CharField(
        label="对照内容", required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class BaseFrameworkFormSet(forms.BaseFormSet):
    """Rows in the order of their numbers; of two with one number, the row that was moved up comes first."""

    def lines(self) -> list[FrameworkLine]:
        """The rows that say something and are not taken away."""
        rows = []
        for place, form in enumerate(self.forms, start=1):
            typed = form.cleaned_data if form.is_valid() else {}
            if typed.get("text", "").strip() and not typed.get("DELETE"):
                number = typed.get("ORDER") or len(self.forms) + place
                rows.append((number, number - place, typed))
        rows.sort(key=lambda row: row[:2])
        return [FrameworkLine(typed["text"].strip(), typed.get("pk")) for _, _, typed in rows]


FrameworkFormSet = forms.formset_factory(
    FrameworkLineForm,
    formset=BaseFrameworkFormSet,
    extra=1,
    can_delete=True,
    can_order=True,
    max_num=ITEMS_MOST,
)


def framework_version(items) -> str:
    """A fingerprint of the stored items, so that a stale page is noticed."""
    stored = "|".join(f"{item.pk}:{item.lock_version}" for item in items)
    return hashlib.sha256(stored.encode()).hexdigest()[:16]


POINTS_MOST = 20


class PointForm(forms.Form):
    """One 具体表现; an empty row says nothing."""

    text = forms.CharField(
        label="具体表现", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )


PointFormSet = forms.formset_factory(PointForm, extra=2, can_delete=True, max_num=POINTS_MOST)


class YearRecordForm(BaseModelForm):
    """Editing of a record that belongs to its instance's branch and year; compares linked records too when stale."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.year = self.instance.year
        if "order" in self.fields and not self.instance.pk:
            self.initial["order"] = next_order(type(self.instance), self.branch.pk, self.year)

    def prepare(self, instance) -> None:
        """A new record without a number goes last in its year."""
        if "order" in self.fields and not instance.pk and not instance.order:
            instance.order = next_order(type(instance), instance.branch_id, instance.year)

    def problems_of_years(self, *years: int):
        """The branch's problems to choose from."""
        return Problem.objects.of_branch(self.branch).filter(year__in=years).order_by("-year", "order", "pk")

    def mark_stale(self) -> None:
        """Adds the differing links, which live in tables of their own."""
        super().mark_stale()
        for many in self.instance._meta.many_to_many:
            if many.name not in self.cleaned_data:
                continue
            theirs = {str(row) for row in getattr(self.instance, many.name).all()}
            yours = {str(row) for row in self.cleaned_data[many.name]}
            if theirs != yours:
                self.conflicts.append(
                    (str(many.verbose_name), "、".join(sorted(theirs)), "、".join(sorted(yours)))
                )


class OpinionForm(YearRecordForm):
    """An opinion without any trace of who held it."""

    fieldsets = [("意见", ["collected_on", "source", "about", "about_member", "text"]), ("归并", ["problem"])]

    class Meta:
        model = Opinion
        fields = ["collected_on", "source", "about", "about_member", "text", "problem"]
        widgets = {"text": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["problem"].queryset = self.problems_of_years(self.year)
        self.fields["problem"].empty_label = "还没有归并"
        self.fields["about_member"].queryset = members_to_choose(
            self.branch, self.today, self.instance.about_member_id
        )

    def clean_collected_on(self):
        """An opinion is recorded after it was given."""
        day = self.cleaned_data["collected_on"]
        if self.today and day > self.today:
            raise forms.ValidationError(f"征求日期 {day:%Y-%m-%d} 还没有到，请改成实际征求的日期。")
        return day

    def clean(self):
        """Only an opinion about a member names one."""
        cleaned = super().clean()
        if cleaned.get("about") != ProblemOwner.MEMBER:
            cleaned["about_member"] = None
        return cleaned


class ProblemForm(YearRecordForm):
    """A problem with rows of 具体表现 (`point_rows`), its sources and the opinions merged into it."""

    fieldsets = [
        ("问题", ["framework_item", "title", "description", "typical_case"]),
        ("归属", ["owner", "owner_member", "is_finding", "is_main", "condensed", "order", "campaign"]),
        ("来源", ["sources", "opinions"]),
        ("与上年度对照", ["repeats"]),
    ]
    sources = forms.MultipleChoiceField(
        label="查找方式",
        choices=OpinionSource,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="报告第二部分写明问题由哪些方式查找；归并意见的来源会自动算上。",
    )
    opinions = RecordsField(
        label="归并的意见",
        queryset=Opinion.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Problem
        fields = [
            "framework_item",
            "title",
            "description",
            "typical_case",
            "owner",
            "owner_member",
            "is_finding",
            "is_main",
            "condensed",
            "order",
            "campaign",
            "sources",
            "repeats",
        ]
        widgets = {
            "title": forms.Textarea(attrs={"rows": 2}),
            "description": forms.Textarea(attrs={"rows": 4}),
            "typical_case": forms.Textarea(attrs={"rows": 3}),
            "condensed": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._limit_choices()
        today = self.today if self.today and self.today.year == self.year else None
        offer_campaigns(self, self.branch or self.instance.branch, on=today)
        stored = [{"text": point.text} for point in self.instance.points.all()] if self.instance.pk else []
        if self.is_bound:
            self.point_rows = PointFormSet(self.data, prefix="points")
        else:
            self.point_rows = PointFormSet(prefix="points", initial=stored)
        self.point_rows.extra = 1 if stored else 2

    def _limit_choices(self) -> None:
        items = FrameworkItem.objects.of_branch(self.branch).in_year(self.year)
        self.fields["framework_item"].queryset = items
        self.fields["framework_item"].empty_label = "不按对照方面"
        self.fields["owner_member"].queryset = members_to_choose(
            self.branch, self.today, self.instance.owner_member_id
        )
        self.fields["repeats"].queryset = self.problems_of_years(self.year - 1)
        self.fields["repeats"].empty_label = "不是反复出现"
        opinions = Opinion.objects.of_branch(self.branch).in_year(self.year)
        held = self.instance.pk and opinions.filter(problem=self.instance.pk)
        self.fields["opinions"].queryset = opinions.unmerged() | held if held else opinions.unmerged()
        if held:
            self.initial.setdefault("opinions", held)
        if not self.fields["opinions"].queryset.exists():
            del self.fields["opinions"]

    def build_helper(self):
        """The rows of 具体表现 stand right under the wording that they explain."""
        helper = super().build_helper()
        rows = "{% include 'rectification/_point_rows.html' with formset=form.point_rows only %}"
        helper.layout.insert(1, HTML(rows))
        return helper

    def is_valid(self) -> bool:
        """Both the problem and its rows."""
        rows_valid = self.point_rows.is_valid()
        return super().is_valid() and rows_valid

    def clean(self):
        """A problem stands in a section of the report, and one of a member names the member."""
        cleaned = super().clean()
        places = ("is_finding", "is_main", "campaign")
        if not any(cleaned.get(name) for name in places):
            self.add_error("is_finding", "请至少选一项：写进“查摆问题”，或列为主要问题，否则报告里不会出现。")
        if cleaned.get("owner") == ProblemOwner.MEMBER and not cleaned.get("owner_member"):
            self.add_error("owner_member", "问题主体是党员，请选择是哪一名党员。")
        if cleaned.get("owner") != ProblemOwner.MEMBER:
            cleaned["owner_member"] = None
        chosen = {*cleaned.get("sources", []), *(opinion.source for opinion in cleaned.get("opinions", []))}
        cleaned["sources"] = [code for code in OpinionSource.values if code in chosen]
        return cleaned

    def mark_stale(self) -> None:
        """Adds the 具体表现, which are rows of their own."""
        super().mark_stale()
        theirs = [point.text for point in self.instance.points.all()]
        if theirs != self.point_texts():
            self.conflicts.append(("具体表现", "\n".join(theirs), "\n".join(self.point_texts())))

    def point_texts(self) -> list[str]:
        """The rows that say something, in their order."""
        rows = [row.cleaned_data for row in self.point_rows.forms if row.is_valid()]
        texts = [row["text"].strip() for row in rows if row.get("text") and not row.get("DELETE")]
        return [text for text in texts if text]

    def write_links(self):
        """The rows and the merged opinions with the problem."""
        super().write_links()
        write_points(self.instance, self.point_texts())
        merge_opinions(self.instance, self.cleaned_data.get("opinions", ()), self.user)


def members_to_choose(branch, today, chosen_id=None):
    """Members on the roll today, and the one already chosen, by pinyin."""
    on_roll = Member.objects.on_roll(branch, today).values("pk")
    rows = Member.objects.filter(pk__in=on_roll)
    return (rows | Member.objects.filter(pk=chosen_id)).in_pinyin_order()


class CauseForm(YearRecordForm):
    """A cause and the problems it explains."""

    fieldsets = [("原因", ["title", "text", "order"]), ("对应问题", ["problems"])]

    class Meta:
        model = Cause
        fields = ["title", "text", "order", "problems"]
        widgets = {
            "title": forms.Textarea(attrs={"rows": 2}),
            "text": forms.Textarea(attrs={"rows": 5}),
            "problems": forms.CheckboxSelectMultiple,
        }
        field_classes = {"problems": RecordsField}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["problems"].queryset = self.problems_of_years(self.year)


class MeasureForm(CauseForm):
    """A measure with the problems and causes it answers."""

    fieldsets = [("措施", ["title", "text", "order"]), ("针对什么", ["problems", "causes"])]

    class Meta(CauseForm.Meta):
        model = Measure
        fields = [*CauseForm.Meta.fields, "causes"]
        widgets = CauseForm.Meta.widgets | {"causes": forms.CheckboxSelectMultiple}
        field_classes = {"problems": RecordsField, "causes": RecordsField}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["causes"].queryset = Cause.objects.of_branch(self.branch).in_year(self.year)
