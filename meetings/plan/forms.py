"""Forms of the year's plan: one row, the filter, the themes of the whole year; an agenda template with its lines."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from django import forms

from branch.access import can_write_branch
from branch.organisations.models import PartyGroup
from core.forms import BaseModelForm
from meetings.enums import ItemKind, MeetingKind
from meetings.meeting.forms.agenda import MOST_ITEMS, ItemFormSet

from . import services
from .models import AgendaTemplate, AgendaTemplateLine, MeetingPlanItem, PlanState
from .planning import PlanLine
from .services import TemplateLine, ThemeLine, digest, lines_of, themes_of

QUARTERS = [("", "全年"), ("1", "第一季度"), ("2", "第二季度"), ("3", "第三季度"), ("4", "第四季度")]
ROW = re.compile(r"row-(\d{1,18})-seen")


class PlanItemForm(BaseModelForm):
    """When, which kind of meeting, and on what. A group leader moves and words the rows of the own group."""

    fieldsets = [("什么时候开什么会", ["year", "month", "kind", "group"]), ("内容", ["theme", "work_link"])]

    class Meta:
        model = MeetingPlanItem
        fields = ["year", "month", "kind", "group", "theme", "work_link"]
        widgets = {"year": forms.NumberInput(attrs={"inputmode": "numeric"})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        branch = self.branch or self.instance.branch
        if not can_write_branch(self.user, branch):
            for name in ("year", "kind", "group"):
                del self.fields[name]
            return
        self.fields["group"].queryset = PartyGroup.objects.alive().filter(branch=branch)
        self.fields["group"].empty_label = "（支部会议，不分党小组）"

    def clean_theme(self):
        """One line."""
        return " ".join(self.cleaned_data["theme"].split())

    def clean(self):
        """A group goes with 党小组会, and with nothing else."""
        cleaned = super().clean()
        if (
            cleaned.get("kind") == MeetingKind.GROUP
            and not cleaned.get("group")
            and "group" not in self.errors
        ):
            self.add_error("group", "党小组会须选择是哪个党小组。")
        elif cleaned.get("kind") and cleaned["kind"] != MeetingKind.GROUP and cleaned.get("group"):
            label = MeetingKind(cleaned["kind"]).label
            self.add_error("group", f"{label}不分党小组，请改选“党小组会”，或不选党小组。")
        self._check_group_exists(cleaned)
        return cleaned

    def _check_group_exists(self, cleaned: dict[str, Any]) -> None:
        """A group that is dissolved before the month meets no more."""
        group, year, month = (
            cleaned.get(name) if name in self.fields else getattr(self.instance, name)
            for name in ("group", "year", "month")
        )
        gone_on = group.dissolved_on if group else None
        if gone_on and year and month and date(year, month, 1) >= gone_on:
            where = "group" if "group" in self.fields else "month"
            self.add_error(where, f"{group}已于 {gone_on:%Y-%m-%d} 撤销，请改选党小组，或改月份。")


class PlanFilterForm(forms.Form):
    """Rows by kind, quarter and state."""

    kind = forms.ChoiceField(label="类别", required=False, choices=[("", "全部类别"), *MeetingKind.choices])
    period = forms.ChoiceField(label="时间", required=False, choices=QUARTERS)
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部状态"), *PlanState.choices])

    def keep(self, lines: Iterable[PlanLine]) -> list[PlanLine]:
        """The rows that fit; a filter that cannot be read is left out and its error shown."""
        self.is_valid()
        data = self.cleaned_data
        last = int(data.get("period") or 0) * 3
        return [
            line
            for line in lines
            if data.get("kind") in (None, "", line.item.kind)
            and (not last or last - 3 < line.item.month <= last)
            and data.get("state") in (None, "", line.state)
        ]


class ThemeRow(forms.Form):
    """Theme and work link of one row; `seen` marks what stood there when the page was opened."""

    theme = forms.CharField(label="主题", max_length=200, required=False)
    work_link = forms.CharField(label="业务结合点", max_length=300, required=False)
    seen = forms.CharField(max_length=16, required=False, widget=forms.HiddenInput)

    def __init__(self, *args, item: MeetingPlanItem, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("theme", "work_link"):
            field = self.fields[name]
            field.widget.attrs |= {
                "class": "form-control",
                "aria-label": f"{item.month}月{item.label}的{field.label}",
                "placeholder": field.label,
            }
            field.error_messages["max_length"] = (
                f"{item.month}月{item.label}的{field.label}太长：最多 %(limit_value)d 字，现在 %(show_value)d 字。"
            )

    @property
    def typed(self) -> tuple[str, str]:
        """What stands in the row now."""
        return self.cleaned_data["theme"], self.cleaned_data["work_link"]


class ThemePage:
    """The rows of a year as one form. Rows are named by their number, so that none is mistaken for another."""

    def __init__(self, items: Sequence[MeetingPlanItem], data=None):
        self.items = list(items)
        self.data = data
        self.conflicts: list[tuple[str, str, str]] = []
        self.rows = [(item, self._row(item)) for item in self.items]

    def _row(self, item: MeetingPlanItem) -> ThemeRow:
        prefix = f"row-{item.pk}"
        data = self.data if self.data is not None and f"{prefix}-seen" in self.data else None
        theme, work_link = themes_of(item)
        initial = {"theme": theme, "work_link": work_link, "seen": digest((theme, work_link))}
        return ThemeRow(data, prefix=prefix, initial=initial, item=item)

    def is_valid(self) -> bool:
        """Whether every row that came can be read."""
        return not self.faults

    @property
    def faults(self) -> list[str]:
        """What is wrong, for the summary on top of the page."""
        return [error for _, row in self.rows for errors in row.errors.values() for error in errors]

    def lines(self) -> list[ThemeLine]:
        """What came, also for rows that are there no longer."""
        came = {item.pk: row for item, row in self.rows if row.is_bound}
        lines = [ThemeLine(pk, row.typed, row.cleaned_data["seen"]) for pk, row in came.items()]
        for name in self.data:
            match = ROW.fullmatch(name)
            if match and int(match[1]) not in came:
                texts = [
                    self.data.get(f"row-{match[1]}-{part}", "").strip() for part in ("theme", "work_link")
                ]
                lines.append(ThemeLine(int(match[1]), (texts[0], texts[1]), self.data[name]))
        return lines

    def show_conflicts(self, conflicts: list[tuple[str, str, str]]) -> None:
        """Show the stored texts beside the typed ones and let the next submit decide.

        A row that was not typed into shows what is stored now, so that the next submit does not bring the old back.
        """
        self.conflicts = conflicts
        self.data = self.data.copy()
        for item, row in self.rows:
            if not row.is_bound:
                continue
            now = themes_of(item)
            if row.cleaned_data["seen"] == digest(row.typed):
                self.data[row["theme"].html_name], self.data[row["work_link"].html_name] = now
            self.data[row["seen"].html_name] = digest(now)
        self.rows = [(item, self._row(item)) for item in self.items]


PREFIX = "lines"


class TemplateLineForm(forms.Form):
    """One item. An empty row is left out."""

    title = forms.CharField(
        label="议题", max_length=200, error_messages={"required": "请填写议题，或者移除这一行。"}
    )
    reporter = forms.CharField(
        label="汇报人", max_length=60, required=False, help_text="每次都由同一个人汇报时才填。"
    )
    kind = forms.ChoiceField(label="议题类型", required=False, choices=[("", "（不分）"), *ItemKind.choices])

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.label_suffix = ""


class BaseLineFormSet(ItemFormSet):
    """The rows, kept in the order of the page."""

    def lines(self) -> list[TemplateLine]:
        """The rows that hold something and stay, as the service takes them."""
        return [
            TemplateLine(*(form.cleaned_data.get(name, "") for name in ("title", "reporter", "kind")))
            for form in self.forms
            if getattr(form, "cleaned_data", {}).get("title") and not form.cleaned_data.get("DELETE")
        ]


LineFormSet = forms.formset_factory(
    TemplateLineForm,
    formset=BaseLineFormSet,
    extra=1,
    can_delete=True,
    max_num=MOST_ITEMS,
    validate_max=True,
    absolute_max=MOST_ITEMS + 10,
)


class AgendaTemplateForm(BaseModelForm):
    """Entering or editing a template; `lines` fills a new one, for example from a meeting."""

    fieldsets = [("议程模板", ["name", "kind"])]

    class Meta:
        model = AgendaTemplate
        fields = ["name", "kind"]
        error_messages = {"name": {"required": "请填写模板名称，例如“月度支委会”。"}}

    def __init__(self, *args, lines=(), **kwargs):
        super().__init__(*args, **kwargs)
        if self.is_bound:
            self.lines = LineFormSet(self.data, prefix=PREFIX)
            return
        rows = lines_of(self.instance.latest) if self.instance.pk else lines
        self.lines = LineFormSet(prefix=PREFIX, initial=[asdict(row) for row in rows])
        self.lines.extra = 0 if rows else 3

    def _post_clean(self):
        super()._post_clean()
        if not self.lines.is_valid():
            for text in self.lines.faults():
                self.add_error(None, text)
        elif not self.lines.lines():
            self.add_error(None, "请至少写一项议题。")

    def mark_stale(self) -> None:
        """Also compare the agenda, which is no column of the template."""
        super().mark_stale()
        label, theirs = AgendaTemplate.objects.get(pk=self.instance.pk).audit_values()["lines"]
        self.lines.is_valid()
        yours = "\n".join(
            AgendaTemplateLine(order=order, **asdict(line)).summary
            for order, line in enumerate(self.lines.lines(), start=1)
        )
        if theirs != yours:
            self.conflicts.append((label, theirs, yours))

    def _write(self):
        lines = self.lines.lines()
        if self.instance.pk is None:
            self.instance.branch = self.branch
            return services.create_template(self.instance, lines=lines, by=self.user)
        return services.save_template(self.instance, before=self.before, lines=lines, by=self.user)
