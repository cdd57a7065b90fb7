"""Enrolling many people at once from a spreadsheet: reading it, saying what will happen, doing it, reporting."""
