"""HTML from outside, cleaned and turned into plain blocks. Pure: who calls says where each URL leads."""

from interop.html.blocks import (
    Attachment,
    Block,
    Code,
    Converted,
    Heading,
    Image,
    Link,
    Media,
    Problem,
    ProblemKind,
    Quote,
    Resolve,
    RichText,
    Table,
    Target,
    TargetKind,
)
from interop.html.clean import images_in, urls_in
from interop.html.convert import convert

__all__ = [
    "Attachment",
    "Block",
    "Code",
    "Converted",
    "Heading",
    "Image",
    "Link",
    "Media",
    "Problem",
    "ProblemKind",
    "Quote",
    "Resolve",
    "RichText",
    "Table",
    "Target",
    "TargetKind",
    "convert",
    "images_in",
    "urls_in",
]
