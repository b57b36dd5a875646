"""From the bytes a person hands over to a `Dataset` and its working copies.

    archive or folder -> names -> layout -> photos, decoded once -> Dataset

`read_dataset` is the whole of it. Everything here is hostile until it has been read. Where the files
can be read in more than one way, `NeedsChoice` says so instead of a guess.
"""

from core.intake.limits import Limits
from core.intake.question import Choice, NeedsChoice
from core.intake.read import read_dataset, read_with_repairs

__all__ = ["Choice", "Limits", "NeedsChoice", "read_dataset", "read_with_repairs"]
