"""The papers of the branch: addresses below /reports/, where all papers have theirs."""

from django.urls import path

from .disclosure import views
from .transfers import views as transfers_views

urlpatterns = [
    path("openness/<str:file_format>/", views.openness_file, name="openness_file"),
    path("disclosures/<int:pk>/<str:file_format>/", views.disclosure_file, name="disclosure_file"),
    path("transfer-register/<str:file_format>/", transfers_views.transfer_register, name="transfer_register"),
]
