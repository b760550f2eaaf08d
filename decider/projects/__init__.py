"""Projects: the products or initiatives that group a team's tasks."""
