"""Large webs of services, sampled: many requests at once, without running any service."""

from course.scale.error import CannotSample
from course.scale.quantile import Quantile, quantile
from course.scale.recorded import recorded
from course.scale.sample import batches, sample
from course.scale.times import Always, Lognormal, Measured, Mostly, Times
from course.scale.web import Call, Hedged, Limited, Service, Web, calls_in_one_request

__all__ = [
    "Always",
    "Call",
    "CannotSample",
    "Hedged",
    "Limited",
    "Lognormal",
    "Measured",
    "Mostly",
    "Quantile",
    "Service",
    "Times",
    "Web",
    "batches",
    "calls_in_one_request",
    "quantile",
    "recorded",
    "sample",
]
