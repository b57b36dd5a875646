"""`python -m benchmarks NAME ...`: runs one benchmark and prints its table."""

from __future__ import annotations

import importlib
import os
import sys

BENCHMARKS = {
    "accuracy": "test accuracy of the article's recipe, logistic regression, our default and our search",
    "article": "the article's way against ours: seconds per stage, peak memory, test accuracy",
    "doctor": "what the doctor finds of planted faults, and what it says of the same photos without them",
    "extraction": "feature extraction against ONNX Runtime's raw throughput on decoded arrays",
    "bursts": "whether the number is honest where photos come in bursts and the doctor has not looked",
    "calibration": "how often the stated range holds the truth, and how honest confidences are",
    "explain": "whether the heatmap points at the right half of a collage, and what it costs",
    "ideas": "ideas for a better head, each against the default, on several data sets",
    "results": "seconds until the Results page of a project with 10,000 photos can be read",
    "startup": "seconds until the first page and from Train to the first epoch, in a browser",
    "intake": "how fast photos are taken in, and the memory that takes",
    "many": "many photos asked at once, against the extraction of the same photos",
    "views": "what extra views of the training photos bring and cost, on several data sets",
    "unknown": "whether a class that was left out of the training is noticed as unfamiliar",
    "memory": "peak memory of a large job against a small one",
}


def main() -> int:
    """The exit code of the benchmark that was named."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    if len(sys.argv) < 2 or sys.argv[1] not in BENCHMARKS:
        print("Usage: python run.py bench NAME [options]   (NAME --help lists its options)")
        for name, meaning in BENCHMARKS.items():
            print(f"  {name:<12}{meaning}")
        return 0 if sys.argv[1:] in ([], ["--help"], ["-h"]) else 2
    return int(importlib.import_module(f"benchmarks.{sys.argv[1]}").main(sys.argv[2:]) or 0)


if __name__ == "__main__":
    raise SystemExit(main())
