"""What every engine takes from a document beside its texts."""

from collections.abc import Iterable, Sequence

from search.analysis import analyse
from search.documents.base import Document
from search.spelling import vocabulary


def keyword_terms(document: Document) -> list[str]:
    """Terms of tags, and of subjects in every language, each analysed by its own."""
    terms = [term for tag in document.tags for term in analyse(tag.label, document.language)]
    for labels in document.subject_labels:
        terms += [term for language, label in labels.items() for term in analyse(label, language)]
    return terms


def taught(documents: Sequence[Document]) -> Iterable[str]:
    """Words that misspelt queries are compared with: those of titles, tags and subjects, in order."""
    texts = [document.title for document in documents]
    texts += [tag.label for document in documents for tag in document.tags]
    texts += {label for document in documents for labels in document.subject_labels for label in labels.values()}
    return sorted(vocabulary(texts))
