"""The papers of study: addresses below /reports/, where all papers have theirs."""

from django.urls import path

from .views import study_records

urlpatterns = [
    path(
        "study-record/<int:pk>/<int:year>/<str:file_format>/", study_records.study_record, name="study_record"
    ),
]
