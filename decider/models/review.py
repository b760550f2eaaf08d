"""Reviews: a manager's approval of, or request for changes on, a submitted decision."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class Review(models.Model):
    class Verdict(models.TextChoices):
        APPROVED = "approved", "Approved"
        CHANGES_REQUESTED = "changes_requested", "Changes requested"

    decision = models.ForeignKey("decider.Decision", on_delete=models.PROTECT, related_name="reviews")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reviews")
    verdict = models.CharField(max_length=20, choices=Verdict.choices)
    text = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["created_at", "id"]
        constraints: ClassVar = [
            # Two managers at once: the second one is refused, whatever the application thought.
            models.UniqueConstraint(fields=["decision"], name="review_once_per_decision"),
            models.CheckConstraint(
                condition=models.Q(verdict="approved") | ~models.Q(text=""), name="review_changes_need_text"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verdict} by {self.reviewer}"
