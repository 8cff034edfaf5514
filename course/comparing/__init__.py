"""One story, played through all four architectures, and what came of it."""

from course.comparing.compare import compare
from course.comparing.decisions import Decision, decide, measure
from course.comparing.dilemmas import DILEMMAS, Dilemma, Limit
from course.comparing.play import play
from course.comparing.played import Played
from course.comparing.prices import Prices
from course.comparing.shops import ARCHITECTURES
from course.comparing.situations import SITUATIONS, Situation
from course.comparing.story import FALLIBLE, Story

__all__ = [
    "ARCHITECTURES",
    "DILEMMAS",
    "FALLIBLE",
    "SITUATIONS",
    "Decision",
    "Dilemma",
    "Limit",
    "Played",
    "Prices",
    "Situation",
    "Story",
    "compare",
    "decide",
    "measure",
    "play",
]
