"""Whose words a decision is made of: nobody reviews their own."""

from decider.models import Decision, Event, User

# The events by which somebody's words get into a decision.
WRITING = ("create", "revise", "edit", "submit")


def wrote(user: User, decision: Decision) -> bool:
    """Whether the person wrote the decision, a part of it, or handed it in."""
    return decision.author_id == user.pk or decision.pk in written_by(user, [decision.pk])


def written_by(user: User, decision_ids: list[int]) -> set[int]:
    """Which of these decisions hold words of the person, by the event log."""
    return set(
        Event.objects.filter(
            subject_type="decision", subject_id__in=decision_ids, verb__in=WRITING, by=user
        ).values_list("subject_id", flat=True)
    )
