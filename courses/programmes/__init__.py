"""Programmes: several courses that lead to one document."""
