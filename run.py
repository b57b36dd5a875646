"""Sets up and opens Foldersight.

    python run.py            opens the app in the browser; the first time it installs first
    python run.py setup      installs only
    python run.py test       runs all tests
    python run.py check      looks for style and type mistakes only
    python run.py bench      measures speed, memory and accuracy
    python run.py matrix     tries every download in environments of its own; gigabytes, long

This file needs nothing but Python, and even a Python that is far too old must be able to read it,
so that its owner gets a sentence and not a syntax error. The work is done in launcher/.
"""

import sys

OLDEST = (3, 11)
NEWEST = (3, 13)


def wrong_python(version, is_64_bit):
    # type: (tuple[int, ...], bool) -> str
    """The sentence for a Python that cannot run Foldersight; empty for one that can.

    `version` is (major, minor, ...), as in sys.version_info.
    """
    if OLDEST <= version[:2] <= NEWEST:
        if is_64_bit:
            return ""
        return (
            "Foldersight needs the 64-bit Python, and this is the 32-bit one: "
            'install "Windows installer (64-bit)" of Python 3.12 from https://www.python.org '
            "and run this again with it."
        )
    return (
        "Foldersight needs Python 3.11, 3.12 or 3.13, and this is Python %d.%d: install "
        "Python 3.12 from https://www.python.org, or, if you have it already, type "
        "`python3.12 run.py` (on Windows `py -3.12 run.py`)." % version[:2]
    )


def main():
    # type: () -> int
    """The exit code: 0 when all went well, 2 after a refusal that a sentence explains."""
    sentence = wrong_python(tuple(sys.version_info[:3]), sys.maxsize > 2**32)
    if sentence:
        sys.stderr.write(sentence + "\n")
        return 2
    from launcher.commands import run_command

    return run_command(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
