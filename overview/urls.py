"""工作台, search and the superior officer's view of the branches below."""

from django.urls import path

from . import data_safety
from . import views as overview_views
from .cycle import views as cycle_views

app_name = "overview"

urlpatterns = [
    path("", overview_views.home, name="home"),
    path("cycle/", cycle_views.cycle, name="cycle"),
    path("search/", overview_views.search_page, name="search"),
    path("safety/", data_safety.page, name="data_safety"),
    path("safety/now/", data_safety.ask, name="data_safety_ask"),
    path("oversight/", overview_views.oversight, name="oversight"),
]
