"""The only writers of the gradebook."""
