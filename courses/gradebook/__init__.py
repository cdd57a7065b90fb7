"""Marks of a run: scores, how they are weighed, what they come to, and the final assessment."""
