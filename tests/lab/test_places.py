"""Where something happened is told, also where Python itself knows no line."""

from course.lab.places import place


def wait_for_nobody() -> None:
    """Only its place is looked at."""


def test_a_place_is_a_line_and_what_stands_there() -> None:
    code = wait_for_nobody.__code__
    told = place(code, code.co_firstlineno + 1)
    assert told.startswith(f"wait_for_nobody, line {code.co_firstlineno + 1} of test_places.py: ")
    assert told.endswith('"""Only its place is looked at."""')


def test_an_instruction_without_a_line_is_placed_where_its_function_begins() -> None:
    code = wait_for_nobody.__code__
    assert place(code, None) == place(code, code.co_firstlineno)
