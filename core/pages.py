"""The pages of a record type, each declared in a few lines: its list, its detail page, entering and editing it.

What a person may not know of is a 404, then what they may not do is a 403. Stale and resent forms, the audit entry and
the message come from `core.forms` and `core.editing`. Words and addresses come from the type as it is registered with
`core.records`. Pages with more to do are written by hand on `chosen_branch`, `get_visible` and `form_page`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods

from . import records
from .columns import Column, sorted_rows
from .editing import edit_page
from .forms import BaseModelForm, ListFilter
from .paging import ListPaginator
from .sheets import Sheet, sheet_response

PAGE_SIZE = 50

View = Callable[..., HttpResponse]
MayInBranch = Callable[[Any, Any], bool]
Predicate = Callable[[Any, Any], bool]
Shape = Callable[[Any], QuerySet]
Context = Callable[[Any, Any], dict[str, Any]]


def allow(answer: bool, why: str = "") -> None:
    """Go on where the answer is yes. Raises PermissionDenied, whose page tells `why`."""
    if not answer:
        raise PermissionDenied(why)


def chosen_branch(request: HttpRequest, may: MayInBranch | None = None, why: str = "") -> Any:
    """The branch worked in, where `may(user, branch)`. Raises PermissionDenied, also for someone without any branch."""
    branch = request.workspace.branch
    allow(branch is not None, "您的账号还没有加入任何党支部，请联系管理员设置角色。")
    allow(may is None or may(request.user, branch), why)
    return branch


def get_visible(
    request: HttpRequest,
    model: type[Model],
    pk: int,
    may: Predicate | None = None,
    why: str = "",
    rows: Shape | None = None,
) -> Any:
    """A record by its number, loaded as `rows` says.

    Raises Http404 where the person may not know of it, PermissionDenied unless `may(user, record)`.
    """
    obj = get_object_or_404((rows or _with_branch)(model.objects.visible_to(request.user)), pk=pk)
    allow(may is None or may(request.user, obj), why)
    return obj


@dataclass(frozen=True)
class Words:
    """What a form page says: its title, the message when it is done, a subtitle, the words on its buttons.

    `again` stands on the button that saves and begins the next record; empty where there is seldom a next one.
    """

    title: str
    done: str
    subtitle: str = ""
    submit: str = "保存"
    again: str = "保存并再录一条"


@dataclass(frozen=True)
class Add:
    """The button above a list for entering a new record: its word, who may, and what its address says.

    `hint` tells those who may what to do first, as long as the list is empty.
    """

    label: str
    may: MayInBranch
    hint: str = ""
    query: str = ""


@dataclass
class Listing:
    """A list as it is asked for: `rows` are those the person may see, `found` those that fit the filter, in order."""

    request: HttpRequest
    branch: Any
    year: int
    today: date
    rows: Any = None
    form: Any = None
    found: Any = None

    @property
    def user(self) -> Any:
        """Who asks."""
        return self.request.user


def list_page(
    model: type[Model],
    columns: Sequence[Column] | Callable[[Listing], Sequence[Column]],
    *,
    may_open: MayInBranch,
    why: str = "",
    add: Add | Callable[[Listing], Add] | None = None,
    rows: Callable[[Any, Listing], QuerySet] | None = None,
    of_year: bool = True,
    year: Callable[[HttpRequest], int] | None = None,
    filters: type[ListFilter] | None = None,
    unit: str = "",
    sheet: Callable[[Listing], Sheet] | None = None,
    may_export: MayInBranch | None = None,
    title: str = "",
    subtitle: str = "",
    tabs: tuple[str, str] = ("", ""),
    empty: tuple[str, str] = ("", "支部登记以后，会列在这里。"),
    template: str = "base_list.html",
    context: Callable[[Listing], dict[str, Any]] | None = None,
) -> View:
    """The list of a record type: those of the branch (and of the year, where it has one) that the person may see.

    `rows(rows, listing)` loads and orders them, in place of `for_list()`; `sheet` answers `?format=xlsx` with all that
    were found; `tabs` are the partial of the section's tabs and the active one; `subtitle` may name `{year}` and `{branch}`;
    `empty` is what stands in place of an empty list for those who may not add. A template that extends
    `base_list.html` says more, with what `context` adds.
    """

    @require_GET
    def view(request: HttpRequest) -> HttpResponse:
        branch = _branch_for(request, model, may_open, why)
        at = Listing(request, branch, year(request) if year else request.workspace.year, localdate())
        at.rows = _rows_of(at, model, of_year)
        at.rows = rows(at.rows, at) if rows else _for_list(at.rows)
        at.found = at.rows
        if filters:
            at.form = filters(request.GET, user=at.user, branch=branch, year=at.year, today=at.today)
            at.found = at.form.apply(at.rows)
        shown = columns(at) if callable(columns) else columns
        at.found = sorted_rows(at.found, shown, request)
        if sheet and request.GET.get("format") == "xlsx":
            return sheet_response(sheet(at))
        kind = records.by_label(model._meta.label_lower)
        button = add(at) if callable(add) else add
        may_add = button is not None and button.may(at.user, branch)
        usual_empty = f"{'这一年' if of_year and _is_of_year(at.rows) else ''}还没有登记{kind.label}"
        shared = {
            "title": title or kind.heading,
            "subtitle": subtitle.format(year=at.year, branch=branch),
            "tabs": tabs,
            "form": at.form,
            "is_filtered": at.form is not None and at.form.is_filtered,
            "unit": unit,
            "export": sheet is not None and (may_export is None or may_export(at.user, branch)),
            "columns": shown,
            "group": None,
            "page": ListPaginator(at.found, PAGE_SIZE).get_page(request.GET.get("page")),
            "year": at.year,
            "add_label": button.label if button else "",
            "add_url": reverse(kind.create_url) + button.query.format(year=at.year) if may_add else "",
            "icon": kind.icon,
            "empty_title": usual_empty if may_add else empty[0] or usual_empty,
            "empty_text": button.hint if may_add else empty[1],
        }
        return render(request, template, shared | (context(at) if context else {}))

    return view


def detail_page(
    model: type[Model],
    template: str = "base_detail.html",
    *,
    may_open: MayInBranch | None = None,
    rows: Shape | None = None,
    facts: Sequence[Column] = (),
    context: Context | None = None,
) -> View:
    """The page of one record: its `facts`, or what a template that extends `base_detail.html` says of it.

    The template knows the record by the type's name, and what `context(request, record)` adds. `rows` loads it, in
    place of `for_list()`; `may_open(user, branch)` is asked before it is looked for.
    """

    @require_GET
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        if may_open:
            _branch_for(request, model, may_open)
        obj = get_visible(request, model, pk, rows=rows or _for_list)
        kind = records.by_label(model._meta.label_lower)
        shared = {
            kind.name: obj,
            "object": obj,
            "kind": kind,
            "facts": [(fact.label, fact.cell(obj)) for fact in facts],
        }
        return render(request, template, shared | (context(request, obj) if context else {}))

    return view


def form_pages(
    form: type[BaseModelForm],
    adding: Words,
    changing: Words,
    *,
    may_add: MayInBranch,
    may_open: MayInBranch | None = None,
    why: str = "",
    why_not_change: str = "",
    create_form: type[BaseModelForm] | None = None,
    year: Callable[[HttpRequest], int] | None = None,
    initial: Callable[[HttpRequest], dict[str, Any]] | None = None,
    given: Sequence[str] = (),
    keep: Sequence[str] = (),
    template: str = "base_form.html",
    context: Context | None = None,
) -> tuple[View, View]:
    """Entering a new record of the branch and year worked in, and editing one, by those whom its type lets.

    A new form begins with what `initial` says and with the `given` names in the address; a second button stays on the
    form, with those and the fields to `keep`. Titles and subtitles may name the `{object}` and the `{year}`.
    `context(request, record or None)` adds to what the template knows.
    """
    model = form._meta.model

    @require_http_methods(["GET", "POST"])
    def create(request: HttpRequest) -> HttpResponse:
        branch = _branch_for(request, model, may_add, why)
        begun = (initial(request) if initial else {}) | {
            name: request.GET[name] for name in given if name in request.GET
        }
        owned = {"branch": branch, "year": year(request) if year else request.workspace.year}
        new = model(**{name: value for name, value in owned.items() if _has(model, name)})
        bound = _bound(create_form or form, request, new, initial=begun, **owned)
        extra = context(request, None) if context else {}
        words = _filled(adding, year=bound.year)
        return form_page(request, bound, words, template=template, context=extra, keep=keep)

    @require_http_methods(["GET", "POST"])
    def update(request: HttpRequest, pk: int) -> HttpResponse:
        if may_open:
            _branch_for(request, model, may_open)
        may = records.by_label(model._meta.label_lower).can_change
        obj = get_visible(request, model, pk, may, why_not_change)
        owned = {"branch": getattr(obj, "branch", None)}
        owned["year"] = getattr(obj, "year", None) or request.workspace.year
        bound = _bound(form, request, obj, **owned)
        extra = context(request, obj) if context else {}
        words = _filled(changing, year=bound.year, object=obj)
        return form_page(request, bound, words, obj, template=template, context=extra)

    return create, update


def form_page(
    request: HttpRequest,
    form: BaseModelForm,
    words: Words,
    obj: Any = None,
    *,
    template: str = "base_form.html",
    context: dict[str, Any] | None = None,
    keep: Sequence[str] = (),
) -> HttpResponse:
    """Answer with a form about a new record or about `obj`, as `core.editing.edit_page` does, under its list.

    A new record may be followed by the next: the same address, with the fields to `keep`.
    """
    if obj is not None:
        words = replace(words, again="")
    query = request.GET.copy()
    for name in keep:
        query[name] = request.POST.get(name, "")
    next_one = f"{request.path}?{query.urlencode()}" if words.again and "again" in request.POST else ""
    kind = records.by_label(form._meta.model._meta.label_lower)
    shared = {
        "words": words,
        "kind": kind,
        "object": obj,
        kind.name: obj,
        "back_url": records.url_of(obj) if obj else reverse(kind.list_url),
    }
    return edit_page(
        request, form, template=template, done=words.done, context=shared | (context or {}), to=next_one
    )


def _filled(words: Words, **values: Any) -> Words:
    return replace(words, title=words.title.format(**values), subtitle=words.subtitle.format(**values))


def _has(model: type[Model], name: str) -> bool:
    return any(field.name == name for field in model._meta.concrete_fields)


def _branch_for(request: HttpRequest, model: type[Model], may: MayInBranch, why: str = "") -> Any:
    """The branch worked in; accounts and organisations belong to none, and are asked about without one."""
    if hasattr(model, "branch"):
        return chosen_branch(request, may, why)
    allow(may(request.user, None), why)
    return None


def _rows_of(at: Listing, model: type[Model], of_year: bool) -> QuerySet:
    """What the person may see of the branch, and of the year where the type has one."""
    rows = model.objects.visible_to(at.user)
    if _has(model, "branch"):
        rows = rows.filter(branch=at.branch)
    return rows.in_year(at.year) if of_year and _is_of_year(rows) else rows


def _is_of_year(rows: Any) -> bool:
    return bool(getattr(rows, "year_field", "") or getattr(rows, "date_field", ""))


def _for_list(rows: Any) -> QuerySet:
    return rows.for_list() if hasattr(rows, "for_list") else _with_branch(rows)


def _with_branch(rows: Any) -> QuerySet:
    return rows.select_related("branch") if _has(rows.model, "branch") else rows


def _bound(form: type[BaseModelForm], request: HttpRequest, obj: Model, **given: Any) -> BaseModelForm:
    return form(
        request.POST or None,
        request.FILES or None,
        instance=obj,
        user=request.user,
        today=localdate(),
        **given,
    )
