"""The pages in a real browser: no script, no request out, readable at every width."""

import asyncio
import shutil
import socket
import threading

import pytest

from monitor.web import build, listen

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))),
    None,
)
pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium is installed here"),
    pytest.mark.slow,
]


@pytest.fixture(scope="module")
def browser():
    api = pytest.importorskip("playwright.sync_api")
    with api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox"]
        )
        yield opened
        opened.close()


@pytest.fixture
def site(view):
    """Serve the pages from a thread of their own; give their address."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = door.getsockname()[1]
    loop, stopping, app = asyncio.new_event_loop(), asyncio.Event(), build(view)
    thread = threading.Thread(
        target=lambda: loop.run_until_complete(listen(app, "127.0.0.1", port, stopping))
    )
    thread.start()
    base = f"http://127.0.0.1:{port}"
    while True:
        with socket.socket() as asked:
            if asked.connect_ex(("127.0.0.1", port)) == 0:
                break
    yield base
    loop.call_soon_threadsafe(stopping.set)
    thread.join(10)
    loop.close()


class Watcher:
    """Counts what a page must not do."""

    def __init__(self, page, base):
        self.wrong = []
        page.on("dialog", lambda it: (self.wrong.append(it.message), it.dismiss()))
        page.on("console", lambda it: self.wrong.append(it.text))
        page.on("pageerror", lambda it: self.wrong.append(str(it)))
        page.on(
            "request",
            lambda it: None if it.url.startswith(base) else self.wrong.append(it.url),
        )


@pytest.mark.parametrize("width", [360, 1200])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_fits_and_can_be_read(browser, site, pages, width, scheme):
    view = {"width": width, "height": 800}
    page = browser.new_page(viewport=view, color_scheme=scheme)
    watcher = Watcher(page, site)
    for path in pages:
        page.goto(site + path)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, path
        assert page.evaluate(CONTRAST) == [], path
    assert watcher.wrong == []
    page.close()


def test_hostile_stories_do_nothing(browser, site, hostile):
    page = browser.new_page(viewport={"width": 800, "height": 600})
    watcher = Watcher(page, site)
    for path in hostile:
        page.goto(site + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 800, path
        assert page.evaluate("document.scripts.length") == 0
    assert watcher.wrong == []
    page.close()


def test_a_dead_alert_is_sent_again_with_the_button(browser, site, world):
    page = browser.new_page()
    watcher = Watcher(page, site)
    page.goto(f"{site}/alerts?state=dead")
    page.get_by_role("button", name="Send again").click()
    assert page.url == f"{site}/alerts/{world.dead}"
    assert page.locator(".state").first.inner_text() == "due"
    assert page.get_by_role("button", name="Send again").count() == 0
    assert watcher.wrong == []
    page.close()


def test_another_sites_form_sends_nothing(browser, site, world):
    page = browser.new_page()
    page.set_content(
        f'<form method="post" action="{site}/alerts/{world.dead}/resend">'
        '<input name="token" value="x"><button>win</button></form>'
    )
    with page.expect_response(f"{site}/**") as answer:
        page.get_by_role("button").click()
    assert answer.value.status == 403
    page.close()


def test_a_story_is_found_by_typing(browser, site, world):
    page = browser.new_page()
    page.goto(f"{site}/stories")
    page.get_by_label("Words").fill("지소미아")
    page.get_by_role("button", name="Search").click()
    assert page.locator("ol.stories h3").all_inner_texts() == ["서울의 결정"]
    page.get_by_role("link", name="서울의 결정").click()
    assert page.locator("mark").first.inner_text() == "지소미아"
    page.close()


# Text against what lies behind it: at least 4.5 to 1 (WCAG 2.2, 1.4.3).
CONTRAST = """() => {
  const parse = (c) => c.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b]
    .map((v) => v / 255).map((v) => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (node) => {
    for (; node; node = node.parentElement) {
      const c = parse(getComputedStyle(node).backgroundColor);
      if (c.length === 3 || c[3] > 0) return c;
    }
    return [255, 255, 255];
  };
  const wrong = [];
  for (const node of document.querySelectorAll("main *, header *, footer *")) {
    const own = [...node.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    if (!own || !node.getClientRects().length) continue;
    const a = light(parse(getComputedStyle(node).color)), b = light(behind(node));
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) wrong.push([node.tagName, node.textContent.slice(0, 30), ratio]);
  }
  return wrong;
}"""
