"""What reading a trace raises when the file does not hold one."""


class TraceError(ValueError):
    """A file is damaged, or is no trace of a format that can be read.

    The message names the file, the place in it, what was expected there, and what to do.
    """
