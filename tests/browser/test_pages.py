"""Every kind of page as those see it who may: it answers, fits wide and narrow windows, and axe finds no barrier.

A page is looked at twice, wide in light colours and narrow in dark ones: both widths and both themes are seen.
The second look asks for what they change only; the story looks at narrow pages whole.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.conftest import HOME, NEIGHBOUR
from tests.browser.visiting import Visitor

# One server for all of them: they run in one process.
pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.xdist_group("browser")]

SEMINAR = "/events/1/"
"""The event with guests, short meetings and materials: the first one of the demonstration."""
PAST = "/events/5/"
"""The one that is over, with certificates and what people said."""

# What begins with ">" is the first link on the page before whose address fits.
GUEST = [
    "/",
    "/participants/",
    "/participants/naftan/",
    "/participants/?q=такого+нет",
    "/ideas/",
    r">/ideas/\d+/",
    "/ideas/?q=коррозия",
    "/events/",
    r">/events/\d+/",
    "/events/past/",
    "/events/days/",
    "/events/month/",
    "/events/certificates/",
    "/news/",
    r">/news/(?!feed)[\w-]+/",
    "/pages/about/",
    "/pages/contacts/",
    "/membership/",
    "/search/?q=коррозия",
    "/accounts/login/?next=/me/",
    "/accounts/signup/",
    "/accounts/password/reset/",
    "/mail/",
]
REGISTERED = [
    "/participants/naftan/join/",
    "/participants/new/",
    "/ideas/",
    r">/ideas/\d+/",
    r">/ideas/\d+/report/",
    "/me/",
]
APPLICANT = [
    "/me/",
    "/participants/mine/",
    "/membership/",
    r">/membership/applications/\d+/",
    r">/membership/applications/\d+/answers/",
    ">documents/",
    ">check/",
]
MEMBER = [
    "/",
    "/me/",
    "/participants/",
    "/participants/naftan/",
    "/participants/psu/",
    "/participants/psu/edit/",
    "/participants/psu/edit/capabilities/",
    "/participants/psu/edit/contacts/",
    "/participants/psu/edit/products/",
    "/participants/psu/edit/certificates/",
    "/participants/psu/edit/pictures/",
    "/participants/psu/history/",
    "/participants/psu/people/",
    r">/participants/affiliations/\d+/end/",
    "/participants/psu/invite/",
    "/participants/psu/domains/",
    "/participants/people/",
    r">/participants/people/\d+/",
    "/participants/mine/",
    "/ideas/?whose=mine&q=нефтепродуктов",
    r">/ideas/\d+/",
    r">/ideas/talks/\d+/",
    "/ideas/",
    r">/ideas/\d+/",
    "/ideas/new/",
    "/ideas/new/offer/",
    "/ideas/new/idea/",
    "/ideas/searches/",
    "/ideas/talks/",
    "/ideas/follow-ups/",
    "/ideas/topics/",
    r">/ideas/topics/\d+/",
    "/accounts/links/",
    "/events/",
    r">/events/\d+/",
    r">/events/\d+/register/",
    "/events/mine/",
    r">/events/registrations/\d+/ticket/",
    ">change/",
    f"{SEMINAR}meetings/",
    ">other-time/",
    f"{SEMINAR}meetings/",
    r">/events/registrations/\d+/meetings/",
    "/events/days/",
    "/events/month/",
    "/membership/",
    "/membership/mine/",
    r">/membership/members/\d+/",
    "/search/?q=лаборатория",
    "/notices/",
    "/notices/mails/",
    "/accounts/profile/",
    "/accounts/email/",
    "/accounts/consents/",
    "/accounts/consents/directory.people/",
    "/accounts/data/",
    "/accounts/data/erase/",
    "/accounts/data/",
    "/accounts/tokens/",
    "/accounts/password/change/",
]
COORDINATOR = [
    "/",
    "/board/",
    "/me/",
    "/participants/",
    "/participants/naftan/edit/",
    "/participants/sectors/",
    "/participants/sectors/new/",
    "/participants/profiles/new/",
    "/participants/naftan/duplicate/",
    r">/participants/naftan/merge/\?merged=\d+",
    "/membership/applications/?state=under_review",
    r">/membership/applications/\d+/",
    r">/membership/applications/\d+/ask/",
    "/membership/applications/?state=under_review",
    r">/membership/applications/\d+/",
    r">/membership/applications/\d+/assign/",
    "/membership/applications/",
    "/membership/reasons/",
    r">/membership/reasons/\d+/",
    "/membership/reasons/new/",
    "/membership/council/composition/",
    "/participants/domains/",
    "/forms/",
    r">/forms/\d+/",
    r">/forms/\d+/versions/\d+/",
    "/membership/members/",
    r">/membership/members/\d+/",
    "/membership/members/enter/",
    "/ideas/",
    r">/ideas/\d+/",
    "/ideas/moderation/",
    "/ideas/moderation/changes/",
    "/ideas/reports/",
    r">/ideas/reports/\d+/",
    "/ideas/sanctions/",
    "/ideas/settings/",
    "/participants/links/",
    "/events/",
    r">/events/\d+/",
    r">/events/\d+/registrations/",
    "/events/new/",
    SEMINAR,
    ">edit/",
    SEMINAR,
    ">copy/",
    SEMINAR,
    ">series/",
    SEMINAR,
    ">materials/new/",
    f"{SEMINAR}registrations/",
    ">check-in/",
    f"{SEMINAR}absent/",
    f"{SEMINAR}reserved/",
    f"{SEMINAR}meetings/tables/",
    "/events/days/",
    "/events/month/",
    PAST,
    ">summary/",
    f"{PAST}certificates/",
    "/events/series/1/",
    ">end/",
    "/webhooks/",
    ">new/",
    "/webhooks/",
    r">/webhooks/\d+/",
    r">/webhooks/deliveries/\d+/",
    "/webhooks/1/edit/",
    "/webhooks/1/secret/",
    "/news/new/",
    "/pages/about/edit/",
    "/audit/",
    "/rules/",
]


# The council sits in the second cluster; it votes on one application.
SEATED = [
    "/me/",
    "/membership/council/",
    r">/membership/council/votes/\d+/",
]
COUNCIL_OFFICE = [
    "/membership/council/",
    r">/membership/council/seats/\d+/",
    "/membership/council/seats/give/",
    "/membership/council/settings/",
    "/membership/council/meetings/plan/",
    "/membership/council/",
    r">/membership/council/votes/\d+/",
    "/membership/levels/",
    r">/membership/levels/\d+/",
    "/membership/certificates/",
]
OPERATOR = [
    "/console/",
    "/console/requests/",
    "/console/requests/?state=confirmed",
    r">/console/requests/\d+/",
    ">approve/",
    "/console/clusters/",
    r">/console/clusters/\w+/",
    ">suspend/",
    "/console/clusters/polesie/hosts/add/",
    "/console/log/",
    "/console/sign-in/",
]


@pytest.mark.parametrize(
    ("email", "slug", "stops"),
    [
        pytest.param("", HOME, GUEST, id="guest"),
        pytest.param("registered@example.org", HOME, REGISTERED, id="registered"),
        pytest.param("applicant@example.org", HOME, APPLICANT, id="applicant"),
        pytest.param("member@example.org", HOME, MEMBER, id="member"),
        pytest.param("coordinator@example.org", HOME, COORDINATOR, id="coordinator"),
        pytest.param("", NEIGHBOUR, ["/", "/ideas/", "/membership/certificates/"], id="neighbour"),
        pytest.param("polessu@example.org", NEIGHBOUR, SEATED, id="seated"),
        pytest.param("coordinator@example.org", NEIGHBOUR, COUNCIL_OFFICE, id="council-office"),
        pytest.param("", "", ["/", "/?q=кластер", "/?q=такого+нет", "/open/", "/open/sent/"], id="catalogue"),
        pytest.param("operator@example.org", "", OPERATOR, id="operator"),
    ],
)
def test_pages(visit: Callable[..., Visitor], email: str, slug: str, stops: list[str]) -> None:
    """All faults of all pages of one person, told together."""
    visitor = visit(email, slug=slug)
    told: list[str] = []
    for stop in stops:
        address = visitor.link(f"({stop[1:]})", partly=True).get_attribute("href") if stop[0] == ">" else stop
        told += [f"{visitor.path} {fault}" for fault in faults_of(visitor, str(address))]
    assert not told, "\n".join(told)


def faults_of(visitor: Visitor, address: str) -> list[str]:
    """What is wrong with the page at *address*."""
    visitor.look(width=1280, dark=False)
    response = visitor.page.goto(address)
    if response is None or response.status != 200:
        return [f"answers {response.status if response else 'nothing'} at {address}"]
    found = [] if visitor.page.locator("h1").count() == 1 else ["has not one h1"]
    found += visitor.too_wide() + visitor.too_small() + visitor.barriers()
    visitor.look(width=390, dark=True)
    # Header and footer are the same everywhere: the home page shows them whole.
    rules = [] if address == "/" else ["color-contrast", "target-size"]
    narrow = visitor.too_wide() + visitor.too_small() + visitor.barriers(*rules)
    found += [f"narrow and dark: {fault}" for fault in narrow]
    found += visitor.faults
    visitor.faults = []
    return found
