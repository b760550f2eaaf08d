"""Comments on a decision, by anyone in the team who may write."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class Comment(models.Model):
    decision = models.ForeignKey("decider.Decision", on_delete=models.CASCADE, related_name="comments")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["created_at", "id"]

    def __str__(self) -> str:
        return f"comment by {self.author}"
