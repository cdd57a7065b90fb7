"""The site: its pages, its media, its navigation."""

from cms.models.media import AcademyDocument, AcademyImage, AcademyRendition
from cms.models.pages import BasePage, HomePage

__all__ = ["AcademyDocument", "AcademyImage", "AcademyRendition", "BasePage", "HomePage"]
