"""Scripts and style sheets as a server has them: packed, named by their content, compressed."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.workbench_page import Workbench
from tests.live.live_site import Site, running_site, sign_in
from tests.packing import pack

FIRST = "About 1,000 soldiers"


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    place = Path(tempfile.mkdtemp(prefix="claimdesk-packed-", dir="/tmp"))
    place.chmod(0o755)
    pack(place / "packed")
    own = {
        "CLAIMDESK_LOCAL": "0",
        "CLAIMDESK_SSL_REDIRECT": "0",
        "CLAIMDESK_ALLOWED_HOSTS": "localhost,127.0.0.1",
        "CLAIMDESK_PACKED_STATIC": str(place / "packed"),
    }
    with running_site(place, prepared_by=["collectstatic", "--no-input"], **own) as site:
        site.address = site.address.replace("127.0.0.1", "localhost")
        yield site
    shutil.rmtree(place, ignore_errors=True)


def test_an_article_is_marked_with_a_few_files_that_are_kept_for_ever(chromium: Browser, site: Site) -> None:
    context = chromium.new_context(base_url=site.address, viewport={"width": 1440, "height": 900})
    faults: list[str] = []
    kept: dict[str, str] = {}
    context.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    context.on("weberror", lambda error: faults.append(str(error.error)))
    context.add_cookies([{"name": "sessionid", "value": sign_in(site, "ana").partition("=")[2], "url": site.address}])
    page = context.new_page()
    page.on("response", lambda answer: kept.update({answer.url: answer.headers.get("cache-control", "")}))
    bench = Workbench(page, "desk", site.article).open()
    scripts = [url for url in kept if url.endswith((".js", ".css"))]
    assert len(scripts) <= 4
    assert all("immutable" in kept[url] for url in scripts), kept
    # Whatever the page names is what its scripts then ask for: nothing is fetched twice under two names.
    names = [url.rpartition("/")[2].split(".")[0] for url in scripts]
    assert len(names) == len(set(names))

    page.locator("[data-workbench][data-live=open]").wait_for()  # the stream's own script was found
    bench.select(FIRST)
    bench.press("c")
    bench.saved()
    page.reload()
    expect(bench.card(FIRST)).to_be_visible()
    assert bench.painted_words() == [FIRST]
    bench.press("?")
    expect(page.locator("[data-key-panel]")).to_be_visible()
    context.close()
    assert not faults, faults
