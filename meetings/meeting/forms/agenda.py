"""The agenda as rows that can be added and removed."""

from collections.abc import Iterable
from copy import deepcopy
from functools import cached_property
from itertools import pairwise

from django import forms
from django.db.models import TextField
from django.forms.formsets import DELETION_FIELD_NAME
from django.forms.models import model_to_dict
from django.http import QueryDict

from branch.enums import ON_ROLL
from branch.members.models import Member
from core.forms import settle_choices, use_native_pickers
from meetings.enums import STUDIED, ItemKind
from meetings.meeting.agenda_items import AgendaItem
from meetings.meeting.fields import AGENDA, Part, RecordField, entered

PREFIX = "agenda"
MOST_ITEMS = 40
# The list of materials that the page offers.
LIBRARY = "study-materials"


def people_choices(members: Iterable[Member]) -> list[tuple]:
    """Choices of a person, members (with `status_on`) on the roll first, those who have left apart."""
    here, gone = [], []
    for member in members:
        (here if member.status_on in ON_ROLL else gone).append((member.pk, member.name))
    return [("", "（无）"), *here, *([("已不在册", gone)] if gone else [])]


class People:
    """The members that rows may name, once for all rows of a form."""

    def __init__(self, members: Iterable[Member]):
        self.members = list(members)

    def choices(self) -> list[tuple]:
        """As `people_choices`, asked for where something is shown or chosen."""
        return self._choices

    @cached_property
    def _choices(self) -> list[tuple]:
        return people_choices(self.members)

    @cached_property
    def _by_key(self) -> dict[str, Member]:
        return {str(member.pk): member for member in self.members}

    def found(self, key: str) -> Member | None:
        """The member of a posted key."""
        return self._by_key.get(key)


def text_widgets(table: Iterable[RecordField]) -> dict[str, forms.Textarea]:
    """Low boxes for long texts."""
    return {
        field.name: forms.Textarea(attrs={"rows": 2})
        for field in table
        if isinstance(field.column, TextField)
    }


@settle_choices
class AgendaForm(forms.ModelForm):
    """One agenda item. An empty row is left out.

    `follows` and `topics` are what a row may take up again, by key: matters of earlier meetings, and the backlog.
    """

    id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    carries = forms.IntegerField(required=False, widget=forms.HiddenInput({"data-kept": True}))
    takes = forms.IntegerField(required=False, widget=forms.HiddenInput({"data-kept": True}))
    settles = forms.BooleanField(label="承接的这件事已办结", required=False)
    responsible = forms.TypedChoiceField(label="责任人", required=False, empty_value=None)

    class Meta:
        model = AgendaItem
        fields = entered(AGENDA, Part.MATTER, Part.TASK, Part.MORE)
        widgets = text_widgets(AGENDA)
        help_texts = {
            "decision": "写清做什么；有责任人或期限的决定会在工作台跟踪到办结。",
            "dissent": "有不同意见时如实记下。",
            "kind": "领导讲话和重要文件作第一议题，排在最前；通报不用写决定。",
            "material": "第一议题和学习写这一栏就行，名称可以不填；材料库里有的可以选。",
            "outcome": "下次再议的，会作为建议列入下一次议程。",
        }
        error_messages = {"title": {"required": "请填写议题，或者移除这一行。"}}

    def __init__(self, *args, people, follows=None, topics=None, shared=None, **kwargs):
        self.base_fields = shared or self.base_fields
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.follows, self.topics = follows or {}, topics or {}
        if shared:
            return
        self.fields["title"].required = False
        self.fields["material"].widget.attrs["list"] = LIBRARY
        field = self.fields["responsible"]
        field.choices, field.coerce = people.choices, people.found
        use_native_pickers(self)

    def _get_validation_exclusions(self):
        """Who is responsible was chosen from members at hand: no query for each row."""
        return super()._get_validation_exclusions() | {"responsible"}

    def has_changed(self):
        """A row with nothing but its hidden number and its kind counts as empty."""
        return any(field._has_changed() for name, field in self._bound_items() if name not in {"id", "kind"})

    def clean_carries(self):
        """The matter of an earlier meeting; one that is not there for this person is left out without a word."""
        return self.follows.get(self.cleaned_data["carries"])

    def clean_takes(self):
        """The topic of the backlog."""
        return self.topics.get(self.cleaned_data["takes"])

    def clean(self):
        """What is studied names itself: 学习《…》."""
        cleaned = super().clean()
        title, material = cleaned.get("title", ""), cleaned.get("material", "").strip()
        if not title and material and cleaned.get("kind") in ("", *STUDIED):
            cleaned["title"] = f"学习{material if material.startswith('《') else f'《{material}》'}"[:200]
        elif not title and "title" not in self.errors:
            self.add_error("title", self.fields["title"].error_messages["required"])
        return cleaned

    @property
    def earlier(self) -> AgendaItem | None:
        """What the row takes up again."""
        value = self["carries"].value()
        return self.follows.get(int(value)) if str(value or "").isdigit() else None

    @property
    def parts(self) -> dict[str, list[tuple[forms.BoundField, str]]]:
        """The fields by the name of their part, each with the kinds of items that ask for it."""
        return {
            part.name: [(self[one.name], one.kinds) for one in AGENDA if one.part is part and one.is_entered]
            for part in (Part.MATTER, Part.TASK, Part.MORE)
        }

    @property
    def has_more(self) -> bool:
        """Whether the folded part of the row holds something."""
        return any(field.value() or field.errors for field, _ in self.parts[Part.MORE.name])

    def line(self) -> AgendaItem:
        """The row as the service takes it."""
        self.instance.pk = self.cleaned_data.get("id")
        self.instance.carried_from = self.cleaned_data.get("carries")
        self.instance.topic = self.cleaned_data.get("takes")
        self.instance.settles = bool(self.cleaned_data.get("settles"))
        return self.instance


