"""Writing a course that comes in the own format."""

from interop.load.turna.loader import load_turna_course

__all__ = ["load_turna_course"]
