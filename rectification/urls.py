"""问题整改: addresses."""

from django.urls import path
from django.views.decorators.http import require_POST

from .items import moves
from .items import views as items_views
from .ledger import views as ledger
from .opinions import views as opinions_views
from .problems import review_views
from .problems import views as problems_views

app_name = "rectification"

urlpatterns = [
    path("", items_views.item_list, name="item_list"),
    path("items/new/", items_views.item_create, name="item_create"),
    path("items/<int:pk>/", items_views.item_detail, name="item_detail"),
    path("items/<int:pk>/edit/", items_views.item_update, name="item_update"),
    path("items/<int:pk>/start/", moves.item_start, name="item_start"),
    path("items/<int:pk>/log/", require_POST(moves.item_move), {"name": "log"}, name="item_log"),
    *[
        path(f"items/<int:pk>/{name}/", moves.item_move, {"name": name}, name=f"item_{name}")
        for name in moves.MOVES.keys() - {"start", "log"}
    ],
    path("items/<int:pk>/evidence/", items_views.evidence_add, name="evidence_add"),
    path("evidence/<int:pk>/remove/", moves.evidence_remove, name="evidence_remove"),
    path("import/", ledger.ledger_import, name="ledger_import"),
    path("import/template/", ledger.ledger_template, name="ledger_template"),
    path("problems/", problems_views.problem_list, name="problem_list"),
    path("problems/new/", problems_views.problem_create, name="problem_create"),
    path("problems/<int:pk>/", problems_views.problem_detail, name="problem_detail"),
    path("problems/<int:pk>/edit/", problems_views.problem_update, name="problem_update"),
    path("problems/<int:pk>/life/", review_views.problem_life, name="problem_life"),
    path("problems/<int:pk>/repeat/", review_views.problem_repeat, name="problem_repeat"),
    path("causes/", problems_views.cause_list, name="cause_list"),
    path("causes/new/", problems_views.cause_create, name="cause_create"),
    path("causes/<int:pk>/", problems_views.cause_detail, name="cause_detail"),
    path("causes/<int:pk>/edit/", problems_views.cause_update, name="cause_update"),
    path("measures/", problems_views.measure_list, name="measure_list"),
    path("measures/new/", problems_views.measure_create, name="measure_create"),
    path("measures/<int:pk>/", problems_views.measure_detail, name="measure_detail"),
    path("measures/<int:pk>/edit/", problems_views.measure_update, name="measure_update"),
    path("opinions/", opinions_views.opinion_list, name="opinion_list"),
    path("opinions/new/", opinions_views.opinion_create, name="opinion_create"),
    path("opinions/<int:pk>/", opinions_views.opinion_detail, name="opinion_detail"),
    path("opinions/<int:pk>/edit/", opinions_views.opinion_update, name="opinion_update"),
    path("rounds/", opinions_views.round_list, name="round_list"),
    path("rounds/new/", opinions_views.round_create, name="round_create"),
    path("rounds/<int:pk>/", opinions_views.round_detail, name="round_detail"),
    path("rounds/<int:pk>/edit/", opinions_views.round_update, name="round_update"),
    path("rounds/<int:pk>/collect/", opinions_views.round_collect, name="round_collect"),
    path("rounds/<int:pk>/count-in/", opinions_views.round_count_in, name="round_count_in"),
    path("give/<str:token>/", opinions_views.opinion_give, name="opinion_give"),
    path("notices/", items_views.notice_list, name="notice_list"),
    path("notices/new/", items_views.notice_create, name="notice_create"),
    path("notices/<int:pk>/", items_views.notice_detail, name="notice_detail"),
    path("notices/<int:pk>/edit/", items_views.notice_update, name="notice_update"),
    path("framework/", problems_views.framework_list, name="framework_list"),
    path("framework/<str:audience>/edit/", problems_views.framework_update, name="framework_update"),
    path("framework/<str:audience>/copy/", problems_views.framework_copy, name="framework_copy"),
    path("framework/items/<int:pk>/", problems_views.framework_item_detail, name="framework_item_detail"),
    path("figures/", review_views.item_figures, name="item_figures"),
    path("checks/", review_views.checks, name="checks"),
]
