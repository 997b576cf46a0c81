"""问题整改: addresses."""

from django.urls import path

from .views import answers, evidence, framework, gaps, item_moves, items, opinions, problems

app_name = "rectification"

urlpatterns = [
    path("", items.item_list, name="item_list"),
    path("items/new/", items.item_create, name="item_create"),
    path("items/<int:pk>/", items.item_detail, name="item_detail"),
    path("items/<int:pk>/edit/", items.item_update, name="item_update"),
    path("items/<int:pk>/start/", item_moves.item_start, name="item_start"),
    path("items/<int:pk>/log/", item_moves.item_log, name="item_log"),
    path("items/<int:pk>/submit/", item_moves.item_submit, name="item_submit"),
    path("items/<int:pk>/close/", item_moves.item_close, name="item_close"),
    path("items/<int:pk>/return/", item_moves.item_return, name="item_return"),
    path("items/<int:pk>/keep/", item_moves.item_keep, name="item_keep"),
    path("items/<int:pk>/reopen/", item_moves.item_reopen, name="item_reopen"),
    path("items/<int:pk>/evidence/", evidence.evidence_add, name="evidence_add"),
    path("evidence/<int:pk>/remove/", item_moves.evidence_remove, name="evidence_remove"),
    path("problems/", problems.problem_list, name="problem_list"),
    path("problems/new/", problems.problem_create, name="problem_create"),
    path("problems/<int:pk>/", problems.problem_detail, name="problem_detail"),
    path("problems/<int:pk>/edit/", problems.problem_update, name="problem_update"),
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
    path("framework/", framework.framework_list, name="framework_list"),
    path("framework/<str:audience>/edit/", framework.framework_update, name="framework_update"),
    path("framework/<str:audience>/copy/", framework.framework_copy, name="framework_copy"),
    path("framework/items/<int:pk>/", framework.framework_item_detail, name="framework_item_detail"),
    path("checks/", gaps.checks, name="checks"),
]
