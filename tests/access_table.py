"""Who gets what at every address: one row per name of an address, read by `tests/test_access.py`.

Each column is an answer for (visitor, viewer, author, manager, stranger): a status, or `SIGN_IN`
for a redirect to the sign-in page. The author is a member of the team and wrote its decisions; the
stranger manages another team. `post` is the answer to `data`, which is good input; a row without
`data` says what an empty form gets.
"""

from dataclasses import dataclass, field
from typing import Any

PEOPLE = ("visitor", "viewer", "author", "manager", "stranger")
SIGN_IN = "sign-in"

Answers = tuple[int | str, ...]


def everybody(status: int | str) -> Answers:
    return (status,) * 5


def signed_in(status: int) -> Answers:
    """The same for each signed-in person: what is shown is their own."""
    return (SIGN_IN, status, status, status, status)


def team(status: int) -> Answers:
    """Everybody in the team may; for a stranger there is no such thing."""
    return (SIGN_IN, status, status, status, 404)


def editors(status: int) -> Answers:
    """Members and managers of the team may."""
    return (SIGN_IN, 403, status, status, 404)


def managers(status: int) -> Answers:
    return (SIGN_IN, 403, 403, status, 404)


PUBLIC_PAGE = everybody(200)
ONLY_POST = signed_in(405)
ONLY_GET = signed_in(405)


@dataclass(frozen=True)
class Row:
    get: Answers
    post: Answers
    # Good input for POST.
    data: dict[str, Any] = field(default_factory=dict)
    # What stands in the address, where it is not the usual row: a name of the world's or the value itself.
    at: dict[str, Any] = field(default_factory=dict)


PASSWORDS = {"new_password1": "an entirely new phrase", "new_password2": "an entirely new phrase"}
PERSON = {"name": "Nia New", "password": "plenty of words here", "password_again": "plenty of words here"}

PAGES = {
    "home": Row(get=(SIGN_IN, 302, 302, 302, 302), post=everybody(405)),
    "method": Row(get=PUBLIC_PAGE, post=everybody(405)),
    "health": Row(get=PUBLIC_PAGE, post=everybody(405)),
}

TEAMS = {
    "sign_in": Row(get=(200, 302, 302, 302, 302), post=(200, 302, 302, 302, 302)),
    "sign_out": Row(get=ONLY_POST, post=everybody(SIGN_IN)),
    "password_change": Row(get=signed_in(200), post=signed_in(200)),
    "password_reset": Row(get=PUBLIC_PAGE, post=everybody(302), data={"email": "nobody@example.com"}),
    "password_reset_done": Row(get=PUBLIC_PAGE, post=everybody(405)),
    "password_reset_complete": Row(get=PUBLIC_PAGE, post=everybody(405)),
    # The link leads to a form at an address without the token; a post to the link itself changes nothing.
    "password_reset_confirm": Row(get=everybody(302), post=everybody(302), data=PASSWORDS),
    # The invitation is for somebody new: signed-in people read that it is not for them.
    "join": Row(get=PUBLIC_PAGE, post=(302, 409, 409, 409, 409), data=PERSON),
    "people": Row(get=signed_in(200), post=ONLY_GET),
    "no_team": Row(get=signed_in(302), post=ONLY_GET),
    "switch_team": Row(get=ONLY_POST, post=team(302), data={"team": "team_id"}),
    # A stranger manages a team of their own, and invites to that one.
    "invite": Row(get=ONLY_POST, post=(SIGN_IN, 403, 403, 200, 200), data={"email": "x@example.com", "role": "viewer"}),
    "invitation_withdraw": Row(get=ONLY_POST, post=managers(302)),
    "member_role": Row(get=ONLY_POST, post=managers(302), data={"role": "manager"}),
    "member_remove": Row(get=ONLY_POST, post=managers(302)),
    "member_reset_link": Row(get=ONLY_POST, post=managers(200)),
}

