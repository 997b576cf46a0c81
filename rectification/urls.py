"""问题整改: addresses."""

from django.urls import path
from django.views.decorators.http import require_POST

from .ledger import views as ledger
from .views import (
    answers,
    evidence,
    figures,
    framework,
    gaps,
    items,
    moves,
    notices,
    opinions,
    problems,
    rounds,
)

app_name = "rectification"

urlpatterns = [
    path("", items.item_list, name="item_list"),
    path("items/new/", items.item_create, name="item_create"),
    path("items/<int:pk>/", items.item_detail, name="item_detail"),
    path("items/<int:pk>/edit/", items.item_update, name="item_update"),
    path("items/<int:pk>/start/", moves.item_start, name="item_start"),
    path("items/<int:pk>/log/", require_POST(moves.item_move), {"name": "log"}, name="item_log"),
    *[
        path(f"items/<int:pk>/{name}/", moves.item_move, {"name": name}, name=f"item_{name}")
        for name in moves.MOVES.keys() - {"start", "log"}
    ],
    path("items/<int:pk>/evidence/", evidence.evidence_add, name="evidence_add"),
    path("evidence/<int:pk>/remove/", moves.evidence_remove, name="evidence_remove"),
    path("import/", ledger.ledger_import, name="ledger_import"),
    path("import/template/", ledger.ledger_template, name="ledger_template"),
    path("problems/", problems.problem_list, name="problem_list"),
    path("problems/new/", problems.problem_create, name="problem_create"),
    path("problems/<int:pk>/", problems.problem_detail, name="problem_detail"),
    path("problems/<int:pk>/edit/", problems.problem_update, name="problem_update"),
    path("problems/<int:pk>/life/", figures.problem_life, name="problem_life"),
    path("problems/<int:pk>/repeat/", gaps.problem_repeat, name="problem_repeat"),
    path("causes/", answers.cause_list, name="cause_list"),
    path("causes/new/", answers.cause_create, name="cause_create"),
    path("causes/<int:pk>/", answers.cause_detail, name="cause_detail"),
    path("causes/<int:pk>/edit/", answers.cause_update, name="cause_update"),
    path("measures/", answers.measure_list, name="measure_list"),
    path("measures/new/", answers.measure_create, name="measure_create"),
    path("measures/<int:pk>/", answers.measure_detail, name="measure_detail"),
    path("measures/<int:pk>/edit/", answers.measure_update, name="measure_update"),
    path("opinions/", opinions.opinion_list, name="opinion_list"),
    path("opinions/new/", opinions.opinion_create, name="opinion_create"),
    path("opinions/<int:pk>/", opinions.opinion_detail, name="opinion_detail"),
    path("opinions/<int:pk>/edit/", opinions.opinion_update, name="opinion_update"),
    path("rounds/", rounds.round_list, name="round_list"),
    path("rounds/new/", rounds.round_create, name="round_create"),
    path("rounds/<int:pk>/", rounds.round_detail, name="round_detail"),
    path("rounds/<int:pk>/edit/", rounds.round_update, name="round_update"),
    path("rounds/<int:pk>/collect/", rounds.round_collect, name="round_collect"),
    path("give/<str:token>/", rounds.opinion_give, name="opinion_give"),
    path("notices/", notices.notice_list, name="notice_list"),
    path("notices/new/", notices.notice_create, name="notice_create"),
    path("notices/<int:pk>/", notices.notice_detail, name="notice_detail"),
    path("notices/<int:pk>/edit/", notices.notice_update, name="notice_update"),
    path("framework/", framework.framework_list, name="framework_list"),
    path("framework/<str:audience>/edit/", framework.framework_update, name="framework_update"),
    path("framework/<str:audience>/copy/", framework.framework_copy, name="framework_copy"),
    path("framework/items/<int:pk>/", framework.framework_item_detail, name="framework_item_detail"),
    path("figures/", figures.item_figures, name="item_figures"),
    path("checks/", gaps.checks, name="checks"),
]
