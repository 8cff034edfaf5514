"""What a learner sees of a trace: who asks whom, and when."""

from course.views.diagram import draw
from course.views.picture import Picture
from course.views.waterfall import waterfall
from course.views.web import request_web

__all__ = ["Picture", "draw", "request_web", "waterfall"]
