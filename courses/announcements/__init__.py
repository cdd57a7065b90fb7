"""Announcements to the learners of a run."""
