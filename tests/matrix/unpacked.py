"""A downloaded zip, unpacked, and its scripts run as its own README.md says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from tests.matrix.environments import Environment


@dataclass(frozen=True)
class Unpacked:
    """The folder of a zip that somebody unpacked."""

    folder: Path

    @property
    def requirements(self) -> tuple[str, ...]:
        """What its README.md tells people to install."""
        card = (self.folder / "README.md").read_text(encoding="utf-8")
        told = re.search(r"^ +pip install (.+)$", card, re.MULTILINE)
        assert told is not None, card
        return tuple(told[1].split())

    def self_test(self, environment: Environment) -> str:
        """What `selftest.py` prints."""
        return environment.run(self.folder, "selftest.py")

    def shares(self, environment: Environment, photo: Path) -> dict[str, float]:
        """What `predict.py` says of a photo: share (0 to 1) by class, in the order of its lines."""
        said = environment.run(self.folder, "predict.py", str(photo))
        answer = rf"^{re.escape(str(photo))}: (.+) ([\d.]+)%$"
        lines = re.findall(answer, said, re.MULTILINE)
        return {name: float(percent) / 100 for name, percent in lines}
