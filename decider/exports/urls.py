from django.urls import path

from decider.exports import views

urlpatterns = [
    path("decisions/<int:decision_id>/report.pdf", views.decision_pdf, name="decision_pdf"),
    path("decisions/<int:decision_id>/decision.md", views.decision_markdown, name="decision_markdown"),
    path("decisions/<int:decision_id>/decision.json", views.decision_json, name="decision_json"),
]
