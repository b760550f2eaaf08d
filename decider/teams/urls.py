"""Addresses of the team's people and of one's own account."""

from django.urls import path

from decider.teams import account_views, views

urlpatterns = [
    path("sign-in/", account_views.sign_in, name="sign_in"),
    path("sign-out/", account_views.sign_out, name="sign_out"),
    path("password/", account_views.password_change, name="password_change"),
    path("password/reset/", account_views.password_reset, name="password_reset"),
    path("password/reset/sent/", account_views.password_reset_done, name="password_reset_done"),
    path("password/reset/done/", account_views.password_reset_complete, name="password_reset_complete"),
    path("password/reset/<uidb64>/<token>/", account_views.password_reset_confirm, name="password_reset_confirm"),
    path("join/<str:token>/", account_views.join, name="join"),
    path("team/", views.people, name="people"),
    path("team/none/", views.no_team, name="no_team"),
    path("team/switch/", views.switch_team, name="switch_team"),
    path("team/invitations/", views.invite, name="invite"),
    path("team/invitations/<int:invitation_id>/withdraw/", views.invitation_withdraw, name="invitation_withdraw"),
    path("team/members/<int:membership_id>/role/", views.member_role, name="member_role"),
    path("team/members/<int:membership_id>/remove/", views.member_remove, name="member_remove"),
    path("team/members/<int:membership_id>/reset-link/", views.member_reset_link, name="member_reset_link"),
]
