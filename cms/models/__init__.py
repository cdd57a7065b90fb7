"""The site: its pages, its media, its navigation."""

from cms.models.articles import ArticleIndexPage, ArticlePage
from cms.models.base import BasePage, Crumb
from cms.models.links import LinkCheck, WebAddress
from cms.models.media import AcademyDocument, AcademyImage, AcademyRendition
from cms.models.navigation import Navigation
from cms.models.pages import HomePage, StandardPage
from cms.models.site_settings import SiteSettings

__all__ = [
    "AcademyDocument",
    "AcademyImage",
    "AcademyRendition",
    "ArticleIndexPage",
    "ArticlePage",
    "BasePage",
    "Crumb",
    "HomePage",
    "LinkCheck",
    "Navigation",
    "SiteSettings",
    "StandardPage",
    "WebAddress",
]
