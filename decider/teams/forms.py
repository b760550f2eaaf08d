"""What is typed on the pages about people: signing in, passwords, invitations, roles."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.contrib.auth.forms import AuthenticationForm, PasswordResetForm
from django.core.exceptions import ValidationError

from decider.domain.permissions import Role
from decider.models import User

ROLES = [(role.value, role.name.capitalize()) for role in Role]


class SignInForm(AuthenticationForm):
    error_messages = {
        "invalid_login": "This e-mail address and password do not match. Passwords are case-sensitive.",
        "inactive": "This account has been closed. Ask a manager of your team.",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "E-mail address"
        self.fields["username"].error_messages["required"] = "Type your e-mail address."
        self.fields["password"].error_messages["required"] = "Type your password."
        self.fields["username"].widget = forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True})

    def clean_username(self) -> str:
        return self.cleaned_data["username"].strip()


class AskForResetForm(PasswordResetForm):
    """Also for people who never set a password because their first link expired."""

    def get_users(self, email: str) -> Iterator[User]:
        return iter(User.objects.filter(email__iexact=email, is_active=True))


class InviteForm(forms.Form):
    email = forms.EmailField(
        label="E-mail address",
        max_length=254,
        error_messages={
            "required": "Say whom the link is for.",
            "invalid": "This is no e-mail address. It looks like name@example.org.",
        },
    )
    role = forms.ChoiceField(label="Role", choices=ROLES, initial=Role.MEMBER)

    def clean_email(self) -> str:
        return self.cleaned_data["email"].strip().lower()

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])


class RoleForm(forms.Form):
    role = forms.ChoiceField(label="Role", choices=ROLES)

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])


class NewPersonForm(forms.Form):
    """Name and password of an invited person who has no account yet."""

    name = forms.CharField(
        label="Your name",
        max_length=150,
        error_messages={"required": "Say what you are called."},
        help_text="As it is printed in decisions and reports.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = forms.CharField(
        label="Password",
        strip=False,
        error_messages={"required": "Choose a password."},
        help_text="At least 10 characters; a few words in a row are easy to remember and hard to guess.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password_again = forms.CharField(
        label="Password again",
        strip=False,
        error_messages={"required": "Type the same password once more."},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        password, again = data.get("password"), data.get("password_again")
        if password and again and password != again:
            self.add_error("password_again", "The two passwords are not the same. Type the second one again.")
        if password:
            try:
                password_validation.validate_password(password, User(email=self.email, name=data.get("name", "")))
            except ValidationError as error:
                self.add_error("password", error)
        return data
