"""Moving learners to another edition of their course, and back."""
