"""工作纪实: addresses."""

from django.urls import path

from .views import activities, areas, duties, figures, pledges, timeline

app_name = "activities"

urlpatterns = [
    path("", activities.activity_list, name="activity_list"),
    path("new/", activities.activity_create, name="activity_create"),
    path("<int:pk>/", activities.activity_detail, name="activity_detail"),
    path("<int:pk>/edit/", activities.activity_update, name="activity_update"),
    path("<int:pk>/fill/", activities.activity_fill, name="activity_fill"),
    path("pledge/", pledges.pledge_update, name="pledge_update"),
    path("timeline/", timeline.timeline, name="timeline"),
    path("calendar/", timeline.calendar, name="calendar"),
    path("statistics/", figures.statistics, name="statistics"),
    path("duties/", duties.duty_list, name="duty_list"),
    path("duties/new/", duties.duty_create, name="duty_create"),
    path("duties/<int:pk>/", duties.duty_detail, name="duty_detail"),
    path("duties/<int:pk>/edit/", duties.duty_update, name="duty_update"),
    path("areas/", areas.area_list, name="area_list"),
    path("areas/new/", areas.area_create, name="area_create"),
    path("areas/copy/", areas.area_copy, name="area_copy"),
    path("areas/assign/", areas.area_assign, name="area_assign"),
    path("areas/<int:pk>/", areas.area_detail, name="area_detail"),
    path("areas/<int:pk>/edit/", areas.area_update, name="area_update"),
    path("areas/<int:pk>/move/", areas.area_move, name="area_move"),
]
