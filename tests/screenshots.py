"""`make screenshots`: every page of the site as a picture, in both themes, on a phone and at a desk.

A server with the demo runs in a scratch data folder meanwhile; nothing of it is left afterwards.
"""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from newsapp.runtime.postgres import embedded_postgres
from tests.site import PAGES, SitePage, go_to

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

REPOSITORY = Path(__file__).resolve().parent.parent
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
HEIGHTS = {390: 844, 768: 1024, 1440: 900}
TALLEST = 4_000
"""Pixels of a page that are kept."""


def main() -> int:
    """Take the pictures and say where they are."""
    parser = argparse.ArgumentParser(prog="python -m tests.screenshots", description=__doc__)
    parser.add_argument("--folder", type=Path, default=REPOSITORY / "screenshots", help="default: screenshots/")
    parser.add_argument("--only", default="", metavar="WORDS", help="only pages whose name has these letters")
    options = parser.parse_args()
    chosen = [page for page in PAGES if options.only in page.name]
    executable = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    if executable is None or not chosen:
        print(
            "No Chromium is installed; `make test` says how." if chosen else "No page has such a name.", file=sys.stderr
        )
        return 1
    if not options.only:
        shutil.rmtree(options.folder, ignore_errors=True)
    options.folder.mkdir(parents=True, exist_ok=True)
    with _site() as address, _browser(executable) as browser:
        taken = _take(browser, address, chosen, options.folder)
    _contact_sheet(options.folder)
    print(f"{taken} pictures: {options.folder / 'index.html'}")
    return 0


@contextmanager
def _site() -> Iterator[str]:
    """A server with the demo, which Django in this process shares the database with; answers its address."""
    scratch = Path(tempfile.mkdtemp(prefix="claimdesk-pictures-"))
    for name in [name for name in os.environ if name.startswith("CLAIMDESK_")]:
        del os.environ[name]
    os.environ.pop("DATABASE_URL", None)
    command = [sys.executable, "manage.py", "up", "--data-dir", str(scratch), "--port", "0", "--no-worker"]
    server = subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        said = next((line for line in server.stdout if line.startswith("ready ")), "")
        if not said:
            raise SystemExit("The server did not start.")
        with embedded_postgres(scratch, durable=False) as database:
            _set_up_django(scratch, database.url)
            yield said.split()[1].rstrip("/")
            _let_go()
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=60)
        shutil.rmtree(scratch, ignore_errors=True)


def _set_up_django(scratch: Path, url: str) -> None:
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "newsapp.settings",
        "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
        "CLAIMDESK_LOCAL": "1",
        "CLAIMDESK_DATA_DIR": str(scratch),
        "CLAIMDESK_DATABASE_POOL": "0",
        "CLAIMDESK_ACCESS_LOG_LEVEL": "ERROR",
        "DATABASE_URL": url,
    }
    import django

    django.setup()


def _let_go() -> None:
    from django.db import connection

    connection.close()


@contextmanager
def _browser(executable: str) -> Iterator["Browser"]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


def _take(browser: "Browser", address: str, pages: list[SitePage], folder: Path) -> int:
    from tests.site_demo import cookie_of, demo_arguments

    known = demo_arguments()
    contexts: dict[tuple[str, str], BrowserContext] = {}
    taken = 0
    for site_page in pages:
        for theme in THEMES:
            key = (site_page.reader, theme)
            if key not in contexts:
                contexts[key] = browser.new_context(color_scheme=theme, base_url=address, reduced_motion="reduce")
                if site_page.reader != "anonymous":
                    name, value = cookie_of(site_page.reader)
                    contexts[key].add_cookies([{"name": name, "value": value, "url": address}])
            for width in (390, 768, 1440) if site_page.wide else (390, 1440):
                page = contexts[key].new_page()
                page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
                go_to(page, site_page, known)
                page.wait_for_timeout(400)  # what is laid out late (content-visibility) is painted a few frames later
                height = min(int(page.evaluate("document.documentElement.scrollHeight")), TALLEST)
                clip = {"x": 0, "y": 0, "width": width, "height": max(height, HEIGHTS[width])}
                path = folder / f"{site_page.name}-{width}-{theme}.png"
                page.screenshot(path=path, full_page=True, clip=clip)  # type: ignore[arg-type]
                page.close()
                taken += 1
        print(site_page.name, flush=True)
    return taken


def _contact_sheet(folder: Path) -> None:
    rows = []
    for site_page in PAGES:
        pictures = sorted(folder.glob(f"{site_page.name}-[0-9]*-*.png"), key=lambda path: path.stem.split("-")[::-1])
        figures = "".join(
            f'<figure><a href="{escape(path.name)}"><img loading="lazy" src="{escape(path.name)}" alt=""></a>'
            f"<figcaption>{escape(path.stem.removeprefix(site_page.name + '-'))}</figcaption></figure>"
            for path in pictures
        )
        if figures:
            rows.append(f"<h2>{escape(site_page.name)}</h2><div>{figures}</div>")
    style = (
        "body{font:14px system-ui;margin:2rem;background:#eee}div{display:flex;gap:1rem;flex-wrap:wrap;align-items:start}"
        "figure{margin:0}img{max-height:22rem;max-width:30rem;border:1px solid #bbb;background:#fff}"
    )
    (folder / "index.html").write_text(
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Pages</title><style>{style}</style>'
        f"<h1>Every page</h1>{''.join(rows)}</html>",
        encoding="utf-8",
    )


if __name__ == "__main__":
    sys.exit(main())
