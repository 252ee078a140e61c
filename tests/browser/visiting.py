"""Somebody at a browser, and what every page that he meets has to keep."""

from __future__ import annotations

import re
import time
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import ConsoleMessage, Locator, Page, Request, Response, expect

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
_RUN_AXE = """async ([place, options]) => (
  await axe.run(place, {...options, resultTypes: ["violations"]})).violations.map(
  found => found.id + ": " + found.nodes.slice(0, 3).map(
    node => node.target.join(" ") + " " + node.html.slice(0, 160) + " " + node.failureSummary).join(" | "))"""
_WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# What sticks out, the innermost elements by their box or by a word that cannot break: what the message of a failure names.
_OUTSIDE = """() => {
  const edge = document.documentElement.clientWidth + 1;
  const spills = (element, box) => getComputedStyle(element).overflowX === "visible" && element.clientWidth
    && element.scrollWidth > element.clientWidth + 1 && box.left + element.scrollWidth > edge;
  const out = [...document.body.querySelectorAll("*")].filter(element => {
    const box = element.getBoundingClientRect();
    return element.checkVisibility({contentVisibilityAuto: true}) && (box.right > edge || spills(element, box));
  });
  return out.filter(element => !out.some(other => other !== element && element.contains(other))).slice(0, 4).map(
    element => element.outerHTML.slice(0, 200) + " in " + (element.parentElement.className || element.parentElement.tagName)
  ).join(" | ");
}"""
# Links in a sentence are left out, as WCAG does; what covers its whole row counts as high as the row.
_TOO_SMALL = """bound => [...document.querySelectorAll("main :is(a[href], button, summary, select)")].filter(target => {
  const box = target.getBoundingClientRect(), row = target.closest("p, li, dd, td");
  const words = text => text.replace(/\\s+/g, " ").trim().length;
  const inSentence = getComputedStyle(target).display === "inline"
    && row && words(row.textContent) > words(target.textContent) + 15;
  const cover = getComputedStyle(target, "::after").position === "absolute" ? target.offsetParent : target;
  return box.width > 1 && box.height > 1 && !inSentence && cover.getBoundingClientRect().height < bound - 0.5;
}).map(target => `${Math.round(target.getBoundingClientRect().height)}px high: ${target.outerHTML.slice(0, 120)}`)"""
_SETTLED = """async () => {
  for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
  document.getAnimations().forEach(animation => animation.finish());
}"""
MAIL_SECONDS = 30
PHONE = 768
"""Windows narrower than this many pixels are a phone's."""


