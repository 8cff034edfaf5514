"""Words for the terminal, whatever it can show."""

import os
import sys

PLAIN = {"…": "...", "→": "->"}
"""What stands for a character that a terminal does not know."""


def tell(words: str) -> None:
    """Print it. Whoever reads it through a pager may stop in the middle: that is no error."""
    try:
        print(shown(words, sys.stdout.encoding or "ascii"), flush=True)
    except BrokenPipeError:
        # Python writes what is left when it ends, and would complain then.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def shown(words: str, encoding: str) -> str:
    """The words with those characters that ``encoding`` has; others in plain letters, or as ``?``.

    Nothing is said of what cannot be shown as it is: it reads as well.
    """
    for sign, plain in PLAIN.items():
        try:
            sign.encode(encoding)
        except UnicodeEncodeError:
            words = words.replace(sign, plain)
    return words.encode(encoding, "replace").decode(encoding)
