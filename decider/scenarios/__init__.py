"""Step 3b: named variants of a task's inputs, kept side by side and compared with the task as answered.

The way of the data: `models/scenario` → `variants` (its changes over the resolved profile) → `comparing` → the page.
"""
