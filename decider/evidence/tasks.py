"""What the background worker (`manage.py db_worker`) is asked to do."""

from django_tasks import task

from decider.evidence.importing import run_import


@task()
def read_file(evidence_id: int) -> None:
    """Read one file that waits; nothing to do where it was cancelled, deleted or read meanwhile."""
    run_import(evidence_id)
