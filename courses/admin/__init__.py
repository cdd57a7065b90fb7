"""The admin around a course: its editions, and publishing it with everything in it."""
