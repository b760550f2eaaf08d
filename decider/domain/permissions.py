"""Who may do what. Each rule is a pair: `check_can_x` raises with a sentence, `can_x` asks politely."""

from enum import StrEnum


class Role(StrEnum):
    """A person's role in a team; each may do what the ones before it may."""

    VIEWER = "viewer"
    MEMBER = "member"
    MANAGER = "manager"


class NotPermitted(Exception):
    """Raised with a sentence for the person who tried."""


def check_can_edit(role: Role | str | None) -> None:
    """Projects, tasks, answers and drafts are changed by members and managers."""
    if role not in (Role.MEMBER, Role.MANAGER):
        raise NotPermitted(
            "Viewers can read everything but change nothing. Ask a manager of the team for the role member."
        )


def check_can_manage_people(role: Role | str | None) -> None:
    if role != Role.MANAGER:
        raise NotPermitted("Only a manager of the team can add, change or remove people.")


def check_can_change_policy(role: Role | str | None) -> None:
    """The thresholds hold for every task of the team."""
    if role != Role.MANAGER:
        raise NotPermitted("Only a manager of the team can change its thresholds.")


def check_can_set_prices(role: Role | str | None) -> None:
    """A team's own prices are its contracts: managers write them down, everybody in the team reads them."""
    if role != Role.MANAGER:
        raise NotPermitted("Only a manager of the team can change the prices that it has agreed.")


def check_can_review(role: Role | str | None, *, is_author: bool) -> None:
    """A manager reviews, but never a decision of their own."""
    if role != Role.MANAGER:
        raise NotPermitted("Only a manager of the team can review a decision.")
    if is_author:
        raise NotPermitted("You wrote this decision, or a part of it, so another manager has to review it.")


def check_can_delete_draft(role: Role | str | None, *, is_author: bool) -> None:
    """A draft is deleted for good by its author or by a manager."""
    check_can_edit(role)
    if role != Role.MANAGER and not is_author:
        raise NotPermitted("Only its author or a manager of the team can delete a draft. You can archive it.")


def can_edit(role: Role | str | None) -> bool:
    return _permits(check_can_edit, role)


def can_manage_people(role: Role | str | None) -> bool:
    return _permits(check_can_manage_people, role)


def can_change_policy(role: Role | str | None) -> bool:
    return _permits(check_can_change_policy, role)


def can_set_prices(role: Role | str | None) -> bool:
    return _permits(check_can_set_prices, role)


def can_review(role: Role | str | None, *, is_author: bool) -> bool:
    return _permits(check_can_review, role, is_author=is_author)


def can_delete_draft(role: Role | str | None, *, is_author: bool) -> bool:
    return _permits(check_can_delete_draft, role, is_author=is_author)


def _permits(check, *args, **kwargs) -> bool:  # type: ignore[no-untyped-def]
    try:
        check(*args, **kwargs)
    except NotPermitted:
        return False
    return True
