"""`python -m core predict DIR PHOTO...`: which class is each photo?"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from core.backbones.onnx_export import ensure_onnx
from core.errors import UserError
from core.messages import describe
from core.predict import Predictor
from core.runs import backbone_of, load_manifest
from core.store.home import Home

NAME = "predict"
HELP = "Tell the class of photos with a trained model."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own words."""
    parser.add_argument("model", type=Path, metavar="DIR", help="the folder that `train` wrote")
    parser.add_argument("photos", type=Path, nargs="+", metavar="PHOTO", help="photo files")


def run(options: argparse.Namespace) -> dict[str, Any]:
    """The answer for each photo, or the reason why there is none.

    Raises:
        UserError: the model cannot be used.
    """
    networks = Home.default().networks
    ensure_onnx(backbone_of(options.model, load_manifest(options.model)), networks)
    predictor = Predictor(options.model, networks)
    return {"photos": [_answer(predictor, photo) for photo in options.photos]}


def show(result: dict[str, Any]) -> None:
    """Prints the answers for a person."""
    for photo in result["photos"]:
        if "error" in photo:
            print(f"{photo['file']}: {photo['error']['sentence']}")
        else:
            print(
                f"{photo['file']}: "
                + ", ".join(f"{r['class']} {r['confidence']:.1%}" for r in photo["ranked"])
            )


def _answer(predictor: Predictor, photo: Path) -> dict[str, Any]:
    try:
        prediction = predictor.predict(_read(photo))
    except UserError as error:
        filled = UserError(error.code, **{**error.facts, "file": photo.name})
        return {
            "file": str(photo),
            "error": {"code": error.code, "sentence": describe(filled).sentence},
        }
    ranked = [{"class": r.name, "confidence": round(r.confidence, 6)} for r in prediction.ranked]
    return {"file": str(photo), "ranked": ranked}


def _read(photo: Path) -> bytes:
    try:
        return photo.read_bytes()
    except OSError as error:
        raise UserError("photo.not_readable", file=photo.name) from error
