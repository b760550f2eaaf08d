"""Evidence: files in which a team already has the facts, and what is measured from them."""
