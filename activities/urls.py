"""工作纪实: addresses."""

from django.urls import path

from . import table as activities_table
from . import views as activities_views
from .areas import views as areas_views
from .duties import views as duties_views

app_name = "activities"

urlpatterns = [
    path("", activities_views.activity_list, name="activity_list"),
    path("import/", activities_table.activity_import, name="activity_import"),
    path("import/template/", activities_table.activity_template, name="activity_template"),
    path("new/", activities_views.activity_create, name="activity_create"),
    path("<int:pk>/", activities_views.activity_detail, name="activity_detail"),
    path("<int:pk>/edit/", activities_views.activity_update, name="activity_update"),
    path("<int:pk>/fill/", activities_views.activity_fill, name="activity_fill"),
    path("pledge/", duties_views.pledge_update, name="pledge_update"),
    path("timeline/", activities_views.timeline, name="timeline"),
    path("calendar/", activities_views.calendar, name="calendar"),
    path("statistics/", activities_views.statistics, name="statistics"),
    path("duties/", duties_views.duty_list, name="duty_list"),
    path("duties/new/", duties_views.duty_create, name="duty_create"),
    path("duties/<int:pk>/", duties_views.duty_detail, name="duty_detail"),
    path("duties/<int:pk>/edit/", duties_views.duty_update, name="duty_update"),
    path("areas/", areas_views.area_list, name="area_list"),
    path("areas/new/", areas_views.area_create, name="area_create"),
    path("areas/copy/", areas_views.area_copy, name="area_copy"),
    path("areas/assign/", areas_views.area_assign, name="area_assign"),
    path("areas/<int:pk>/", areas_views.area_detail, name="area_detail"),
    path("areas/<int:pk>/edit/", areas_views.area_update, name="area_update"),
    path("areas/<int:pk>/move/", areas_views.area_move, name="area_move"),
]
