"""The only writers of courses: editions, runs, enrolments."""
