"""The team's thresholds: read by everybody, changed by managers, each change kept with its reason."""
