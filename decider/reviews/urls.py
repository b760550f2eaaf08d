"""Addresses of reviews and comments."""

from django.urls import path

from decider.reviews import views

urlpatterns = [
    path("reviews/", views.review_queue, name="review_queue"),
    path("decisions/<int:decision_id>/comment/", views.decision_comment, name="decision_comment"),
    path("decisions/<int:decision_id>/approve/", views.decision_approve, name="decision_approve"),
    path(
        "decisions/<int:decision_id>/request-changes/", views.decision_request_changes, name="decision_request_changes"
    ),
]
