"""Work that learners hand in: what is asked for, what was handed in, who reviews and who marks it."""
