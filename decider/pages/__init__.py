"""Pages that belong to no task: the start page, the method, health."""
