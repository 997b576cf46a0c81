"""工作台, search and the superior officer's view of the branches below."""

from django.urls import path

from . import data_safety
from . import views as overview_views
from .closing import views as closing_views
from .cycle import views as cycle_views
from .handbook import views as handbook_views
from .handover import views as handover_views
from .oversight import views as oversight_views
from .renewal import views as renewal_views

app_name = "overview"

urlpatterns = [
    path("", overview_views.home, name="home"),
    path("cycle/", cycle_views.cycle, name="cycle"),
    path("handovers/", handover_views.handover_list, name="handover_list"),
    path("handovers/new/", handover_views.handover_create, name="handover_create"),
    path("handovers/<int:pk>/", handover_views.handover_detail, name="handover_detail"),
    path("renewals/", renewal_views.renewal_list, name="renewal_list"),
    path("renewals/new/", renewal_views.renewal_create, name="renewal_create"),
    path("renewals/<int:pk>/", renewal_views.renewal_detail, name="renewal_detail"),
    path("renewals/<int:pk>/edit/", renewal_views.renewal_update, name="renewal_update"),
    path("renewals/<int:pk>/candidates/", renewal_views.renewal_candidates, name="renewal_candidates"),
    path("renewals/<int:pk>/finish/", renewal_views.renewal_finish, name="renewal_finish"),
    path("renewals/<int:pk>/steps/<str:step>/", renewal_views.renewal_step, name="renewal_step"),
    path("closings/", closing_views.closing_list, name="closing_list"),
    path("closings/new/", closing_views.closing_create, name="closing_create"),
    path("closings/<int:pk>/", closing_views.closing_detail, name="closing_detail"),
    path("help/", handbook_views.help_index, name="help_index"),
    path("help/about/<str:page>/", handbook_views.help_about, name="help_about"),
    path("help/pictures/<slug:name>.png", handbook_views.help_picture, name="help_picture"),
    path("help/<slug:slug>/", handbook_views.help_chapter, name="help_chapter"),
    path("search/", overview_views.search_page, name="search"),
    path("safety/", data_safety.page, name="data_safety"),
    path("safety/now/", data_safety.ask, name="data_safety_ask"),
    path("oversight/", oversight_views.oversight, name="oversight"),
]
