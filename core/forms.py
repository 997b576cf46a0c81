"""Base forms: audited saving, no overwriting of another person's change, no second record from a resent form; filters."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.db import IntegrityError
from django.db.models import Q, QuerySet
from django.db.models.fields import BLANK_CHOICE_DASH
from django.forms.utils import flatatt
from django.utils.choices import BaseChoiceIterator
from django.utils.functional import cached_property
from django.utils.safestring import SafeString

from . import audit, records
from .form_tokens import AS_NEW, digest_of, new_token, once_known, record_of, saved_as, token_of, used_token

FILES_MOST = 9


class DateInput(forms.DateInput):
    """The browser's own date picker."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class DateTimeInput(forms.DateTimeInput):
    """The browser's own picker for date and time."""

    input_type = "datetime-local"

    def __init__(self, attrs=None):
        super().__init__(attrs=attrs, format="%Y-%m-%dT%H:%M")


def use_native_pickers(form: forms.BaseForm) -> None:
    """Give every date and datetime field of a form the native picker."""
    for field in form.fields.values():
        if isinstance(field, forms.DateTimeField):
            field.widget = DateTimeInput(attrs=field.widget.attrs)
            field.input_formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"]
        elif isinstance(field, forms.DateField):
            field.widget = DateInput(attrs=field.widget.attrs)


_REQUIRED_VERBS = {
    forms.Select: "选择",
    forms.SelectMultiple: "选择",
    forms.RadioSelect: "选择",
    forms.CheckboxSelectMultiple: "选择",
    forms.CheckboxInput: "勾选",
    forms.ClearableFileInput: "选择",
    forms.FileInput: "选择",
}


def word_required_errors(form: forms.BaseForm) -> None:
    """Name the field in the message for an empty one: 请填写地点。 or 请选择主持人。"""
    standard = forms.Field.default_error_messages["required"]
    for field in form.fields.values():
        # By identity: to compare the words, each would be translated.
        required = field.error_messages.get("required")
        if field.label and (required is None or required is standard):
            verb = _REQUIRED_VERBS.get(type(field.widget), "填写")
            field.error_messages["required"] = f"请{verb}{field.label}。"


def word_blank_choices(fields: Iterable[forms.Field]) -> None:
    """请选择 or （无） in place of Django's row of dashes."""
    dashes = BLANK_CHOICE_DASH[0][1]
    for field in fields:
        blank = "请选择" if field.required else "（无）"
        if isinstance(field, forms.ModelChoiceField):
            if field.empty_label == dashes:
                field.empty_label = blank
        elif isinstance(field, forms.ChoiceField):
            choices = list(field.choices)
            if choices and choices[0] == ("", dashes):
                field.choices = [("", blank), *choices[1:]]


class _Settled(BaseChoiceIterator):
    """Choices that no form changes: every copy of their field shares them."""

    def __init__(self, choices: Iterable):
        self._all = list(choices)

    def __iter__(self):
        return iter(self._all)

    def __copy__(self):
        return self

    def __deepcopy__(self, _memo):
        return self


def settle_choices(form_class):
    """Let every form of a class share the choices that its class has: to copy them takes as long as the rest of the form."""
    word_blank_choices(form_class.base_fields.values())
    for field in form_class.base_fields.values():
        if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
            field.choices = _Settled(field.choices)
    return form_class


class HouseFormMixin:
    """Crispy layout from `fieldsets = [("标题", ["field", …])]`; hidden fields follow by themselves."""

    fieldsets: list[tuple[str, list[str]]] = []
    # What is typed is kept on the device until it is stored; of these forms only when the person says so.
    is_private = False
    _to_prepare: Sequence[Callable[[], None]] = ()

    def build_helper(self) -> FormHelper:
        """One column, no form tag (templates/components/_form.html writes it), errors summarised on top."""
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        helper.form_show_errors = True
        helper.label_class = "form-label"
        helper.render_unmentioned_fields = True
        helper.render_hidden_fields = True
        helper.layout = Layout(
            *[
                Fieldset(title, *[name for name in names if name in self.fields])
                for title, names in self.fieldsets
                if any(name in self.fields for name in names)
            ]
        )
        return helper

    def when_shown(self, prepare: Callable[[], None]) -> None:
        """Prepare something where the form is shown: one that was posted and is right is never shown again."""
        self._to_prepare = [*self._to_prepare, prepare]

    @property
    def helper(self) -> FormHelper:
        """What `{% crispy form %}` asks for."""
        waiting, self._to_prepare = self._to_prepare, ()
        for prepare in waiting:
            prepare()
        return self.build_helper()


