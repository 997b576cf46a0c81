"""学习: the member's own page, the plan, tasks and their completion, training, progress, hours, materials, 心得."""

from django.urls import path

from .views import assignments, home, materials, plans, progress, reflections, tasks, trainings, units

app_name = "study"

urlpatterns = [
    path("", home.home, name="home"),
    path("mine/", home.my_study, name="my_study"),
    path("plan/", plans.plan_list, name="plan_list"),
    path("plan/new/", plans.plan_create, name="plan_create"),
    path("plan/copy/", plans.plan_copy, name="plan_copy"),
    path("plan/<int:pk>/", plans.plan_detail, name="plan_detail"),
    path("plan/<int:pk>/edit/", plans.plan_update, name="plan_update"),
    path("plan/<int:pk>/give/", plans.plan_give, name="plan_give"),
    path("tasks/", tasks.task_list, name="task_list"),
    path("tasks/new/", tasks.task_create, name="task_create"),
    path("tasks/<int:pk>/", tasks.task_detail, name="task_detail"),
    path("tasks/<int:pk>/edit/", tasks.task_update, name="task_update"),
    path("tasks/<int:pk>/refresh/", tasks.task_refresh, name="task_refresh"),
    path("tasks/<int:pk>/complete/", tasks.task_complete, name="task_complete"),
    path("assignments/<int:pk>/", assignments.assignment_detail, name="assignment_detail"),
    path("assignments/<int:pk>/complete/", assignments.assignment_complete, name="assignment_complete"),
    path("assignments/<int:pk>/withdraw/", assignments.assignment_withdraw, name="assignment_withdraw"),
    path("trainings/", trainings.training_list, name="training_list"),
    path("trainings/new/", trainings.training_create, name="training_create"),
    path("trainings/<int:pk>/", trainings.training_detail, name="training_detail"),
    path("trainings/<int:pk>/edit/", trainings.training_update, name="training_update"),
    path("trainings/<int:pk>/review/", trainings.training_review, name="training_review"),
    path("units/", units.unit_list, name="unit_list"),
    path("units/new/", units.unit_create, name="unit_create"),
    path("units/adopt/", units.unit_adopt, name="unit_adopt"),
    path("units/<int:pk>/", units.unit_detail, name="unit_detail"),
    path("units/<int:pk>/edit/", units.unit_update, name="unit_update"),
    path("progress/", progress.progress, name="progress"),
    path("overdue/", progress.overdue_list, name="overdue_list"),
    path("materials/", materials.material_list, name="material_list"),
    path("materials/new/", materials.material_create, name="material_create"),
    path("materials/<int:pk>/", materials.material_detail, name="material_detail"),
    path("materials/<int:pk>/edit/", materials.material_update, name="material_update"),
    path("reflections/", reflections.reflection_list, name="reflection_list"),
    path("reflections/new/", reflections.reflection_create, name="reflection_create"),
    path("reflections/<int:pk>/", reflections.reflection_detail, name="reflection_detail"),
    path("reflections/<int:pk>/edit/", reflections.reflection_update, name="reflection_update"),
]
