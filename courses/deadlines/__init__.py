"""Until when something can be done, for each learner by themselves."""
