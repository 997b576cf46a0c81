"""Django's own admin list of meetings, to measure ours against: the same rows, columns and choices to narrow them by."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, path

from meetings.meeting.models import Meeting


class MeetingAdmin(admin.ModelAdmin):
    """Title, kinds, time, chair, attendance and state of 50 meetings of a branch and a year."""

    list_display = ("title", "kind_labels", "starts_at", "chair", "attendance", "get_state_display")
    list_filter = ("state", "group")
    search_fields = ("title",)
    list_select_related = ("chair",)
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet[Meeting]:
        """The rows that our list shows, with their kinds and their attendance."""
        workspace = request.workspace  # type: ignore[attr-defined]  # given by the middleware
        rows = Meeting.objects.of_branch(workspace.branch).in_year(workspace.year)
        return rows.with_attendance().prefetch_related("kind_links")

    def attendance(self, meeting: Meeting) -> str:
        """到会."""
        return f"{meeting.present_count} / {meeting.due_count}"

    def has_view_permission(self, request: HttpRequest, obj: Meeting | None = None) -> bool:  # noqa: ARG002
        """Whoever measures."""
        return True

    def has_change_permission(self, request: HttpRequest, obj: Meeting | None = None) -> bool:  # noqa: ARG002
        """Nothing is changed here."""
        return False

    has_delete_permission = has_change_permission

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Nothing is added here."""
        return False

    def has_module_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Whoever measures."""
        return True


class Site(admin.AdminSite):
    """The admin, without a sign-in of its own."""

    def has_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Whoever measures."""
        return True


def urls() -> list[URLPattern | URLResolver]:
    """Where the admin's list is found."""
    site = Site(name="admin")
    site.register(Meeting, MeetingAdmin)
    return [path("bench/admin/", site.urls)]
