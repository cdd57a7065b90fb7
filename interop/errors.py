"""What can go wrong with something that came from outside, in words for the person who brought it."""


class ImportProblem(Exception):  # noqa: N818 -- a person reads it: it is a problem with a way out
    """The whole import cannot be done. ``str()`` says what happened and what to do next.

    ``code`` is a stable word for programs and tests; ``message`` is in the language active when it was raised.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message

    def __str__(self) -> str:
        return self.message


class UnsafeArchive(ImportProblem):
    """The archive could harm the installation, or lies about what it holds; nothing of it is used."""


class UnreadableXml(ImportProblem):
    """One XML document cannot be read, or must not be."""
