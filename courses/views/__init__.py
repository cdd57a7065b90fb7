"""What the app's addresses answer: learners' pages, progress, and the pages of those who look after learners."""
