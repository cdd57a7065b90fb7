"""Taking courses out of the installation."""
