"""The report of a trace in a real browser: it asks nobody, runs nothing, and fits."""

import pytest

from course.trace import read
from course.views import report
from tests.views.anyweb import uber
from tests.webs.recorded import DATA, booking

pytestmark = pytest.mark.browser

PAGES = {
    "trace": lambda: report.of_trace(booking(), "trace.json"),
    "web": lambda: report.of_web(uber(), "company.json"),
    "compared": lambda: report.of_two_traces(
        *(
            read(DATA / f"onlineboutique-{name}.csv.gz")
            for name in ("fault-free", "currency-network-delay")
        ),
        "bad.csv",
        "good.csv",
    ),
}
WIDE = 1400
PHONE = 400
LEAST_CONTRAST = 4.5  # WCAG 2.2, 1.4.3
CONTRASTS = """() => {
  const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
  const light = (colour, below) => {
    canvas.fillStyle = below; canvas.fillRect(0, 0, 1, 1);
    canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3).map(
      it => it / 255 <= 0.04045 ? it / 255 / 12.92 : ((it / 255 + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const paper = it => {
    for (let at = it; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (colour !== "rgba(0, 0, 0, 0)") return colour;
    }
    return "white";
  };
  return [...document.querySelectorAll("p,li,h1,h2,td,th,dt,dd,a,summary")].map(it => {
    const below = paper(it);
    const [one, other] = [light(getComputedStyle(it).color, below), light(below, "white")];
    return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
  });
}"""


@pytest.fixture(scope="module", params=PAGES)
def file(request, tmp_path_factory):
    path = tmp_path_factory.mktemp("report") / f"{request.param}.html"
    path.write_text(PAGES[request.param](), encoding="utf-8")
    return path


@pytest.fixture
def quiet(page, file):
    """The page, opened without a network; afterwards nothing was asked for, and nothing wrong."""
    asked, said = [], []
    page.context.set_offline(True)
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(file.as_uri())
    yield page
    assert asked == [file.as_uri()]
    assert said == []


def open_all(page):
    page.evaluate("document.querySelectorAll('details').forEach(it => { it.open = true; })")


@pytest.mark.parametrize("width", [PHONE, WIDE])
def test_nothing_is_loaded_and_nothing_is_wider_than_the_screen(quiet, width, artefacts, file):
    quiet.set_viewport_size({"width": width, "height": 900})
    open_all(quiet)
    assert quiet.evaluate("document.documentElement.scrollWidth") == width
    quiet.screenshot(path=artefacts / f"report-{file.stem}-{width}.png", full_page=True)


def test_what_somebody_smuggles_in_is_neither_run_nor_loaded(page, file, tmp_path):
    smuggled = (
        "<script>document.title = 'ran'</script><img src='x' onerror='document.title = \"ran\"'/>"
    )
    changed = tmp_path / "changed.html"
    text = file.read_text(encoding="utf-8").replace("</main>", f"{smuggled}</main>")
    changed.write_text(text, encoding="utf-8")
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    page.goto(changed.as_uri())
    assert page.title() != "ran"
    assert len(refused) >= 2
    assert all("Content Security Policy" in words for words in refused)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_can_be_read_by_day_and_by_night(quiet, scheme, artefacts, file):
    quiet.emulate_media(color_scheme=scheme)
    open_all(quiet)
    found = quiet.evaluate(CONTRASTS)
    assert len(found) > 50
    assert min(found) >= LEAST_CONTRAST
    paper = quiet.evaluate("getComputedStyle(document.querySelector('svg')).backgroundColor")
    assert paper == quiet.evaluate("getComputedStyle(document.body).backgroundColor")
    quiet.screenshot(path=artefacts / f"report-{file.stem}-{scheme}.png", full_page=True)


def test_on_paper_no_picture_is_cut_off(quiet):
    quiet.set_viewport_size({"width": 700, "height": 900})
    quiet.emulate_media(media="print", color_scheme="dark")
    assert quiet.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    too_wide = "all => all.filter(it => it.getBoundingClientRect().right > 700).length"
    assert quiet.eval_on_selector_all("svg", too_wide) == 0


def test_each_link_leads_to_its_section(quiet):
    link = quiet.locator("nav a").last
    link.click()
    assert quiet.evaluate("location.hash") == link.get_attribute("href")
    assert quiet.locator(link.get_attribute("href")).count() == 1
