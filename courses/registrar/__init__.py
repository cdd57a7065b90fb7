"""The registrar's screens in the admin: the people of a run, its groups and code, lists, orders."""
