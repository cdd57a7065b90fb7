"""Open Badges 3.0: issued documents as signed credentials, and checking credentials without a network."""
