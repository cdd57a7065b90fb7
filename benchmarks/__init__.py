"""Timings. Each figure stands beside a baseline measured in the same run; nothing here passes or fails."""