class RecordsField(forms.ModelMultipleChoiceField):
    """Several records to choose from; a posted number that no column can hold is a wrong choice, not a crash."""

    def _check_values(self, value):
        for pk in value if isinstance(value, list | tuple) else ():
            if len(str(pk)) > 18:
                raise forms.ValidationError(
                    self.error_messages["invalid_choice"],
                    code="invalid_choice",
                    params={"value": str(pk)[:20]},
                )
        return super()._check_values(value)


class FilesInput(forms.ClearableFileInput):
    """Takes several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """A list of uploaded files, possibly empty, at most `FILES_MOST`."""

    widget = FilesInput

    def clean(self, data, initial=None):
        """Each file by itself."""
        files = data if isinstance(data, list | tuple) else [data] if data else []
        if not files and self.required:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        if len(files) > FILES_MOST:
            raise forms.ValidationError(f"一次最多上传 {FILES_MOST} 个文件，您选了 {len(files)} 个。")
        return [super(FilesField, self).clean(file, initial) for file in files]


class TokenField(forms.CharField):
    """Hidden token, new for every form that is opened."""

    widget = forms.HiddenInput

    def __init__(self, **kwargs):
        super().__init__(required=False, max_length=36, initial=new_token, **kwargs)


@dataclass(frozen=True)
class AskWhich:
    """A form saved before that comes with other words: what it was saved as, and where each answer leads.

    `url` is empty where the person cannot see that record, `change_url` where it is not theirs to change. The form
    `is_sent` there where the page asks for the same; else the page is opened beside it.
    """

    token: str
    url: str = ""
    change_url: str = ""
    is_sent: bool = False
    lock_version: int = 0


class SavedOnceMixin:
    """What a form does with its token: the same words are saved once; with other words it asks 另存一条 or 改那一条."""

    asked: AskWhich | None = None
    is_as_edited = False
    # The token that was looked up last, and what was found.
    _asked: tuple | None = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.is_bound and self.data.get(AS_NEW):
            # From here on it is the new form that 另存一条 asked for, also when it must come back once more.
            self.data = self.data.copy()
            self.data["form_token"] = self.data[AS_NEW]
            del self.data[AS_NEW]

    @cached_property
    def digest(self) -> str:
        """The digest of what was posted."""
        return digest_of(self.data, self.files)

    def used(self):
        """What is known of the form's token: asked once while the form is checked and saved."""
        token = token_of(self.data)
        if self._asked is None or self._asked[0] != token:
            self._asked = token, used_token(token)
        return self._asked[1]

    def already_saved(self):
        """The record that this very form made of these words and that still holds them, or None."""
        used = self.used()
        return used and saved_as(used, self.digest)

    def once(self, make):
        """What `make()` creates, or what it created of these words before. Raises OtherWords."""
        return once_known(token_of(self.data), self.digest, make, self.used())

    def is_valid(self) -> bool:
        """Not when the form was saved before with other words: then it asks what they shall be."""
        is_valid = super().is_valid()
        if self.is_bound and self.used() and not self.already_saved():
            self.ask_which()
            return False
        return is_valid

    def ask_which(self) -> None:
        """Come back with every typed word and ask whether it makes another record or changes the one made."""
        used = used_token(token_of(self.data))
        made = used and record_of(used)
        is_gone = made is None or getattr(made, "deleted_at", None) is not None
        is_seen = not is_gone and records.is_seen_by(self.user, made)
        name = f"“{made}”" if is_seen else ""
        words = f"这张表单先前已经保存过{name}，"
        if is_gone:
            words += "那条记录后来删去了。"
        elif used.digest == self.digest:
            words += "那条记录后来又改过。"
        else:
            words += "这次填的内容和那次不同。"
        words += "这次填的还没有保存，都在下面。"
        if self.files:
            words += "要上传的文件请重新选择。"
        change_url = self.change_url_of(made) if is_seen else ""
        self.asked = AskWhich(
            new_token(),
            url=records.url_of(made) if is_seen else "",
            change_url=change_url,
            is_sent=self.is_as_edited,
            lock_version=getattr(made, "lock_version", 0),
        )
        choice = "请选择“另存一条”或“改那一条”。" if change_url else "确实要再登记一条，请按“另存一条”。"
        self.add_error(None, words + choice)

    def change_url_of(self, made) -> str:  # noqa: ARG002  # records' forms ask it
        """Where the record that this form made is changed; empty where it cannot be."""
        return ""


