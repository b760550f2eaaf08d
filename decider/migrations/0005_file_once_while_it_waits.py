"""A file whose columns nobody has explained yet is on the task all the same: the same one again is refused."""

from typing import Any

from django.db import migrations, models

CAME_TO_NOTHING = ("failed", "cancelled")


def give_up_duplicates(apps: Any, schema_editor: Any) -> None:
    """Cancel what was uploaded again while the first waited; of several, the one that was read or came first stays."""
    evidence = apps.get_model("decider", "Evidence")
    seen = set()
    rows = evidence.objects.exclude(state__in=CAME_TO_NOTHING).only("task_id", "sha256", "state").order_by("id")
    for row in sorted(rows, key=lambda each: each.state == "needs_mapping"):
        if (row.task_id, row.sha256) in seen:
            # Its file is nobody's now; the next worker deletes such files as it starts.
            gone = {"kept_file": "", "against_file": "", "columns": None, "mapping": None, "previous": None}
            evidence.objects.filter(pk=row.pk).update(state="cancelled", **gone)
        seen.add((row.task_id, row.sha256))


class Migration(migrations.Migration):
    dependencies = [("decider", "0004_evidence_read_again")]

    operations = [
        migrations.RunPython(give_up_duplicates, migrations.RunPython.noop),
        migrations.RemoveConstraint(model_name="evidence", name="evidence_file_once_per_task"),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.UniqueConstraint(
                fields=["task", "sha256"],
                condition=~models.Q(state__in=CAME_TO_NOTHING),
                name="evidence_file_once_per_task",
            ),
        ),
    ]
