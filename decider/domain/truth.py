"""Three-valued logic: yes, no and unknown (None), as Kleene defined it."""

Truth = bool | None


def all_of(*values: Truth) -> Truth:
    """No if any is no; else unknown if any is unknown; else yes."""
    if any(value is False for value in values):
        return False
    return None if any(value is None for value in values) else True


def any_of(*values: Truth) -> Truth:
    """Yes if any is yes; else unknown if any is unknown; else no."""
    if any(value is True for value in values):
        return True
    return None if any(value is None for value in values) else False


def no(value: Truth) -> Truth:
    return None if value is None else not value
