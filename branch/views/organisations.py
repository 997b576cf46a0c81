"""The organisation tree, kept by administrators."""

from django.utils.html import format_html
from django.utils.timezone import localdate

from core.columns import Column
from core.pages import Add, Words, detail_page, form_pages, list_page

from .. import permissions
from ..forms import OrganisationForm
from ..models import Organisation, RoleAssignment

organisation_list = list_page(
    Organisation,
    [
        Column(
            "名称",
            lambda row: format_html('<span class="tree-{}">{}</span>', row.depth, row.name),
            is_main=True,
        ),
        Column("类别", "get_kind_display"),
        Column("代码", "code"),
        Column("成立日期", "founded_on"),
        Column("账号", "account_count", css="num"),
    ],
    may_open=permissions.can_manage_organisations,
    rows=lambda rows, at: rows.with_account_count(at.today).order_by("path"),
    add=Add("新建组织", permissions.can_manage_organisations),
    subtitle="党委、党总支和党支部的上下级关系；上级党务工作者按这棵树看到下面的支部。",
    tabs=("branch/_admin_tabs.html", "organisations"),
)


def _place(request, organisation) -> dict:
    """What stands below it, and who holds which role in it."""
    roles = RoleAssignment.objects.held_on(localdate()).filter(organisation=organisation)
    return {
        "children": organisation.children.alive().order_by("path"),
        "roles": roles.select_related("user", "group").order_by("role", "user__username"),
    }


organisation_detail = detail_page(
    Organisation,
    "branch/organisation_detail.html",
    may_open=permissions.can_manage_organisations,
    rows=lambda rows: rows.select_related("parent"),
    context=_place,
)
organisation_create, organisation_update = form_pages(
    OrganisationForm,
    Words("新建组织", "组织已建立。"),
    Words("编辑{object.short_name}", "修改已保存。"),
    may_open=permissions.can_manage_organisations,
    may_add=permissions.can_manage_organisations,
    given=("parent",),
)
