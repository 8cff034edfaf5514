import re

from course.views.explorer.script import BROWSER, ORDER, script

IMPORT = re.compile(r'^import \{([^}]*)\} from "[./\w]*?(\w+)\.js";$', re.MULTILINE)
EXPORTED = re.compile(r"^export (?:class|function|const) (\w+)", re.MULTILINE)
NAMED = re.compile(r"^(?:export )?(?:class|function|const|let) (\w+)", re.MULTILINE)

TEXTS = {file.stem: file.read_text(encoding="utf-8") for file in ORDER}


def test_every_module_has_its_place() -> None:
    own = {file.stem for file in ORDER if file.parent == BROWSER}
    assert own == {file.stem for file in BROWSER.glob("*.js")}


def test_a_module_imports_only_what_one_before_it_exports() -> None:
    exported: dict[str, set[str]] = {}
    for name, text in TEXTS.items():
        for wanted, source in IMPORT.findall(text):
            names = {word.strip() for word in wanted.split(",") if word.strip()}
            assert names <= exported[source], (name, source)
            assert all(len(re.findall(rf"\b{word}\b", text)) > 1 for word in names), name
        exported[name] = set(EXPORTED.findall(text))


def test_no_two_modules_use_the_same_name_for_something_of_their_own() -> None:
    names = [word for text in TEXTS.values() for word in NAMED.findall(text)]
    assert sorted(names) == sorted(set(names))


def test_the_browser_gets_one_module_that_imports_nothing() -> None:
    assert not re.search(r"^import\b", script(), re.MULTILINE)
    assert re.findall(r"^export\b.*", script(), re.MULTILINE) == ["export default {"]


def test_names_are_never_made_into_markup() -> None:
    for way in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
        assert way not in script()
