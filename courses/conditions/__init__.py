"""When parts of a course are open to a learner."""
