"""The order of modules and lessons, and copies of whole courses."""
