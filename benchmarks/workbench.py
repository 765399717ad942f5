"""The article page in Chromium, against a page made by hand with the same text and list, in the same run.

Opening is timed from the start of the navigation, cold, to the second frame after the page is ready: marks painted, keys
heard. The server runs as it does for a team: static files named by their content and compressed.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.corpus import make_project
from benchmarks.scratch import ROOT, serving
from benchmarks.static_page import page_of, static_pages

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

ROUNDS = 7
PORT = 8917
WORDS = 1_000  # about 6,000 characters
LONG_WORDS = 50_000  # about 300,000
FRAME = 1_000 / 60

_WHEN_READY = """() => {
    const ready = () => document.querySelector("[data-workbench]")
        ? document.querySelector("[data-workbench][data-ready]")
        : document.readyState === "complete" && document.querySelector("li");
    const look = () => ready()
        ? requestAnimationFrame(() => requestAnimationFrame((now) => { window.readyAt = now; }))
        : requestAnimationFrame(look);
    requestAnimationFrame(look);
    window.longest = 0;
    window.tasks = [];
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) window.tasks.push([entry.startTime, entry.duration]);
    }).observe({ type: "longtask", buffered: true });
}"""

# From the key's own time stamp to the frame in which the new mark is registered for painting, in milliseconds.
_KEY_TO_PAINTED = """() => new Promise((resolve) => {
    const count = () => [...CSS.highlights].reduce((sum, [name, ranges]) => sum + (name.startsWith("tag-") ? ranges.size : 0), 0);
    document.addEventListener("keydown", (event) => {
        if (event.key !== "c") return;
        const before = window.marksBefore;
        const look = () => requestAnimationFrame(() => {
            if (count() <= before) return look();
            requestAnimationFrame((now) => resolve(performance.now() - event.timeStamp));
        });
        look();
    }, { capture: true, once: true });
    window.marksBefore = count();
    window.armed = true;
})"""


def run() -> None:
    """Print the ratios of opening, the bytes of a cold page, and what keys and scrolling take in a long one."""
    from newsapp.services.people import create_user

    owner = create_user(username="bench", email="bench@news.example")
    make_project(slug="few", owner=owner, articles=1, spans=300, words=WORDS)
    make_project(slug="many", owner=owner, articles=1, spans=2_000, words=WORDS)
    make_project(slug="long", owner=owner, articles=1, spans=5_000, words=LONG_WORDS)
    pages = {f"/{slug}": _static(slug) for slug in ("few", "many", "long")}
    with _team_server() as address, static_pages(pages) as port, _chromium() as browser:
        cookie = _cookie(owner, address)
        for slug, most in (("few", 2.0), ("many", 1.5), ("long", None)):
            ours = [_opened(browser, f"{address}/projects/{slug}/articles/1/", cookie) for _ in range(ROUNDS)]
            theirs = [_opened(browser, f"http://127.0.0.1:{port}/{slug}", None) for _ in range(ROUNDS)]
            own, static = (statistics.median(time for time, _ in each) for each in (ours, theirs))
            wire = statistics.median(size for _, size in ours)
            goal = f", goal {most} x" if most else ""
            print(
                f"opening, {slug:5}: {own:7.0f} ms, static page {static:6.0f} ms: {own / static:5.2f} x{goal};"
                f" {wire / 1000:6.0f} kB over the wire, cold"
            )
        _long_article(browser, f"{address}/projects/long/articles/1/", cookie)


def _static(slug: str) -> str:
    from annotations.models import Highlight

    rows = Highlight.objects.filter(project__slug=slug).order_by("start", "-end", "uuid").select_related("revision")
    marks = [(", ".join(row.tags.values_list("label", flat=True)), row.quote[:280]) for row in rows]
    return page_of(rows[0].revision.text, marks)


@contextmanager
def _team_server() -> Iterator[str]:
    """The web server with the settings of production, but for TLS; answers its address."""
    folder = Path(tempfile.mkdtemp(prefix="claimdesk-bench-static-"))
    environment = {
        "CLAIMDESK_LOCAL": "0",
        "CLAIMDESK_SSL_REDIRECT": "0",
        "CLAIMDESK_ALLOWED_HOSTS": "localhost,127.0.0.1",
        "CLAIMDESK_STATIC_ROOT": str(folder),
    }
    try:
        subprocess.run(
            [sys.executable, "manage.py", "collectstatic", "--noinput"],
            cwd=ROOT, env={**os.environ, **environment}, stdout=subprocess.DEVNULL, check=True,
        )  # fmt: skip
        with serving(("manage.py", "run_web", "--port", "{port}"), port=PORT, environment=environment):
            yield f"http://localhost:{PORT}"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _chromium() -> Iterator["Browser"]:
    from playwright.sync_api import sync_playwright

    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    executable = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if executable is None:
        raise SystemExit("This benchmark needs Chromium; `make browser` gets it.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


def _cookie(user: Any, address: str) -> dict[str, Any]:
    from django.conf import settings
    from django.test import Client

    client = Client(SERVER_NAME="localhost")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": address}


@contextmanager
def _page(browser: "Browser", cookie: dict[str, Any] | None) -> Iterator[tuple["BrowserContext", "Page"]]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    if cookie:
        context.add_cookies([cookie])  # type: ignore[list-item]
    page = context.new_page()
    page.add_init_script(f"({_WHEN_READY})()")
    try:
        yield context, page
    finally:
        context.close()


def _opened(browser: "Browser", address: str, cookie: dict[str, Any] | None) -> tuple[float, int]:
    """Milliseconds until it is ready, and bytes over the wire."""
    with _page(browser, cookie) as (context, page):
        wire = context.new_cdp_session(page)
        wire.send("Network.enable")
        received: list[int] = []
        wire.on("Network.loadingFinished", lambda event: received.append(int(event["encodedDataLength"])))
        page.goto(address)
        page.wait_for_function("() => window.readyAt", timeout=120_000)
        time = float(page.evaluate("window.readyAt"))
        if cookie and not page.locator("[data-workbench][data-ready]").count():
            raise SystemExit(f"{address} did not open: {page.title()}")
        return time, sum(received)


def _long_article(browser: "Browser", address: str, cookie: dict[str, Any]) -> None:
    with _page(browser, cookie) as (_, page):
        page.goto(address)
        page.wait_for_function("() => window.readyAt", timeout=120_000)
        times = []
        for _ in range(20):
            page.keyboard.press("ArrowDown")
            page.wait_for_timeout(120)
            painted = page.evaluate_handle(f"() => {{ window.painted = ({_KEY_TO_PAINTED})(); }}")
            painted.dispose()
            page.keyboard.press("c")
            times.append(float(page.evaluate("() => window.painted")))
        page.wait_for_timeout(500)
        since = float(page.evaluate("performance.now()"))
        for _ in range(40):
            page.mouse.move(720, 450)
            page.mouse.wheel(0, 900)
            page.wait_for_timeout(30)
        for key in ("ArrowDown", "c", "ArrowDown", "h", "Tab", "4", "3", "u"):
            page.keyboard.press(key)
            page.wait_for_timeout(60)
        page.wait_for_timeout(500)
        tasks = page.evaluate("(since) => window.tasks.filter(([at]) => at >= since).map(([, took]) => took)", since)
    p50, worst = statistics.median(times), max(times)
    print(
        f"key to painted, 300 kB and 5,000 marks: p50 {p50:5.1f} ms ({p50 / FRAME:.1f} frames), worst {worst:5.1f} ms"
        f" ({worst / FRAME:.1f}), goal 2 frames"
    )
    print(f"scrolling and marking: longest task {max(tasks, default=0):.0f} ms, {len(tasks)} over 50 ms")
