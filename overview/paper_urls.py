"""The papers of this app: addresses below /reports/, where all papers have theirs."""

from django.urls import path

from .closing import views as closing_views
from .handover import views as handover_views
from .renewal import views as renewal_views

urlpatterns = [
    path("branch-closings/<int:pk>/<str:file_format>/", closing_views.closing_paper, name="closing_paper"),
    path("handovers/<int:pk>/<str:file_format>/", handover_views.handover_paper, name="handover_paper"),
    path(
        "renewals/<int:pk>/<str:paper>/<str:file_format>/", renewal_views.renewal_paper, name="renewal_paper"
    ),
]
