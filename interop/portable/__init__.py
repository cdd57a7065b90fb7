"""Content with references by portable identifiers instead of the ids of one database."""