class CheckList(forms.CheckboxSelectMultiple):
    """Persons to tap; the page adds 全选 above it where it loads `js/checklist.js`."""

    def __init__(self, attrs=None):
        super().__init__(attrs={"data-check-list": "", **(attrs or {})})


class BaseForm(SavedOnceMixin, HouseFormMixin, forms.Form):
    """A form that is not one record's plain editing: its view hands the cleaned data to a service.

    The service is called inside `once`, so that a form that is sent twice is done once.
    """

    form_token = TokenField()

    def __init__(self, *args, user=None, branch=None, today: date | None = None, **kwargs):
        self.user, self.branch, self.today = user, branch, today
        super().__init__(*args, **kwargs)
        use_native_pickers(self)
        word_required_errors(self)
        word_blank_choices(self.fields.values())


class BaseModelForm(SavedOnceMixin, HouseFormMixin, forms.ModelForm):
    """Plain editing of one record. `save()` writes the record, its links and the audit entry in one transaction.

    A stale form (someone saved in between) is invalid and carries `conflicts`: (label, theirs, yours) per field.
    A form that comes again with the same words returns the record it made; with other words a new record is asked
    about, and an edit is stale: it always runs through the version check. `core.pages` gives every form the person, the branch,
    the year worked in and today.
    """

    form_token = TokenField()
    lock_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    # Whether the page that edits the record asks for the very same, so that 改那一条 can send this form there.
    is_as_edited = True

    def __init__(
        self, *args, user=None, branch=None, year: int | None = None, today: date | None = None, **kwargs
    ):
        self.user, self.branch, self.year, self.today = user, branch, year, today
        self.conflicts: list[tuple[str, str, str]] = []
        super().__init__(*args, **kwargs)
        use_native_pickers(self)
        word_required_errors(self)
        word_blank_choices(self.fields.values())
        self.before = audit.snapshot(self.instance) if self.instance.pk else {}
        self.is_edit = bool(self.instance.pk)
        if self.is_edit:
            self.initial["lock_version"] = self.instance.lock_version
        else:
            del self.fields["lock_version"]

    @property
    def is_private(self) -> bool:
        """Whether it asks for a restricted field, so that the browser keeps nothing by itself."""
        return bool(self.instance.restricted_fields & set(self.fields))

    def is_valid(self) -> bool:
        """Also when the same words were saved before: then it leads to its record, whatever took its place by now."""
        return super().is_valid() or (self.is_bound and self.already_saved() is not None)

    def clean(self):
        """Refuse to overwrite what was saved since this form was opened, by someone else or by this very form."""
        cleaned = super().clean()
        if self.is_edit and not self.already_saved():
            posted = cleaned.get("lock_version") or 0
            if posted != self.instance.lock_version or self.used():
                self.mark_stale()
        return cleaned

    def ask_which(self) -> None:
        """An edit is compared with what is stored; only a new record is asked about."""
        if not self.is_edit:
            super().ask_which()
        elif not self.conflicts and not self.errors:
            self.mark_stale()

    def change_url_of(self, made) -> str:
        """The page that edits the record, where its type lets the person."""
        return records.change_url_of(self.user, made) if type(made) is self._meta.model else ""

    def mark_stale(self) -> None:
        """Show the stored values beside the typed ones and let the next submit decide."""
        fresh = type(self.instance)._base_manager.get(pk=self.instance.pk)
        theirs = audit.snapshot(fresh)
        yours = audit.snapshot(self._typed_instance())
        self.conflicts = [
            (label, theirs.get(key, ("", ""))[1], mine)
            for key, (label, mine) in yours.items()
            if key in self.fields and theirs.get(key, ("", ""))[1] != mine
        ]
        self.data = self.data.copy()
        self.data["lock_version"] = fresh.lock_version
        self.data["form_token"] = new_token()
        self.add_error(None, str(records.StaleRecord()))

    def _typed_instance(self):
        typed = type(self.instance)._base_manager.get(pk=self.instance.pk)
        typable = {field.name for field in typed._meta.concrete_fields} - {"lock_version"}
        for name in typable & set(self.cleaned_data):
            setattr(typed, name, self.cleaned_data[name])
        return typed

    def prepare(self, instance) -> None:
        """Set what the form does not ask for; subclasses override."""

    def save(self, commit=True):  # noqa: ARG002  # as Django calls it
        """Write through `core.records`; returns the record.

        Raises StaleRecord when another save came first, and ValidationError with the words of a constraint that
        the database found violated (also when someone else took the same name a moment ago).
        """
        try:
            return self.once(self._write)
        except IntegrityError:
            records.name_conflict(self.instance)
            raise

    def _write(self):
        obj = self.instance
        is_new = obj.pk is None
        if is_new and self.branch is not None and hasattr(obj, "branch_id") and not obj.branch_id:
            obj.branch = self.branch
        if is_new and hasattr(obj, "created_by_id"):
            obj.created_by = self.user
        self.prepare(obj)
        with records.audited(obj, by=self.user, before=self.before):
            self.write_links()
        return obj

    def write_links(self) -> None:
        """Many-to-many links and child rows; subclasses extend."""
        self._save_m2m()


