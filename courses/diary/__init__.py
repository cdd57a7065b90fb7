"""The reflection diary: private, or shared with the tutors of a run."""
