"""Orders: their numbers, their effects on learners, the paper they are printed on."""
