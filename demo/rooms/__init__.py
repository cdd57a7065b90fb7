"""The rooms of the learning side, with somebody in each: runs, works and marks, conversations, papers."""
