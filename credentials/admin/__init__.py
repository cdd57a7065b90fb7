"""The app's screens in Wagtail's admin."""
