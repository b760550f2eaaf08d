from django.urls import path

from decider.scenarios import views

urlpatterns = [
    path("tasks/<int:task_id>/scenarios/", views.scenario_list, name="scenario_list"),
    path("tasks/<int:task_id>/scenarios/new/", views.scenario_new, name="scenario_new"),
    path("tasks/<int:task_id>/scenarios/quick/", views.scenario_quick, name="scenario_quick"),
    path("tasks/<int:task_id>/scenarios/keep/", views.scenario_keep, name="scenario_keep"),
    path("tasks/<int:task_id>/scenarios/<int:scenario_id>/edit/", views.scenario_edit, name="scenario_edit"),
    path("tasks/<int:task_id>/scenarios/<int:scenario_id>/delete/", views.scenario_delete, name="scenario_delete"),
]
