"""An app of somebody else, which adds a kind of activity by the setting alone."""
