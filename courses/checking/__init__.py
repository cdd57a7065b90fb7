"""What stands against publishing a course: looked at as it was last saved, before it is published."""
