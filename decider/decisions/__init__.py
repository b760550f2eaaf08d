"""Step 4: record what the team chose and why, freeze it at submission, follow it with revisions."""
