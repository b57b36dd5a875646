"""The state of the data in one sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.doctor.types import Finding, Severity
from core.errors import Fact

SEVERITIES: tuple[Severity, ...] = ("serious", "look", "hint")


def health(findings: Sequence[Finding], facts: Mapping[str, Fact]) -> tuple[str, dict[str, Fact]]:
    """Message code and facts of the sentence.

    Args:
        findings: all of them.
        facts: `photos` and `classes` of the data set; others are replaced.
    """
    counts: dict[str, Fact] = {
        name: sum(f.severity == name for f in findings) for name in SEVERITIES
    }
    worst = next((name for name in SEVERITIES if counts[name]), "good")
    many = "_many" if counts.get(worst, 0) not in (0, 1) else ""
    return f"doctor.health_{worst}{many}", {
        "photos": facts["photos"], "classes": facts["classes"], **counts,
    }  # fmt: skip


def in_order(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings sorted by how much they hurt; within a severity as they were given."""
    return tuple(sorted(findings, key=lambda finding: SEVERITIES.index(finding.severity)))
