"""A course's records become pages, library objects, images and files: all of them, or none."""

from interop.load.course.loader import Progress, load_course

__all__ = ["Progress", "load_course"]
