"""The kinds of pages that can be found: one file each, listed here."""

from search.documents.base import Document, DocumentType, Term, page_key
from search.documents.course import CourseType
from search.documents.learning_object import LearningObjectType
from search.documents.programme import ProgrammeType

__all__ = ["DOCUMENT_TYPES", "Document", "DocumentType", "Term", "page_key"]

DOCUMENT_TYPES: tuple[DocumentType, ...] = (CourseType(), ProgrammeType(), LearningObjectType())
"""In the order in which the catalogue names them."""
