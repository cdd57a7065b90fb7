"""Discussions of a run: forums, and threads in lessons."""
