"""What those who look after learners see of a run."""
