"""What a learner does, in a real browser: a quiz is answered with the keyboard alone."""

import pytest
from playwright.sync_api import Page, expect

from course.study.questions import find
from tests.browser.jupyterlab import SECONDS, run_all

NOTEBOOK = "03_a_database_each.ipynb"
IN_FRONT = ".jp-NotebookPanel:not(.lm-mod-hidden)"
pytestmark = pytest.mark.browser


def test_a_quiz_is_answered_with_the_keyboard_and_progress_is_kept(
    page: Page, address: str, artefacts
) -> None:
    page.goto(address.replace("00_welcome.ipynb", NOTEBOOK))
    run_all(page)
    panel = page.locator(IN_FRONT)
    quiz = panel.locator(".jp-OutputArea-output", has_text="Were there any rows in it?")
    radios = quiz.locator("input[type=radio]")
    expect(radios.first).to_be_attached(timeout=90 * SECONDS)

    first = find("03").asks[0]
    radios.first.scroll_into_view_if_needed()
    radios.first.focus()
    expect(page.locator("#jp-main-statusbar")).to_contain_text("Idle", timeout=90 * SECONDS)
    said = quiz.get_by_role("status")
    for keys, option in ((1, 2), (0, 3)):  # tabs on to an option, and tabs on to the button
        for key in ["Tab"] * keys + ["Space"] + ["Tab"] * option + ["Space"]:
            page.keyboard.press(key)
        expect(said.filter(has_text=first.options[keys].says)).to_have_count(1)
        radios.first.focus()
    page.screenshot(path=artefacts / "quiz.png")

    guess = panel.locator("label", has_text="polite 2600, purchases 2400").first
    guess.scroll_into_view_if_needed()
    page.screenshot(path=artefacts / "prediction-and-check.png")

    room = panel.locator(".jp-OutputArea-output .progress").first
    room.scroll_into_view_if_needed()
    size = room.bounding_box()
    assert size is not None
    assert size["height"] > 5
    assert size["width"] > 100
    done = room.locator(".progress-bar").bounding_box()
    assert done is not None
    assert done["width"] == 0, "nothing was attempted, so nothing is done"
    page.screenshot(path=artefacts / "check.png")
