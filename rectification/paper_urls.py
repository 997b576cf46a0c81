"""The papers of rectification: addresses below /reports/, where all papers have theirs."""

from django.urls import path

from .ledger import views

urlpatterns = [
    path("ledgers/items/<str:file_format>/", views.item_ledger_file, name="item_ledger"),
    path("ledgers/problems/<str:file_format>/", views.problem_ledger_file, name="problem_ledger"),
    path("closings/<int:pk>/<str:file_format>/", views.closing_file, name="closing_sheet"),
    path("notices/<int:pk>/<str:file_format>/", views.notice_file, name="notice_sheet"),
]
