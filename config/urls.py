"""Where every page of the site begins; each app's own urls.py is its table of contents."""

from django.urls import include, path

from branch import paper_urls as branch_paper_urls
from core.health import healthz
from meetings import paper_urls as meetings_paper_urls
from overview import paper_urls as overview_paper_urls
from rectification import paper_urls as rectification_paper_urls
from reports import urls
from study import paper_urls as study_paper_urls

# Every app prints its own papers; all of them have their addresses together.
papers = [
    *urls.urlpatterns,
    *branch_paper_urls.urlpatterns,
    *meetings_paper_urls.urlpatterns,
    *overview_paper_urls.urlpatterns,
    *rectification_paper_urls.urlpatterns,
    *study_paper_urls.urlpatterns,
]

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("", include("overview.urls")),
    path("", include("branch.urls")),
    path("records/", include("core.urls")),
    path("meetings/", include("meetings.urls")),
    path("study/", include("study.urls")),
    path("activities/", include("activities.urls")),
    path("rectification/", include("rectification.urls")),
    path("reports/", include((papers, "reports"))),
]

handler400 = "core.views.bad_request"
handler403 = "core.views.permission_denied"
handler404 = "core.views.page_not_found"
handler500 = "core.views.server_error"
