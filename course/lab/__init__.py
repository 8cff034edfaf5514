"""Where a shop runs: real services and databases on a simulated network and clock."""

from course.lab.answer import Answer, Failure
from course.lab.errors import LabError
from course.lab.lab import Lab
from course.lab.sent import Sent

__all__ = ["Answer", "Failure", "Lab", "LabError", "Sent"]
