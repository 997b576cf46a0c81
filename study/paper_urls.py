"""The papers of study: addresses below /reports/, where all papers have theirs."""

from django.urls import path

from .hours import views

urlpatterns = [
    path(
        "hours-certificate/<int:pk>/<int:year>/<str:file_format>/",
        views.hours_certificate,
        name="hours_certificate",
    ),
    path("study-record/<int:pk>/<int:year>/<str:file_format>/", views.study_record, name="study_record"),
]
