"""工作纪实: addresses."""

from django.urls import path

from .views import activities

app_name = "activities"

urlpatterns = [
    path("", activities.activity_list, name="activity_list"),
]