class FilterSelect(forms.Select):
    """A select of a filter, its options joined here: as a template they take as long as the fifty rows below it."""

    def render(self, name, value, attrs=None, renderer=None):  # noqa: ARG002  # as Django calls it
        """The select as HTML."""
        chosen = set(self.format_value(value))
        options = "".join(
            f'<optgroup label="{escape(str(one))}">{_options(label, chosen)}</optgroup>'
            if isinstance(label, list | tuple)
            else _options([(one, label)], chosen)
            for one, label in self.choices
        )
        told = flatatt({"name": name, **self.build_attrs(self.attrs, attrs)})
        return SafeString(f"<select{told}>{options}</select>")


def _options(choices: Iterable, chosen: Collection[str]) -> str:
    return "".join(
        f'<option value="{escape(str(value))}"{" selected" if str(value) in chosen else ""}>{escape(str(label))}</option>'
        for value, label in choices
    )


class Choice(forms.ChoiceField):
    """One choice of a filter, with `everything` on top."""

    widget = FilterSelect

    def __init__(self, label: str, choices: Iterable = (), *, everything: str = "全部", **kwargs):
        self.everything = ("", everything)
        super().__init__(label=label, choices=[self.everything, *choices], required=False, **kwargs)

    def offer(self, rows: Iterable, *others: tuple[str, str]) -> None:
        """Choose among these records, by their numbers, or `others`."""
        self.choices = [self.everything, *((str(row.pk), str(row)) for row in rows), *others]


class SearchField(forms.CharField):
    """Text to look for in a filter."""

    widget = forms.TextInput(attrs={"type": "search"})

    def __init__(self, label: str = "文字"):
        super().__init__(label=label, required=False, max_length=60)


class ListFilter(forms.Form):
    """The filter above a list, bound to the address; a value that is not valid filters nothing and shows its error.

    A field narrows the rows by the column of its name, or by the method `by_<name>(rows, value)` where there is one;
    `q` looks for every word in any of the columns `searched`.
    """

    searched: tuple[str, ...] = ()

    def __init__(self, data, *, user=None, branch=None, year: int = 0, today: date | None = None):
        self.user, self.branch, self.year, self.today = user, branch, year, today
        super().__init__(data)

    def chosen(self, name: str):
        """The valid value of a field, or an empty one."""
        self.is_valid()
        return self.cleaned_data.get(name) or ""

    @property
    def is_filtered(self) -> bool:
        """Whether a condition was given."""
        return any(self.data.get(field.html_name) for field in self.visible_fields())

    def apply(self, rows: QuerySet) -> QuerySet:
        """The rows that fit."""
        for field in self.visible_fields():
            if value := self.chosen(field.name):
                narrow = getattr(self, f"by_{field.name}", None)
                rows = narrow(rows, value) if narrow else rows.filter(**{field.name: value})
        return rows

    def by_q(self, rows: QuerySet, text: str) -> QuerySet:
        """Every word stands in one of the columns."""
        for word in text.split():
            fits = Q()
            for column in self.searched:
                fits |= Q(**{f"{column}__icontains": word})
            rows = rows.filter(fits)
        return rows
