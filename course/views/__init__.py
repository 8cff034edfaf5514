"""What a learner sees of a trace: who asks whom, when, and what moves."""

from course.views.diagram import draw
from course.views.explorer.explore import explore
from course.views.focus import focus
from course.views.picture import Picture
from course.views.player.play import play
from course.views.ranking import ranking
from course.views.waterfall import waterfall

__all__ = ["Picture", "draw", "explore", "focus", "play", "ranking", "waterfall"]
