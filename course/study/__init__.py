"""What a learner does: predict, hand in, answer, compare; and how far that has come."""

from course.study.board.board import board
from course.study.desk import check, hint, solution
from course.study.overview import progress, progress_words
from course.study.predictions import compare, predict
from course.study.questions import quiz

__all__ = [
    "board",
    "check",
    "compare",
    "hint",
    "predict",
    "progress",
    "progress_words",
    "quiz",
    "solution",
]
