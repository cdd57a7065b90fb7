"""A database that nobody else has."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4


@contextmanager
def own_database() -> Iterator[Mapping[str, str]]:
    """On the PostgreSQL server of ``DATABASE_URL``, a new database, dropped afterwards; gives its ``DATABASE_URL``.

    Gives nothing where the variable is not set or names another kind of database.
    """
    server = urlsplit(os.environ.get("DATABASE_URL", ""))
    if not server.scheme.startswith("postgres"):
        yield {}
        return
    import psycopg
    from psycopg.sql import SQL, Identifier

    name = f"turna_{uuid4().hex[:12]}"
    with psycopg.connect(urlunsplit(server._replace(scheme="postgresql")), autocommit=True) as connection:
        connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
        try:
            yield {"DATABASE_URL": urlunsplit(server._replace(path=f"/{name}"))}
        finally:
            connection.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))
