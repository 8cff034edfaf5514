"""What a person does in JupyterLab."""

import re

from playwright.sync_api import Page, expect

SECONDS = 1000  # playwright counts in milliseconds


def menu(page: Page, name: str, *items: str) -> None:
    """Choose from JupyterLab's menus, as a person does."""
    page.locator(".lm-MenuBar-itemLabel", has_text=re.compile(f"^{name}$")).click()
    for item in items:
        page.locator(".lm-Menu-itemLabel", has_text=re.compile(f"^{item}$")).click()


def run_all(page: Page) -> None:
    """Run every cell, and wait until all of them have been executed."""
    # Before the status bar says Idle, Run All runs nothing and says nothing.
    expect(page.locator("#jp-main-statusbar")).to_contain_text("Idle", timeout=60 * SECONDS)
    menu(page, "Run", "Run All Cells")


def choose_theme(page: Page, name: str) -> None:
    menu(page, "Settings", "Theme", name)
    expect(page.locator("body")).to_have_attribute("data-jp-theme-name", name)
    expect(page.locator("#jupyterlab-splash")).to_have_count(0)
