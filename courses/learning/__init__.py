"""What a learner sees of a course: always from their edition, never from the live tree."""
