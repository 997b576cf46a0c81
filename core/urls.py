"""Pages shared by every kind of record: recycle bin, history, attachments; a person's own files made in the background."""

from django.urls import path

from . import views
from . import views as core_views
from .jobs import views as job_views

app_name = "core"

urlpatterns = [
    path("trash/", views.trash_list, name="trash_list"),
    path("files/<int:pk>/", views.attachment_open, name="attachment_open"),
    path("files/<int:pk>/small/", core_views.attachment_small, name="attachment_small"),
    path("files/<int:pk>/remove/", views.attachment_remove, name="attachment_remove"),
    path("jobs/", job_views.job_list, name="job_list"),
    path("jobs/start/", job_views.job_start, name="job_start"),
    path("jobs/<int:pk>/", job_views.job_detail, name="job_detail"),
    path("jobs/<int:pk>/state/", job_views.job_state, name="job_state"),
    path("jobs/<int:pk>/file/", job_views.job_file, name="job_file"),
    path("jobs/<int:pk>/cancel/", job_views.job_cancel, name="job_cancel"),
    path("<str:key>/<int:pk>/history/", views.record_history, name="record_history"),
    path("<str:key>/<int:pk>/delete/", views.record_delete, name="record_delete"),
    path("<str:key>/<int:pk>/restore/", views.record_restore, name="record_restore"),
    path("<str:key>/<int:pk>/files/", views.attachment_add, name="attachment_add"),
]
