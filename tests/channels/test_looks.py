"""Mails as they look: in a browser, on a phone and on a desk, by day and by night."""

import shutil
from dataclasses import replace

import pytest

from monitor.channels import render
from monitor.channels.wrap import COLUMNS, cell_len
from monitor.model import AlsoIn, Excerpt

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))),
    None,
)
needs_browser = pytest.mark.skipif(CHROMIUM is None, reason="no chromium is installed")
pytestmark = pytest.mark.slow

LONG = "Donaudampfschifffahrtsgesellschaftskapitänszeitungsverlag" * 2
SAID = {
    "en": ("Seoul ends its pact with Tokyo " * 4, "It will terminate the GSOMIA.", "GSOMIA"),
    "ko": ("한일 군사정보보호협정 종료 결정…“국익에 맞지 않는다” " * 3, "정부는 지소미아를 종료하기로 했다.", "지소미아"),
    "ja": ("日韓軍事情報包括保護協定の破棄を決定、米国は失望を表明" * 3, "韓国大統領府は協定を破棄すると発表した。", "破棄"),
    "de": (LONG, f"Das {LONG} bleibt.", LONG),
}  # fmt: skip
KINDS = ("new", "update", "correction", "digest", "notice", "said")

# Colours of every text over what lies behind it. Source: WCAG 2.2, 1.4.3: 4.5 to 1.
FAINT = """() => {
  const parts = c => c.match(/[\\d.]+/g).map(Number);
  const light = c => { const [r, g, b] = parts(c).map(v => v / 255).map(
    v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const behind = e => { for (; e; e = e.parentElement) {
    const c = getComputedStyle(e).backgroundColor;
    if (parts(c).length < 4 || parts(c)[3] > 0) return c; } return "rgb(255, 255, 255)"; };
  const faint = [];
  for (const e of document.body.querySelectorAll("*")) {
    if (![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue;
    const [a, b] = [light(getComputedStyle(e).color), light(behind(e))].sort((x, y) => y - x);
    if ((a + 0.05) / (b + 0.05) < 4.5) faint.push(e.outerHTML.slice(0, 80));
  }
  return faint; }"""


def mail(alert, language, kind):
    """Make an alert of a kind, with words that are long in every way."""
    title, text, term = SAID[language]
    at = text.index(term)
    one = alert(
        kind if kind in {"update", "correction", "notice"} else "new",
        title=title,
        language=language,
        url="https://news.example/" + "x" * 300,
        outlet=LONG if language == "de" else "The Example Herald",
        excerpts=(
            Excerpt(field="body", text=text, marks=((at, at + len(term)),), terms=(term,)),
        ),
        also=(AlsoIn(outlet=LONG, url="https://de.example/", language="de"),),
        old_title=title[::-1] if kind == "correction" else None,
        replaced=((text, ""), (text, text[::-1])) if kind == "correction" else (),
        changes=(text, LONG) if kind == "update" else (),
        notes=("Carried by 20 outlets.",),
        summary=f"{LONG}\n{text}" if kind == "notice" else None,
    )  # fmt: skip
    if kind == "digest":
        return alert(items=[one, one])
    return replace(one, said=f"{title}\n{LONG}") if kind == "said" else one


@pytest.fixture(scope="module")
def browser():
    api = pytest.importorskip("playwright.sync_api")
    with api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox"]
        )
        yield opened
        opened.close()


@needs_browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 800])
def test_every_mail_fits_its_window_can_be_read_and_asks_for_nothing(
    browser, alert, width, scheme
):
    page = browser.new_page(
        viewport={"width": width, "height": 640}, color_scheme=scheme
    )
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    for language in SAID:
        for kind in KINDS:
            one = mail(alert, language, kind)
            page.set_content(render.html(one, public_url="https://m.example.org"))
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, (language, kind)
            assert page.evaluate(FAINT) == [], (language, kind)
    assert asked == []
    page.close()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["en", "ko", "ja"])
def test_every_mail_is_plain_text_of_seventy_two_columns(alert, language, kind):
    said = render.text(mail(alert, language, kind), public_url="https://m.example.org")
    for line in said.splitlines():
        one_word = " " not in line.strip(" ->+")  # an address is never broken
        assert cell_len(line) <= COLUMNS or one_word, line
