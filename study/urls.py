"""学习: the member's own page, the plan, tasks and their completion, training, progress, hours, materials, 心得."""

from django.urls import path

from .hours import views as hours_views
from .plan import table as plan_table
from .plan import views as plan_views
from .reading import table as reading_table
from .reading import views as reading_views
from .tasks import views as tasks_views
from .trainings import table as trainings_table
from .trainings import views as trainings_views

app_name = "study"

urlpatterns = [
    path("", tasks_views.home, name="home"),
    path("mine/", tasks_views.my_study, name="my_study"),
    path("plan/", plan_views.plan_list, name="plan_list"),
    path("plan/new/", plan_views.plan_create, name="plan_create"),
    path("plan/import/", plan_table.plan_import, name="plan_import"),
    path("plan/import/template/", plan_table.plan_template, name="plan_template"),
    path("plan/copy/", plan_views.plan_copy, name="plan_copy"),
    path("plan/<int:pk>/", plan_views.plan_detail, name="plan_detail"),
    path("plan/<int:pk>/edit/", plan_views.plan_update, name="plan_update"),
    path("plan/<int:pk>/give/", plan_views.plan_give, name="plan_give"),
    path("tasks/", tasks_views.task_list, name="task_list"),
    path("tasks/new/", tasks_views.task_create, name="task_create"),
    path("tasks/<int:pk>/", tasks_views.task_detail, name="task_detail"),
    path("tasks/<int:pk>/edit/", tasks_views.task_update, name="task_update"),
    path("tasks/<int:pk>/refresh/", tasks_views.task_refresh, name="task_refresh"),
    path("tasks/<int:pk>/complete/", tasks_views.task_complete, name="task_complete"),
    path("assignments/<int:pk>/", tasks_views.assignment_detail, name="assignment_detail"),
    path("assignments/<int:pk>/complete/", tasks_views.assignment_complete, name="assignment_complete"),
    path("assignments/<int:pk>/withdraw/", tasks_views.assignment_withdraw, name="assignment_withdraw"),
    path("trainings/", trainings_views.training_list, name="training_list"),
    path("trainings/new/", trainings_views.training_create, name="training_create"),
    path("trainings/import/", trainings_table.training_import, name="training_import"),
    path("trainings/import/template/", trainings_table.training_template, name="training_template"),
    path("trainings/<int:pk>/", trainings_views.training_detail, name="training_detail"),
    path("trainings/<int:pk>/edit/", trainings_views.training_update, name="training_update"),
    path("trainings/<int:pk>/review/", trainings_views.training_review, name="training_review"),
    path("exemptions/", hours_views.exemption_list, name="exemption_list"),
    path("exemptions/new/", hours_views.exemption_create, name="exemption_create"),
    path("exemptions/<int:pk>/", hours_views.exemption_detail, name="exemption_detail"),
    path("exemptions/<int:pk>/edit/", hours_views.exemption_update, name="exemption_update"),
    path("units/", hours_views.unit_list, name="unit_list"),
    path("units/new/", hours_views.unit_create, name="unit_create"),
    path("units/adopt/", hours_views.unit_adopt, name="unit_adopt"),
    path("units/<int:pk>/", hours_views.unit_detail, name="unit_detail"),
    path("units/<int:pk>/edit/", hours_views.unit_update, name="unit_update"),
    path("elsewhere/", hours_views.hours_elsewhere, name="hours_elsewhere"),
    path("elsewhere/<int:pk>/<int:year>/take/", hours_views.hours_take, name="hours_take"),
    path("progress/", hours_views.progress, name="progress"),
    path("overdue/", hours_views.overdue_list, name="overdue_list"),
    path("materials/", reading_views.material_list, name="material_list"),
    path("materials/new/", reading_views.material_create, name="material_create"),
    path("materials/<int:pk>/", reading_views.material_detail, name="material_detail"),
    path("materials/<int:pk>/edit/", reading_views.material_update, name="material_update"),
    path("reflections/", reading_views.reflection_list, name="reflection_list"),
    path("reflections/import/", reading_table.reflection_import, name="reflection_import"),
    path("reflections/import/template/", reading_table.reflection_template, name="reflection_template"),
    path("reflections/new/", reading_views.reflection_create, name="reflection_create"),
    path("reflections/<int:pk>/", reading_views.reflection_detail, name="reflection_detail"),
    path("reflections/<int:pk>/edit/", reading_views.reflection_update, name="reflection_update"),
]
