"""An agenda template: its name and kind, and its items as rows."""

from django import forms

from core.forms import BaseModelForm

from .. import services
from ..models import AgendaTemplate, AgendaTemplateLine
from ..services import TemplateLine
from ..services.templates import lines_of
from .agenda import MOST_ITEMS, ItemFormSet

PREFIX = "lines"


class TemplateLineForm(forms.Form):
    """One item. An empty row is left out."""

    title = forms.CharField(
        label="议题", max_length=200, error_messages={"required": "请填写议题，或者移除这一行。"}
    )
    reporter = forms.CharField(
        label="汇报人", max_length=60, required=False, help_text="每次都由同一个人汇报时才填。"
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.label_suffix = ""


class BaseLineFormSet(ItemFormSet):
    """The rows, kept in the order of the page."""

    def lines(self) -> list[TemplateLine]:
        """The rows that hold something and stay, as the service takes them."""
        return [
            TemplateLine(form.cleaned_data["title"], form.cleaned_data.get("reporter", ""))
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
        self.lines = LineFormSet(
            prefix=PREFIX, initial=[{"title": row.title, "reporter": row.reporter} for row in rows]
        )
        self.lines.extra = 0 if rows else 3

    def _post_clean(self):
        super()._post_clean()
        if self.already_saved():
            return
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
            AgendaTemplateLine(order=order, title=line.title, reporter=line.reporter).summary
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
