"""What is raised when nothing can be drawn from a web."""


class CannotSample(ValueError):
    """A time, a web, or what was asked of it makes no sense. The message says what to change."""