PROJECTS = {
    "project_list": Row(get=signed_in(200), post=ONLY_GET),
    "project_new": Row(get=(SIGN_IN, 403, 200, 200, 200), post=(SIGN_IN, 403, 302, 302, 302), data={"name": "New"}),
    "project": Row(get=team(200), post=ONLY_GET),
    "project_edit": Row(get=editors(200), post=editors(302), data={"name": "New", "seen": "project_version"}),
    "project_archive": Row(get=ONLY_POST, post=editors(302)),
    "task_new": Row(get=editors(200), post=editors(302), data={"name": "New"}),
}

PROFILES = {
    "task": Row(get=team(200), post=ONLY_GET),
    "task_edit": Row(get=editors(200), post=editors(302), data={"name": "New"}),
    "task_archive": Row(get=ONLY_POST, post=editors(302)),
    "task_delete": Row(get=ONLY_POST, post=editors(302), at={"task_id": "blank_task_id"}),
    "options": Row(get=team(200), post=editors(302)),
    "step": Row(get=team(200), post=editors(302), data={"action": "save", "version": "1"}, at={"step": "volume"}),
    "where_this_stands": Row(get=team(200), post=ONLY_GET),
    "option_new": Row(get=editors(200), post=editors(422)),
    "option": Row(get=team(200), post=editors(302), at={"key": "option_key"}),
    "task_export": Row(get=team(200), post=ONLY_GET),
    "task_export_yaml": Row(get=team(200), post=ONLY_GET),
    "task_replace": Row(get=editors(200), post=editors(422)),
    "task_import": Row(get=editors(200), post=editors(422)),
}

ESTIMATES = {
    "result": Row(get=team(200), post=ONLY_GET),
    "what_if": Row(get=team(200), post=ONLY_GET),
}

SCENARIOS = {
    "scenario_list": Row(get=team(200), post=ONLY_GET),
    "scenario_new": Row(get=editors(200), post=editors(422), data={"action": "save"}),
    "scenario_keep": Row(
        get=ONLY_POST, post=editors(302), data={"name": "A tenth", "volume.calls_per_month": "120,000"}
    ),
    "scenario_quick": Row(get=ONLY_POST, post=editors(302), data={"quick": "volume-times-3"}),
    "scenario_edit": Row(get=editors(200), post=editors(422), data={"action": "save"}),
    "scenario_delete": Row(get=ONLY_POST, post=editors(302)),
}

# What is posted as a file comes from `tests/evidence/web`; here no file is chosen.
EVIDENCE = {
    "evidence_list": Row(get=team(200), post=ONLY_GET),
    "evidence_add": Row(get=ONLY_POST, post=editors(422)),
    "evidence_prompt": Row(get=ONLY_POST, post=editors(302), data={"text": "Classify this ticket: {{ticket}}"}),
    "evidence_compare": Row(get=team(200), post=ONLY_GET),
    # Without two series there is nothing that could be applied.
    "evidence_compare_apply": Row(get=ONLY_POST, post=editors(422)),
    "evidence_keep_files": Row(get=ONLY_POST, post=managers(302), data={"keeps": "yes"}),
    "evidence": Row(get=team(200), post=ONLY_GET),
    "evidence_apply": Row(get=ONLY_POST, post=editors(302), data={"fact": "volume.calls_per_month"}),
    "evidence_columns": Row(get=editors(200), post=editors(422), at={"evidence_id": "unmapped_id"}),
    "evidence_forget_columns": Row(get=ONLY_POST, post=editors(302)),
    "evidence_cancel": Row(get=ONLY_POST, post=editors(302)),
    "evidence_delete": Row(get=ONLY_POST, post=editors(302)),
    "evidence_file": Row(get=team(200), post=ONLY_GET, at={"evidence_id": "kept_id"}),
}

DECISIONS = {
    "decision_list": Row(get=signed_in(200), post=ONLY_GET),
    "decision_new": Row(get=editors(200), post=editors(422), at={"task_id": "blank_task_id"}),
    "decision": Row(get=team(200), post=ONLY_GET),
    "decision_edit": Row(get=editors(200), post=editors(422)),
    "decision_submit": Row(get=ONLY_POST, post=editors(302), data={"version": "1", "answers_version": "1"}),
    "decision_revise": Row(get=ONLY_POST, post=editors(302), at={"decision_id": "submitted_id"}),
    "decision_archive": Row(get=ONLY_POST, post=editors(302)),
    "decision_delete": Row(get=ONLY_POST, post=editors(302)),
    "decision_chart": Row(get=team(200), post=ONLY_GET, at={"decision_id": "submitted_id", "name": "chart_name"}),
}

