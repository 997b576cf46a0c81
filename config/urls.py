"""Where every page of the site begins; each app's own urls.py is its table of contents."""

from django.urls import include, path

urlpatterns = [
    path("", include("overview.urls")),
    path("", include("branch.urls")),
    path("records/", include("core.urls")),
    path("meetings/", include("meetings.urls")),
    path("study/", include("study.urls")),
    path("activities/", include("activities.urls")),
    path("rectification/", include("rectification.urls")),
    path("reports/", include("reports.urls")),
]

handler403 = "core.errors.permission_denied"
handler404 = "core.errors.page_not_found"
handler500 = "core.errors.server_error"
