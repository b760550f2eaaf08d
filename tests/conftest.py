"""Fixtures that every test may use."""

from tests.people import as_, author, manager, stranger, team, viewer

__all__ = ["as_", "author", "manager", "stranger", "team", "viewer"]
