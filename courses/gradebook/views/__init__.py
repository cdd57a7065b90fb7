"""What the gradebook's addresses answer."""
