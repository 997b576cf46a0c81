"""工作台, search and the superior officer's view of the branches below."""

from django.urls import path

from .views import cycle, home, oversight, search

app_name = "overview"

urlpatterns = [
    path("", home.home, name="home"),
    path("cycle/", cycle.cycle, name="cycle"),
    path("search/", search.search_page, name="search"),
    path("oversight/", oversight.oversight, name="oversight"),
]
