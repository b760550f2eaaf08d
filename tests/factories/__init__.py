"""Rows for tests: each factory holds defaults only; combinations are fixtures."""
