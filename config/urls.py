"""Where every page of the site begins; each app's own urls.py is its table of contents."""

from django.urls import include, path

from reports import urls, urls_forms, urls_ledgers, urls_study

# Every app prints its own papers; all of them have their addresses together.
papers = [
    *urls.urlpatterns,
    *urls_forms.urlpatterns,
    *urls_ledgers.urlpatterns,
    *urls_study.urlpatterns,
]

urlpatterns = [
    path("", include("overview.urls")),
    path("", include("branch.urls")),
    path("records/", include("core.urls")),
    path("meetings/", include("meetings.urls")),
    path("study/", include("study.urls")),
    path("activities/", include("activities.urls")),
    path("rectification/", include("rectification.urls")),
    path("reports/", include((papers, "reports"))),
]

handler403 = "core.errors.permission_denied"
handler404 = "core.errors.page_not_found"
handler500 = "core.errors.server_error"
