"""The app's pages: for strangers who verify, for holders, for machines."""
