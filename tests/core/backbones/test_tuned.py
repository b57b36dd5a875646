"""The file of a fine-tuning: read only where it is what a fine-tuning writes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.backbones.registry import BACKBONES, DEFAULT_BACKBONE
from core.backbones.tuned import TUNED, lite_tensors, save_tuned
from core.errors import UserError

SPEC = BACKBONES[DEFAULT_BACKBONE]


@pytest.mark.parametrize("trouble", ["name", "shape", "not finite", "dtype", "no file", "damaged"])
def test_tuned_file_that_is_not_what_fine_tuning_writes_is_refused(
    tmp_path: Path, trouble: str
) -> None:
    name = "_conv_head.weight"
    kernel = np.asarray(lite_tensors(SPEC)[name])
    path = tmp_path / TUNED
    save_tuned(
        path,
        {
            "name": {"_conv_stem.weight": kernel},
            "shape": {name: kernel[:-1]},
            "not finite": {name: np.full_like(kernel, np.nan)},
            "dtype": {name: kernel.astype(np.float64)},
        }.get(trouble, {name: kernel}),
    )
    if trouble == "no file":
        path.unlink()
    if trouble == "damaged":
        path.write_bytes(path.read_bytes()[:1000])

    with pytest.raises(UserError, match=r"general\.file_damaged"):
        lite_tensors(replace(SPEC, tuned=path))
