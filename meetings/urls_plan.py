"""The year's plan and agenda templates: addresses."""

from django.urls import path

from .views import plans, templates

urlpatterns = [
    path("plan/", plans.plan_list, name="plan_list"),
    path("plan/new/", plans.plan_create, name="plan_create"),
    path("plan/themes/", plans.plan_themes, name="plan_themes"),
    path("plan/fill/", plans.plan_fill, name="plan_fill"),
    path("plan/copy/", plans.plan_copy, name="plan_copy"),
    path("plan/<int:pk>/", plans.plan_detail, name="plan_detail"),
    path("plan/<int:pk>/edit/", plans.plan_update, name="plan_update"),
    path("templates/", templates.template_list, name="template_list"),
    path("templates/new/", templates.template_create, name="template_create"),
    path("templates/<int:pk>/", templates.template_detail, name="template_detail"),
    path("templates/<int:pk>/edit/", templates.template_update, name="template_update"),
]
