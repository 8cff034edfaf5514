"""The statements of the course, each with an experiment that decides it."""

from course.claims.claim import Claim, Taught, Without
from course.claims.finding import Finding, Verdict
from course.claims.ledger import Ledger, ledger
from course.claims.register import CLAIMS, find, prove

__all__ = [
    "CLAIMS",
    "Claim",
    "Finding",
    "Ledger",
    "Taught",
    "Verdict",
    "Without",
    "find",
    "ledger",
    "prove",
]
