"""Addresses of decisions."""

from django.urls import path

from decider.decisions import views

urlpatterns = [
    path("decisions/", views.decision_list, name="decision_list"),
    path("tasks/<int:task_id>/decide/", views.decision_new, name="decision_new"),
    path("decisions/<int:decision_id>/", views.decision, name="decision"),
    path("decisions/<int:decision_id>/edit/", views.decision_edit, name="decision_edit"),
    path("decisions/<int:decision_id>/submit/", views.decision_submit, name="decision_submit"),
    path("decisions/<int:decision_id>/revise/", views.decision_revise, name="decision_revise"),
    path("decisions/<int:decision_id>/archive/", views.decision_archive, name="decision_archive"),
    path("decisions/<int:decision_id>/delete/", views.decision_delete, name="decision_delete"),
    path("decisions/<int:decision_id>/charts/<slug:name>.svg", views.decision_chart, name="decision_chart"),
]
