"""A person's own account: signing in, changing and resetting the password, joining a team."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth import views as auth_views
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from decider.domain.lifecycle import NotPossible
from decider.models import Invitation, User
from decider.teams.access import enter
from decider.teams.demo import demo_people
from decider.teams.forms import AskForResetForm, NewPersonForm, SignInForm
from decider.teams.invitation_actions import accept_as_new_person, accept_invitation, open_invitation
from decider.teams.links import password_links

if TYPE_CHECKING:
    from decider.http import Request


class SignIn(auth_views.LoginView):
    template_name = "teams/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "demo_people": demo_people()}


class ChangePassword(auth_views.PasswordChangeView):
    """Django keeps the session in which the password is changed and ends the others."""

    template_name = "teams/password_change.html"
    success_url = reverse_lazy("home")

    def form_valid(self, form: Any) -> HttpResponse:
        answer = super().form_valid(form)
        messages.success(self.request, "Your password has been changed. Other browsers have been signed out.")
        return answer


class AskForReset(auth_views.PasswordResetView):
    """The answer is the same whether or not there is such an account."""

    template_name = "teams/password_reset.html"
    form_class = AskForResetForm
    token_generator = password_links
    email_template_name = "teams/password_reset_email.txt"
    subject_template_name = "teams/password_reset_subject.txt"


class ResetSent(auth_views.PasswordResetDoneView):
    template_name = "teams/password_reset_sent.html"


class SetPassword(auth_views.PasswordResetConfirmView):
    """Where a one-time link leads, whether it came by e-mail or from a manager."""

    template_name = "teams/password_set.html"
    token_generator = password_links


class PasswordIsSet(auth_views.PasswordResetCompleteView):
    template_name = "teams/password_is_set.html"


sign_in = SignIn.as_view()
sign_out = auth_views.LogoutView.as_view()
password_change = ChangePassword.as_view()
password_reset = AskForReset.as_view()
password_reset_done = ResetSent.as_view()
password_reset_confirm = SetPassword.as_view()
password_reset_complete = PasswordIsSet.as_view()


@login_not_required
@never_cache
@sensitive_post_parameters("password", "password_again")
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: "Request", token: str) -> HttpResponse:
    """Where an invitation leads: an account for a new person, one button for everybody else."""
    invitation = open_invitation(token)
    if invitation is None:
        return render(request, "teams/join_not_open.html", status=404)
    if request.user.is_authenticated:
        return _join_as(request, invitation, request.user)
    if User.objects.filter(email__iexact=invitation.email).exists():
        return render(request, "teams/join_sign_in.html", {"invitation": invitation, "next": request.path})
    form = NewPersonForm(request.POST if request.method == "POST" else None, email=invitation.email)
    if request.method == "POST" and form.is_valid():
        name, password = form.cleaned_data["name"], form.cleaned_data["password"]
        try:
            membership = accept_as_new_person(invitation=invitation, name=name, password=password)
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
        else:
            login(request, membership.user, backend="django.contrib.auth.backends.ModelBackend")
            return _welcome(request, invitation)
    return render(request, "teams/join_new.html", {"invitation": invitation, "form": form})


def _join_as(request: "Request", invitation: Invitation, user: User) -> HttpResponse:
    """One button for a signed-in person, or why it cannot be pressed."""
    refusal = ""
    if request.method == "POST":
        try:
            accept_invitation(invitation=invitation, by=user)
        except NotPossible as error:
            refusal = str(error)
        else:
            return _welcome(request, invitation)
    context = {
        "invitation": invitation,
        "is_for_them": invitation.email == user.email.lower(),
        "is_member": invitation.team.memberships.filter(user=user).exists(),
        "refusal": refusal,
    }
    return render(request, "teams/join_signed_in.html", context, status=409 if refusal else 200)


def _welcome(request: "Request", invitation: Invitation) -> HttpResponse:
    enter(request, invitation.team)
    messages.success(request, f"Welcome to {invitation.team}.")
    return redirect("project_list")
