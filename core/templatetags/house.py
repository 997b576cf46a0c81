"""Tags and filters of every template. They render or call one function; decisions live elsewhere."""

from datetime import date, datetime
from functools import lru_cache

import lucide
from django import template
from django.template import defaulttags
from django.template.defaulttags import URLNode
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.urls import NoReverseMatch
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from core import columns as list_columns
from core import dates, history, panels
from core.addresses import plain_address
from core.badges import Badge
from core.jobs.notices import notices
from core.version import VERSION

register = template.Library()

# A detail page shows this many changes; the rest stand on the history page.
HISTORY_LINES = 8
MESSAGE_TONES = {
    "success": "success",
    "warning": "warning",
    "error": "danger",
    "info": "info",
    "debug": "info",
}
MESSAGE_ICONS = {"success": "circle-check", "warning": "triangle-alert", "error": "circle-alert"}


@lru_cache(maxsize=256)
def _icon(name: str, size: int, css_class: str) -> str:
    # The library keeps the licence comment and class of each drawing; pages need neither.
    attributes = {"class": f"icon {css_class}".strip(), "aria-hidden": "true", "focusable": "false"}
    return lucide._render_icon(name, size, **attributes)


@register.simple_tag
def icon(name: str, size: int = 20, css_class: str = "") -> str:
    """A lucide drawing inline, hidden from screen readers: a word stands beside it, or the button has a label."""
    return mark_safe(_icon(str(name), size, str(css_class)))  # noqa: S308 - drawings of a pinned package


class PlainUrlNode(URLNode):
    """`{% url 'name' %}`: an address without arguments, worked out once."""

    def render(self, context) -> str:
        """The address, or nothing where it is kept under a name."""
        try:
            found = plain_address(self.view_name.resolve(context))
        except NoReverseMatch:
            if self.asvar is None:
                raise
            found = ""
        if self.asvar is None:
            return found
        context[self.asvar] = found
        return ""


@register.tag
def url(parser, token):
    """Django's tag; pages have forty addresses without arguments, and each takes as long as a row of a list."""
    node = defaulttags.url(parser, token)
    return node if node.args or node.kwargs else PlainUrlNode(node.view_name, [], {}, node.asvar)


@register.simple_tag
def program_version() -> str:
    """2026.11."""
    return VERSION


@register.simple_tag(takes_context=True)
def page_title(context) -> str:
    """The page's `title` block once more, as its h1: a page names itself in one place."""
    block = context.render_context[BLOCK_CONTEXT_KEY].get_block("title")
    return block.nodelist.render(context) if block else SafeString("")


@register.inclusion_tag("components/_job_notices.html")
def job_notices(request) -> dict[str, object]:
    """Files that were made in the background since this person last looked; nothing for nobody."""
    return {"jobs": notices(request) if request.user.is_authenticated else []}


@register.filter
def cn_date(value: date | datetime | None) -> str:
    """2025年3月7日; empty for no date."""
    if not value:
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return dates.chinese_date(value)


@register.filter
def cn_short_date(value: date | datetime | None) -> str:
    """3月7日, where the year is plain from the page."""
    return cn_date(value).split("年", 1)[-1]


@register.filter
def cn_datetime(value: datetime | None) -> str:
    """2025年3月7日 14:30; empty for no time."""
    if not value:
        return ""
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{dates.chinese_date(local.date())} {local:%H:%M}"


@register.filter
def message_tone(level_tag: str) -> str:
    """The alert class of a message level."""
    return MESSAGE_TONES.get(level_tag, "info")


@register.filter
def message_icon(level_tag: str) -> str:
    """The icon of a message level."""
    return MESSAGE_ICONS.get(level_tag, "info")


@register.simple_tag
def status_badge(badge: Badge | str, tone: str = "info") -> SafeString:
    """A state: a `core.badges.Badge`, or a word and a tone. Nothing is shown for an empty word."""
    return _apart(badge if isinstance(badge, Badge) else Badge(str(badge or ""), tone))


@register.simple_tag
def late_badge(obj) -> SafeString:
    """补录 n 天, where a record was entered later than the event allows; nothing otherwise."""
    return _apart(panels.late_badge(obj) or Badge(""))


def _apart(badge: Badge) -> SafeString:
    """A badge, and a break so that what follows it in a line stands apart."""
    return SafeString(f"{list_columns.badge(badge)}\n")


@register.simple_tag(takes_context=True)
def query_url(context, **changes) -> str:
    """The present address with some GET parameters changed; an empty value removes one."""
    params = context["request"].GET.copy()
    for name, value in changes.items():
        if value in ("", None):
            params.pop(name, None)
        else:
            params[name] = value
    return f"?{params.urlencode()}"


@register.simple_tag(takes_context=True)
def page_url(context, number) -> str:
    """The present address on another page of the list, every filter kept."""
    return query_url(context, page=number)


SORT_ICONS = {"ascending": "arrow-up", "descending": "arrow-down", "none": "chevrons-up-down"}


@register.simple_tag(takes_context=True)
def sort_header(context, field: str, label: str, css_class: str = "") -> SafeString:
    """A column head that sorts by `?sort=field`, and the other way round (`-field`) when it already does."""
    current = context["request"].GET.get("sort", "")
    direction = {field: "ascending", f"-{field}": "descending"}.get(current, "none")
    following = f"-{field}" if direction == "ascending" else field
    url = query_url(context, sort=following, page="")
    return list_columns.head(label, css_class, icon(SORT_ICONS[direction], 14), direction, url)


@register.inclusion_tag("components/_list_table.html", takes_context=True)
def list_table(context, columns, rows, group=None, sortable=True) -> dict:
    """Records as a table of `core.columns.Column`; `group` is the one that stands as a line above its rows,
    `sortable` says whether the page knows `?sort=`.
    """
    heads = [
        sort_header(context, column.sort, column.label, column.css)
        if column.sort and sortable
        else list_columns.plain_head(column)
        for column in columns
    ]
    return {
        "heads": SafeString("".join(heads)),
        "rows": list_columns.table_rows(columns, rows, group),
        "width": len(columns),
    }


@register.inclusion_tag("components/_record_actions.html", takes_context=True)
def record_actions(context, obj) -> dict:
    """Edit, delete, restore: those of the record's type that this person may do."""
    return {"actions": panels.actions_for(obj, context["request"].user)}


@register.inclusion_tag("components/_history.html", takes_context=True)
def history_panel(context, obj) -> dict:
    """The newest changes of this record: who, when, old and new; restricted values masked for most."""
    lines = history.lines_for(obj, context["request"].user, limit=HISTORY_LINES + 1)
    more_url = panels.history_url(obj) if len(lines) > HISTORY_LINES else ""
    return {"lines": lines[:HISTORY_LINES], "more_url": more_url, "retention": panels.retention_of(obj)}


@register.inclusion_tag("components/_attachments.html", takes_context=True)
def attachment_panel(context, obj) -> dict:
    """The files of this record, and adding one where the person may change it."""
    return {"panel": panels.attachments_for(obj, context["request"].user)}