REVIEWS = {
    "review_queue": Row(get=signed_in(200), post=ONLY_GET),
    "decision_comment": Row(get=ONLY_POST, post=editors(302), data={"comment-text": "Why not a hybrid?"}),
    "decision_approve": Row(get=ONLY_POST, post=managers(302), at={"decision_id": "submitted_id"}),
    "decision_request_changes": Row(
        get=ONLY_POST,
        post=managers(302),
        at={"decision_id": "submitted_id"},
        data={"review-text": "Say what it costs."},
    ),
}

EXPORTS = {
    "decision_pdf": Row(get=team(200), post=ONLY_GET),
    "decision_markdown": Row(get=team(200), post=ONLY_GET),
    "decision_json": Row(get=team(200), post=ONLY_GET),
}

# The list is the same for every team; a stranger manages a team of their own, and sets that one's prices.
SETS_OWN: Answers = (SIGN_IN, 403, 403, 200, 200)
HAS_SET_OWN: Answers = (SIGN_IN, 403, 403, 302, 302)
AGREED = {"kind": "discount", "percent": "15", "valid_from": "2026-11-24"}
A_MODEL = {"name": "acme-2", "provider": "acme", "input": "1", "output": "2", "valid_from": "2026-11-24"}
A_GPU = {"gpu": "H200", "provider": "acme", "usd_per_hour": "2", "valid_from": "2026-11-24"}

PRICING = {
    "price_list": Row(get=signed_in(200), post=ONLY_GET),
    "model_price": Row(get=signed_in(200), post=ONLY_GET),
    "model_price_change": Row(get=SETS_OWN, post=HAS_SET_OWN, data=AGREED),
    "gpu_price": Row(get=signed_in(200), post=ONLY_GET),
    "gpu_price_change": Row(get=SETS_OWN, post=HAS_SET_OWN, data=AGREED),
    "team_model_new": Row(get=SETS_OWN, post=HAS_SET_OWN, data=A_MODEL),
    "team_model": Row(get=team(200), post=ONLY_GET),
    "team_model_change": Row(get=managers(200), post=managers(302), data=A_MODEL),
    "team_gpu_new": Row(get=SETS_OWN, post=HAS_SET_OWN, data=A_GPU),
    "team_gpu": Row(get=team(200), post=ONLY_GET),
    "team_gpu_change": Row(get=managers(200), post=managers(302), data=A_GPU),
}

# A stranger manages another team, and sees and changes the thresholds of that one.
POLICIES = {
    "policy": Row(get=signed_in(200), post=ONLY_GET),
    "policy_change": Row(get=(SIGN_IN, 403, 403, 200, 200), post=(SIGN_IN, 403, 403, 422, 422)),
    "policy_preview": Row(get=ONLY_POST, post=(SIGN_IN, 403, 403, 422, 422)),
}

# Facts about the world: the same for everybody who has signed in.
CASES = {
    "case_list": Row(get=signed_in(200), post=ONLY_GET),
    "case": Row(get=signed_in(200), post=ONLY_GET, at={"slug": "anthropic-haiku-moderation"}),
}

TABLE: dict[str, Row] = {
    **PAGES,
    **TEAMS,
    **PROJECTS,
    **PROFILES,
    **ESTIMATES,
    **SCENARIOS,
    **EVIDENCE,
    **DECISIONS,
    **REVIEWS,
    **EXPORTS,
    **PRICING,
    **POLICIES,
    **CASES,
}

# The operators' pages: nobody of these five is an operator. For signed-in people there is no such page;
# a visitor is led to sign in, or may try to.
ADMIN = "admin:"
ADMIN_OPEN = {"admin:login": 200}
ADMIN_CLOSED = {302, 403, 405}
ADMIN_SIGNED_IN = 404
