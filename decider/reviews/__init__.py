"""Step 5: a manager approves a submitted decision or asks for changes; anybody who writes may comment."""
