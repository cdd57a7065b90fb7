"""Addresses of other sites: whether they still answer. Asked in the background, never while somebody waits."""
