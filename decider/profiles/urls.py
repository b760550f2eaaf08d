"""Addresses of a task: its answers, the steps of the wizard, its options, its file."""

from django.urls import path

from decider.profiles import file_views, option_views, task_views, views

urlpatterns = [
    path("tasks/<int:task_id>/", task_views.task, name="task"),
    path("tasks/<int:task_id>/edit/", task_views.task_edit, name="task_edit"),
    path("tasks/<int:task_id>/archive/", task_views.task_archive, name="task_archive"),
    path("tasks/<int:task_id>/delete/", task_views.task_delete, name="task_delete"),
    path("tasks/<int:task_id>/steps/options/", option_views.options, name="options"),
    path("tasks/<int:task_id>/steps/<slug:step>/", views.step, name="step"),
    path("tasks/<int:task_id>/where-this-stands/", views.where_this_stands, name="where_this_stands"),
    path("tasks/<int:task_id>/new-option/", option_views.option_new, name="option_new"),
    path("tasks/<int:task_id>/options/<path:key>/", option_views.option, name="option"),
    path("tasks/<int:task_id>/profile.json", file_views.task_export, {"form": "json"}, name="task_export"),
    path("tasks/<int:task_id>/profile.yaml", file_views.task_export, {"form": "yaml"}, name="task_export_yaml"),
    path("tasks/<int:task_id>/import/", file_views.task_replace, name="task_replace"),
    path("projects/<int:project_id>/tasks/import/", file_views.task_import, name="task_import"),
]
