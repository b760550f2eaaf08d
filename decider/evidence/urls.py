"""Addresses of the evidence on a task."""

from django.urls import path

from decider.evidence import compare_views, mapping_views, upload_views, views

_ONE = "tasks/<int:task_id>/evidence/<int:evidence_id>/"

urlpatterns = [
    path("tasks/<int:task_id>/evidence/", views.evidence_list, name="evidence_list"),
    path("tasks/<int:task_id>/evidence/add/", upload_views.evidence_add, name="evidence_add"),
    path("tasks/<int:task_id>/evidence/prompt/", upload_views.evidence_prompt, name="evidence_prompt"),
    path("tasks/<int:task_id>/evidence/compare/", compare_views.evidence_compare, name="evidence_compare"),
    path(
        "tasks/<int:task_id>/evidence/compare/apply/",
        compare_views.evidence_compare_apply,
        name="evidence_compare_apply",
    ),
    path("tasks/<int:task_id>/evidence/keep-files/", upload_views.evidence_keep_files, name="evidence_keep_files"),
    path(
        "tasks/<int:task_id>/evidence/columns/<int:mapping_id>/forget/",
        mapping_views.evidence_forget_columns,
        name="evidence_forget_columns",
    ),
    path(_ONE, views.evidence, name="evidence"),
    path(f"{_ONE}apply/", views.evidence_apply, name="evidence_apply"),
    path(f"{_ONE}columns/", mapping_views.evidence_columns, name="evidence_columns"),
    path(f"{_ONE}cancel/", views.evidence_cancel, name="evidence_cancel"),
    path(f"{_ONE}delete/", views.evidence_delete, name="evidence_delete"),
    path(f"{_ONE}file/", views.evidence_file, name="evidence_file"),
]
