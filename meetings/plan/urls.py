"""The year's plan and agenda templates: addresses."""

from django.urls import path

from . import views

urlpatterns = [
    path("plan/", views.plan_list, name="plan_list"),
    path("plan/new/", views.plan_create, name="plan_create"),
    path("plan/themes/", views.plan_themes, name="plan_themes"),
    path("plan/fill/", views.plan_fill, name="plan_fill"),
    path("plan/copy/", views.plan_copy, name="plan_copy"),
    path("plan/<int:pk>/", views.plan_detail, name="plan_detail"),
    path("plan/<int:pk>/edit/", views.plan_update, name="plan_update"),
    path("templates/", views.template_list, name="template_list"),
    path("templates/new/", views.template_create, name="template_create"),
    path("templates/<int:pk>/", views.template_detail, name="template_detail"),
    path("templates/<int:pk>/edit/", views.template_update, name="template_update"),
]
