"""Papers as PDF: a protocol, a certificate. Nothing is fetched, the fonts are ours, equal content gives equal bytes."""

from clusterkit.core.printing.blocks import (
    Block,
    Code,
    Columns,
    Facts,
    Gap,
    Grid,
    Heading,
    Lines,
    Name,
    Rule,
    Signatures,
    Stretch,
    Text,
)
from clusterkit.core.printing.paper import Paper
from clusterkit.core.printing.pdf import as_pdf

__all__ = [
    "Block",
    "Code",
    "Columns",
    "Facts",
    "Gap",
    "Grid",
    "Heading",
    "Lines",
    "Name",
    "Paper",
    "Rule",
    "Signatures",
    "Stretch",
    "Text",
    "as_pdf",
]
