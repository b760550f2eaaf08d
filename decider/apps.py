from django.apps import AppConfig


class DeciderConfig(AppConfig):
    """The one Django app of this project."""

    name = "decider"
    default_auto_field = "django.db.models.BigAutoField"
