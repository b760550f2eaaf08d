"""Which decisions a list shows."""

from django.db.models import Q, QuerySet

from decider.models import Decision, Project, Team


def decisions_of(
    team: Team, *, q: str = "", state: str = "", project: Project | None = None, archived: bool = False
) -> QuerySet[Decision]:
    """The team's decisions, newest first; archived drafts only on demand."""
    rows = Decision.objects.filter(task__project__team=team).select_related("task__project", "author")
    if not archived:
        rows = rows.filter(archived_at=None)
    if state:
        rows = rows.filter(state=state)
    if project:
        rows = rows.filter(task__project=project)
    for word in q.split():
        rows = rows.filter(
            Q(title__icontains=word)
            | Q(rationale__icontains=word)
            | Q(task__name__icontains=word)
            | Q(task__project__name__icontains=word)
            | Q(author__name__icontains=word)
        )
    return rows.defer("snapshot", "charts")
