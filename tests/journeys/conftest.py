"""The demo, served as `make demo` serves it, and a real browser in front of it."""

import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The address of a demo built from nothing in a folder of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = tmp_path_factory.mktemp("log") / "server.log"
    ours = ("MAILLAGE_", "DATABASE_URL", "EMAIL_URL", "DJANGO_SETTINGS_MODULE", "PROCONNECT_")
    env = {name: value for name, value in os.environ.items() if not name.startswith(ours)} | {
        "PYTHONPATH": str(ROOT / "src"),
        "MAILLAGE_DATA": str(tmp_path_factory.mktemp("data")),
        "PORT": str(port),
    }
    with log.open("w") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", "maillage", "demo"], cwd=ROOT, env=env, stdout=output, stderr=output
        )
    address = f"http://localhost:{port}"
    try:
        wait_for(f"{address}/healthz", server, log)
        yield address
    finally:
        server.terminate()
        server.wait(20)


def wait_for(url, server, log, seconds=180):
    for _ in range(seconds * 2):
        if server.poll() is not None:
            pytest.fail(f"the demo stopped:\n{log.read_text()[-3000:]}")
        try:
            with urlopen(url, timeout=2) as answer:  # noqa: S310  our own server
                if answer.status == 200:
                    return
        except (URLError, OSError):
            time.sleep(0.5)
    pytest.fail(f"the demo did not answer:\n{log.read_text()[-3000:]}")


@pytest.fixture(scope="session")
def browser():
    path = next((found for name in CHROMIUM if (found := shutil.which(name))), None)
    if path is None:
        pytest.fail("No Chromium here: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()


class Visitor:
    """One person in front of one browser window; what the console says of errors is kept."""

    def __init__(self, browser, site, *, width=1440, height=900, javascript=True):
        self.site = site
        self.context = browser.new_context(
            viewport={"width": width, "height": height}, locale="fr-FR", java_script_enabled=javascript
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(10_000)
        self.complaints, self.outside = [], []
        self.page.on("console", self.hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self.watch)

    def hear(self, message):
        if message.type == "error" and "status of 4" not in message.text:
            self.complaints.append(message.text)

    def watch(self, request):
        if not request.url.startswith((self.site, "data:", "blob:")):
            self.outside.append(request.url)

    def go(self, path):
        self.page.goto(f"{self.site}{path}")
        return self.page

    def become(self, name):
        self.go("/demo/")
        self.page.get_by_role("button", name=f"Devenir {name}").click()
        return self.page

    def axe(self) -> list[str]:
        found = Axe().run(self.page, options=RULES).response["violations"]
        return [f"{self.page.url} {each['id']}: {each['nodes'][0]['html'][:160]}" for each in found]

    def overflow(self) -> int:
        """How many pixels the page is wider than its window."""
        return self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )


@pytest.fixture
def visit(browser, site):
    """Open windows; at the end, nothing may have failed in them nor asked anybody else."""
    visitors = []

    def open_window(**options) -> Visitor:
        visitors.append(Visitor(browser, site, **options))
        return visitors[-1]

    yield open_window
    for visitor in visitors:
        visitor.context.close()
        assert visitor.complaints == []
        assert visitor.outside == []
