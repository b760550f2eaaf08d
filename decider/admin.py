"""The operator's view of the rows: people and prices can be changed, what was decided only read.

Deeds of a team go through its pages, where roles are checked and the event log is written.
"""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.http import HttpRequest

from decider.models import (
    Comment,
    Decision,
    Event,
    GpuPrice,
    Invitation,
    Membership,
    ModelPrice,
    PolicyChange,
    Project,
    Review,
    Scenario,
    Task,
    Team,
    TeamGpuPrice,
    TeamModelPrice,
    User,
)


class NeverDeleted(admin.ModelAdmin):
    """Rows that others name for ever."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return False


class ReadOnly(NeverDeleted):
    """Rows that an operator may look at, never change."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return False


class NewUserForm(AdminUserCreationForm):
    class Meta:
        model = User
        fields = ("email", "name")


@admin.register(User)
class PersonAdmin(NeverDeleted, UserAdmin):
    """People sign in with their e-mail address; closing an account is `is_active`, not deletion."""

    add_form = NewUserForm
    list_display = ("email", "name", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "is_staff")
    search_fields = ("email", "name")
    ordering = ("email",)
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("email", "name", "password")}),
        ("May", {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")}),
        ("When", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"classes": ("wide",), "fields": ("email", "name", "usable_password", "password1", "password2")}),
    )


@admin.register(Team)
class TeamAdmin(ReadOnly):
    list_display = ("name", "created_at")
    search_fields = ("name",)


@admin.register(Membership)
class MembershipAdmin(ReadOnly):
    list_display = ("user", "team", "role", "created_at")
    list_filter = ("role", "team")


@admin.register(Invitation)
class InvitationAdmin(ReadOnly):
    list_display = ("email", "team", "role", "created_by", "expires_at", "used_at", "withdrawn_at")
    exclude = ("token_sha256",)


@admin.register(Project)
class ProjectAdmin(ReadOnly):
    list_display = ("name", "team", "created_at", "archived_at")
    list_filter = ("team",)
    search_fields = ("name",)


@admin.register(Task)
class TaskAdmin(ReadOnly):
    list_display = ("name", "project", "changed_at", "archived_at")
    search_fields = ("name",)


@admin.register(Scenario)
class ScenarioAdmin(ReadOnly):
    list_display = ("name", "task", "changed_by", "changed_at")
    search_fields = ("name",)


@admin.register(Decision)
class DecisionAdmin(ReadOnly):
    list_display = ("title", "revision", "state", "choice", "author", "submitted_at", "decided_at")
    list_filter = ("state", "choice")
    exclude = ("charts",)


@admin.register(Review)
class ReviewAdmin(ReadOnly):
    list_display = ("decision", "verdict", "reviewer", "created_at")


@admin.register(Comment)
class CommentAdmin(ReadOnly):
    list_display = ("decision", "author", "created_at")


@admin.register(Event)
class EventAdmin(ReadOnly):
    list_display = ("at", "team", "by", "verb", "subject_type", "subject_id")
    list_filter = ("verb", "team")


@admin.register(PolicyChange)
class PolicyChangeAdmin(ReadOnly):
    list_display = ("team", "version", "by", "at", "reason")
    list_filter = ("team",)


class ListPriceAdmin(admin.ModelAdmin):
    """List prices, each row with the operator who wrote it last."""

    readonly_fields = ("changed_by", "changed_at")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        obj.changed_by = getattr(request.user, "email", "")[:120]
        super().save_model(request, obj, form, change)


@admin.register(ModelPrice)
class ModelPriceAdmin(ListPriceAdmin):
    list_display = ("provider", "name", "valid_from", "input", "output", "checked_on", "changed_by")
    list_filter = ("provider",)
    search_fields = ("name", "label")


@admin.register(GpuPrice)
class GpuPriceAdmin(ListPriceAdmin):
    list_display = ("gpu", "provider", "usd_per_hour", "valid_from", "checked_on", "changed_by")


@admin.register(TeamModelPrice)
class TeamModelPriceAdmin(ReadOnly):
    list_display = ("team", "provider", "name", "valid_from", "kind", "by", "created_at")
    list_filter = ("team",)


@admin.register(TeamGpuPrice)
class TeamGpuPriceAdmin(ReadOnly):
    list_display = ("team", "gpu", "provider", "valid_from", "kind", "by", "created_at")
    list_filter = ("team",)
