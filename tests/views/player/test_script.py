import re

from course.views.player.script import BROWSER, ORDER, script

IMPORT = re.compile(r'^import \{([^}]*)\} from "\./(\w+)\.js";$', re.MULTILINE)
EXPORTED = re.compile(r"^export (?:class|function|const) (\w+)", re.MULTILINE)
NAMED = re.compile(r"^(?:export )?(?:class|function|const|let) (\w+)", re.MULTILINE)

TEXTS = {name: (BROWSER / f"{name}.js").read_text(encoding="utf-8") for name in ORDER}


def test_every_module_has_its_place() -> None:
    assert sorted(ORDER) == sorted(file.stem for file in BROWSER.glob("*.js"))


def test_a_module_imports_only_what_one_before_it_exports() -> None:
    exported: dict[str, set[str]] = {}
    for name in ORDER:
        for wanted, source in IMPORT.findall(TEXTS[name]):
            names = {word.strip() for word in wanted.split(",") if word.strip()}
            assert names <= exported[source], (name, source)
            assert all(len(re.findall(rf"\b{word}\b", TEXTS[name])) > 1 for word in names), name
        exported[name] = set(EXPORTED.findall(TEXTS[name]))


def test_no_two_modules_use_the_same_name_for_something_of_their_own() -> None:
    names = [word for text in TEXTS.values() for word in NAMED.findall(text)]
    assert sorted(names) == sorted(set(names))


def test_the_browser_gets_one_module_that_imports_nothing() -> None:
    joined = script()
    assert not re.search(r"^import\b", joined, re.MULTILINE)
    assert re.findall(r"^export\b.*", joined, re.MULTILINE) == ["export default {"]
    assert all(f"class {name} " in joined for name in ("Clock", "Stage", "Player"))


def test_each_module_is_small() -> None:
    assert max(text.count("\n") for text in TEXTS.values()) < 180
