"""Documents an academy issues."""

from credentials.kinds import DocumentKind
from credentials.models.batches import BatchItem, IssueBatch
from credentials.models.documents import IssuedDocument
from credentials.models.numbering import Numbering, NumberSequence
from credentials.models.register import RegisterDetails
from credentials.models.templates import Artwork, DocumentTemplate, Signatory, TemplateEdition

__all__ = [
    "Artwork",
    "BatchItem",
    "DocumentKind",
    "DocumentTemplate",
    "IssueBatch",
    "IssuedDocument",
    "NumberSequence",
    "Numbering",
    "RegisterDetails",
    "Signatory",
    "TemplateEdition",
]