class Visitor:
    """One person with one page. Faults of the pages gather in ``faults`` until ``check`` looks at them."""

    def __init__(self, page: Page, host: str) -> None:
        self.page = page
        self.host = host
        self.faults: list[str] = []
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        page.on("request", self._on_request)
        page.on("response", self._on_response)

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.faults.append(f"console: {message.text}")

    def _on_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https"} and parts.netloc != self.host:
            self.faults.append(f"other host: {request.url}")

    def _on_response(self, response: Response) -> None:
        if response.status >= 400:
            self.faults.append(f"{response.status} {response.request.method} {response.url}")

    @property
    def path(self) -> str:
        """The path of the page in view."""
        return urlsplit(self.page.url).path

    @property
    def is_phone(self) -> bool:
        """Whether the window is as narrow as a phone's."""
        window = self.page.viewport_size
        return window is not None and window["width"] < PHONE

    @property
    def main(self) -> Locator:
        """The page without header and footer."""
        return self.page.locator("main")

    def go(self, path: str) -> None:
        """Open *path* and look at it as a whole."""
        response = self.page.goto(path)
        assert response is not None
        assert response.status == 200, f"{path} answers {response.status}"
        self.check()

    def check(self) -> None:
        """The page in view: one heading, no fault of scripts or addresses, not too wide, and axe finds nothing."""
        expect(self.page.locator("h1")).to_have_count(1)
        # A phone shows the colours of the wide page, where they were measured.
        self.faults += self.too_wide() + self.barriers(contrast=not self.is_phone)
        found, self.faults = self.faults, []
        assert not found, f"{self.page.url} at {self.page.viewport_size}:\n" + "\n".join(found)

    def too_wide(self) -> list[str]:
        """How far the page goes beyond the window."""
        pixels = self.page.evaluate(_WIDER)
        return [f"{pixels}px wider than the window: {self.page.evaluate(_OUTSIDE)}"] if pixels > 0 else []

    def too_small(self) -> list[str]:
        """Targets of the main part that a finger or a pointer misses: below 44 pixels in rows on a phone, else below 24."""
        small: list[str] = self.page.evaluate(_TOO_SMALL, 24)
        if self.is_phone:
            titles = self.page.locator(
                ".ck-row__title a, .ck-needs__item > a, .ck-breadcrumbs a:visible, main .ck-button"
            )
            heights = titles.evaluate_all("all => all.map(title => title.getBoundingClientRect().height)")
            small += [f"a row's link is {height}px high" for height in heights if 0 < height < 43.5]
        return small

    def barriers(self, *rules: str, contrast: bool = True) -> list[str]:
        """What axe finds: by all rules of WCAG 2.2 AA on the whole page, or by the *rules* named on the main part.

        The contrast of colours takes most of the time.
        """
        window = self.page.viewport_size
        assert window is not None
        if self.is_phone:
            # As high as the page: what lies under the bar at the bottom can be scrolled out, which axe does not know.
            height = self.page.evaluate("document.documentElement.scrollHeight")
            self.page.set_viewport_size({"width": window["width"], "height": max(height, window["height"])})
        try:
            return self._violations(list(rules), contrast=contrast or bool(rules))
        finally:
            self.page.set_viewport_size(window)

    def _violations(self, rules: list[str], *, contrast: bool) -> list[str]:
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE_SCRIPT)
        only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": RULES}
        left_out = {} if contrast else {"color-contrast": {"enabled": False}}
        place = "main" if rules else "html"
        violations: list[str] = self.page.evaluate(_RUN_AXE, [place, {"runOnly": only, "rules": left_out}])
        return violations

    def look(self, *, width: int, dark: bool) -> None:
        """Turn the page in view to another width or theme."""
        self.page.set_viewport_size({"width": width, "height": 900})
        self.page.emulate_media(color_scheme="dark" if dark else "light", reduced_motion="reduce")
        self.page.evaluate(_SETTLED)

    def follow(self, path: str) -> None:
        """Click the first visible link to *path* (a regular expression for a whole address), the menu opened at need."""
        self.link(path).click()
        self.page.wait_for_url(re.compile(rf"https?://[^/]+{path}([?#].*)?$"))
        self.check()

    def link(self, path: str, *, partly: bool = False) -> Locator:
        """The first visible link to *path*; *partly* lets something stand before it."""
        pattern = re.compile(rf"^{'.*' if partly else '(https?://[^/]+)?'}{path}([?#].*)?$")
        found = self._visible_link(pattern)
        # One menu closes when the next one opens.
        for menu in self.page.locator("details[data-menu] > summary:visible").all() if found is None else ():
            menu.click()
            if (found := self._visible_link(pattern)) is not None:
                break
        assert found is not None, f"{self.page.url} has no visible link to {path}"
        return found

    def _visible_link(self, pattern: re.Pattern[str]) -> Locator | None:
        links = self.page.locator("a[href]:visible")
        for number, address in enumerate(links.evaluate_all("all => all.map(link => link.getAttribute('href'))")):
            if pattern.match(address):
                return links.nth(number)
        return None

    def form(self, *, field: str = "", action: str = "") -> Locator:
        """The form of the page with a *field* of this name, or with an *action* that ends so."""
        selector = f"main form:has([name={field}])" if field else f"main form[action$='{action}']"
        return self.page.locator(selector).first

    def fill(self, form: Locator, **values: str | bool) -> None:
        """Write texts, choose options, tick boxes: by the names of the fields."""
        for name, value in values.items():
            field = form.locator(f"[name={name}]:not([type=hidden])")
            if isinstance(value, bool):
                field.set_checked(value)
            elif field.first.get_attribute("type") == "radio":
                form.locator(f"[name={name}][value='{value}']").check()
            elif field.evaluate("field => field.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)

    def send(self, form: Locator, button: str = "button[type=submit]:not([name=action]), [name=action]") -> None:
        """Press the form's button and wait for the next page, then look at it."""
        with self.page.expect_navigation():
            form.locator(button).first.click()
        self.check()

    def sign_in(self, email: str, password: str) -> None:
        """By the sign-in page."""
        self.page.goto("/accounts/login/")
        form = self.form(field="login")
        self.fill(form, login=email, password=password)
        with self.page.expect_navigation():
            form.locator("button[type=submit]").click()
        assert self.is_signed_in(), f"{email} is not signed in"

    def is_signed_in(self) -> bool:
        """Whether the page's header offers to sign out."""
        return self.page.locator("form[action*='/accounts/logout/'], a[href*='/accounts/logout/']").count() > 0

    def open_mail(self, recipient: str, link: str, *, about: str = "") -> Any:
        """Read the newest mail to *recipient* in the demonstration's mailbox, with *about* in its subject.

        Returns the link in it that has *link* in its address. The mails are sent a little later: the mailbox is opened until it is there.
        """
        deadline = time.monotonic() + MAIL_SECONDS
        rows = self.page.locator("main li").filter(has_text=recipient).filter(has_text=about)
        self.go("/mail/")
        while not rows.count():
            assert time.monotonic() < deadline, f"no mail to {recipient} in {MAIL_SECONDS} seconds"
            self.page.wait_for_timeout(300)
            self.page.reload()
        rows.first.locator("a").first.click()
        address = self.page.locator(f"main a[href*='{link}']").first
        expect(address).to_be_visible()
        self.check()
        return address
