"""Steps 2 and 3: options, charts, what-if and the recommendation for one task."""
