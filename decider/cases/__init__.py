"""Published cases run through the framework: what it says of each from what was published, and how often it agrees."""
