"""The only writers of this app. Each checks who asks, and does all or nothing."""

from credentials.awards import Award, PersonName
from credentials.services.batches import issue_many, resume
from credentials.services.ending import award_of, hide_name, issue_duplicate, replace, revoke
from credentials.services.issuing import award_problems, issue
from credentials.services.permissions import may_issue, require_issuer

__all__ = [
    "Award",
    "PersonName",
    "award_of",
    "award_problems",
    "hide_name",
    "issue",
    "issue_duplicate",
    "issue_many",
    "may_issue",
    "replace",
    "require_issuer",
    "resume",
    "revoke",
]