class ItemFormSet(forms.BaseFormSet):
    """Rows of agenda items, of a meeting or of a template."""

    default_error_messages = {
        **forms.BaseFormSet.default_error_messages,
        "missing_management_form": "议题没有完整提交，请核对议题后再保存一次。",
        "too_many_forms": "议题最多 %(num)d 项，请合并一些，或分几次会议登记。",
    }

    def faults(self) -> list[str]:
        """What is wrong, for the summary on top of the page."""
        faults = [
            f"第 {number} 项议题：{error}"
            for number, form in enumerate(self.forms, start=1)
            if not self._should_delete_form(form)
            for errors in form.errors.values()
            for error in errors
        ]
        return faults + list(self.non_form_errors())


class SharedFields(dict):
    """The fields of one row for all rows that are only checked: to copy them takes as long as to check them."""

    def __deepcopy__(self, _memo):
        """The same fields."""
        return dict(self)


class BaseAgendaFormSet(ItemFormSet):
    """The rows, kept in the order of the page."""

    _shared = None

    def get_form_kwargs(self, index):
        """Rows that were posted share their fields until they are shown."""
        return {**super().get_form_kwargs(index), "shared": None if index is None else self._shared}

    def _construct_form(self, i, **kwargs):
        form = super()._construct_form(i, **kwargs)
        if self.is_bound and self._shared is None:
            self._shared = SharedFields(form.fields)
            self._shared.pop(DELETION_FIELD_NAME, None)
        return form

    def __iter__(self):
        """The rows as they are shown: how one looks must not show on another."""
        if self._shared is not None:
            for form in self.forms:
                form.fields = deepcopy(form.fields)
                form._bound_fields_cache.clear()
            self._shared = None
        return super().__iter__()

    def clean(self):
        """第一议题 stands first; a date without a decision would never be shown as something to do."""
        rows = self.filled()
        for before, form in pairwise(rows):
            is_first = form.cleaned_data.get("kind") == ItemKind.FIRST
            if is_first and before.cleaned_data.get("kind") != ItemKind.FIRST:
                form.add_error("kind", "第一议题排在最前，请把它移到前面，或改类型。")
        for form in self.filled():
            data = form.cleaned_data
            if (data.get("due_on") or data.get("responsible")) and not data.get("decision"):
                form.add_error("decision", "填了责任人或期限，请写明决定了什么。")

    def filled(self) -> list[AgendaForm]:
        """Rows that hold something and stay."""
        return [
            form
            for form in self.forms
            if hasattr(form, "cleaned_data")
            and form.has_changed()
            and not form.cleaned_data.get("DELETE")
            and (form.cleaned_data.get("title") or form.errors)
        ]

    def lines(self) -> list[AgendaItem]:
        """The rows as the service takes them."""
        return [form.line() for form in self.filled()]


AgendaFormSet = forms.formset_factory(
    AgendaForm,
    formset=BaseAgendaFormSet,
    extra=1,
    can_delete=True,
    max_num=MOST_ITEMS,
    validate_max=True,
    absolute_max=MOST_ITEMS + 10,
)


def initial_rows(items: list[AgendaItem]) -> list[dict[str, object]]:
    """The stored agenda as initial values of the rows."""
    columns = AgendaForm.base_fields.keys() - {"settles"}
    return [
        {**model_to_dict(item, fields=columns), "carries": item.carried_from_id, "takes": item.topic_id}
        for item in items
    ]


def _first_items_first(rows: list[dict]) -> list[dict]:
    """第一议题 above the rest, otherwise in their order."""
    return sorted(rows, key=lambda row: row.get("kind") != ItemKind.FIRST)


def with_items(data: QueryDict, items: Iterable[AgendaItem]) -> QueryDict:
    """What was typed, with items below it in the agenda; a title that stands there already is not repeated."""
    typed = data.copy()
    names = list(AgendaForm.base_fields)
    rows = []
    for number in range(MOST_ITEMS):
        row = {name: typed.pop(f"{PREFIX}-{number}-{name}", [""])[-1] for name in (*names, "DELETE")}
        if not row.pop("DELETE") and any(value.strip() for value in row.values()):
            rows.append(row)
    there = {row["title"].strip() for row in rows}
    first = [row for row in initial_rows(items) if row["title"] not in there]
    added = [{name: value for name, value in row.items() if value not in (None, "")} for row in first]
    rows = _first_items_first([*rows, *added])
    typed[f"{PREFIX}-TOTAL_FORMS"] = str(len(rows))
    for number, row in enumerate(rows):
        for name, value in row.items():
            typed[f"{PREFIX}-{number}-{name}"] = str(value)
    return typed
