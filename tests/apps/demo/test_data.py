"""The demonstration data parses, every reference resolves, and nothing in it looks real by mistake."""

import json
import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from stdnum.by import unp

from clusterkit.membership.enums import ApplicationState
from example_project.demo.scenes import SCENES

DATA = Path(__file__).resolve().parents[3] / "example_project" / "demo" / "data"
FOLDERS = ("novopolotsk", "polesie", "vitebsk_med")
FILES = (
    "cluster",
    "sectors",
    "organisations",
    "people",
    "items",
    "events",
    "news",
    "pages",
    "applications",
)
REGIONS = {"brest", "vitebsk", "gomel", "grodno", "minsk_region", "mogilev", "minsk_city"}
REAL = {
    "novopolotsk": {"naftan", "psu", "gorispolkom", "smt16", "ncpn", "interservis", "college", "citic"},
    "polesie": {"technopark", "polessu"},
    "vitebsk_med": {"vsmu"},
}
DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


def load(folder: str, name: str) -> Any:
    return json.loads((DATA / folder / f"{name}.json").read_text(encoding="utf-8"))


def rows(folder: str, name: str) -> dict[str, dict[str, Any]]:
    key = {"sectors": "code", "people": "email", "pages": "slug"}.get(name, "key")
    listed = load(folder, name)
    found = {row[key]: row for row in listed}
    assert len(found) == len(listed), f"{folder}/{name}.json repeats a {key}"
    return found


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from texts(part)


def translations(value: Any) -> Iterator[dict[str, str]]:
    if isinstance(value, dict):
        if "ru" in value:
            yield value
        for part in value.values():
            yield from translations(part)
    elif isinstance(value, list):
        for part in value:
            yield from translations(part)


def talk(comments: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], int]]:
    for comment in comments:
        yield comment, comment["days_ago"]
        for reply, age in talk(comment["replies"]):
            assert age <= comment["days_ago"], "a reply is older than what it answers"
            yield reply, age


@pytest.mark.parametrize("folder", FOLDERS)
@pytest.mark.parametrize("name", FILES)
def test_translated_texts_have_all_three_languages(folder: str, name: str) -> None:
    for text in translations(load(folder, name)):
        assert all(text.get(language, "").strip() for language in ("ru", "be", "en")), text["ru"]
        # Belarusian has no и, щ or ъ: one of them means a Russian word slipped in.
        assert not re.search("[ищъИЩЪ]", text["be"]), text["be"]


@pytest.mark.parametrize("folder", FOLDERS)
@pytest.mark.parametrize("name", FILES)
def test_addresses_and_numbers_are_plainly_fictional(folder: str, name: str) -> None:
    for text in texts(load(folder, name)):
        for host in re.findall(r"@([\w.-]+\w)", text):
            assert host == "example.org", text
        for host in re.findall(r"https?://([\w.-]+\w)", text):
            assert host == "example.org" or host.endswith(".example.org"), text
        for phone in re.findall(r"\+\d[\d -]+", text):
            assert phone.startswith("+375 00 000-"), text


@pytest.mark.parametrize("folder", FOLDERS)
def test_cluster(folder: str) -> None:
    cluster = load(folder, "cluster")
    assert cluster["region"] in REGIONS
    assert cluster["status"] in {"active", "forming"}
    assert re.fullmatch(r"#[0-9a-f]{6}", cluster["brand_colour"])
    assert cluster["founded"] is None or DATE.fullmatch(cluster["founded"])
    assert {"ru", "be", "en"} <= set(cluster["languages"])
    assert cluster["default_language"] in cluster["languages"]


@pytest.mark.parametrize("folder", FOLDERS)
@pytest.mark.parametrize("field", ["logo", "mark"])
def test_signs_are_square_and_carry_only_shapes(folder: str, field: str) -> None:
    root = ET.parse(DATA / folder / load(folder, "cluster")[field]).getroot()
    left, top, width, height = map(float, root.attrib["viewBox"].split())
    assert (left, top) == (0, 0)
    assert width == height
    for element in root.iter():
        assert element.tag.rpartition("}")[2] in {"svg", "path", "polygon", "circle", "rect"}
        assert not [name for name in element.attrib if name.startswith(("on", "href", "style"))]


@pytest.mark.parametrize("folder", FOLDERS)
def test_organisations(folder: str) -> None:
    organisations, sectors = rows(folder, "organisations"), rows(folder, "sectors")
    kinds = {"enterprise", "university", "college", "authority", "association", "other"}
    for key, organisation in organisations.items():
        assert organisation["kind"] in kinds
        assert organisation["sectors"]
        assert set(organisation["sectors"]) <= set(sectors)
        assert organisation["region"] in REGIONS or organisation["country"] != "BY"
        assert organisation["fictional"] is (key not in REAL[folder])
        assert organisation["member"] is bool(organisation["member_since"])
        assert organisation["member_since"] is None or DATE.fullmatch(organisation["member_since"])
        if organisation["number"]:
            assert organisation["fictional"], "a real organisation carries no invented taxpayer number"
            assert unp.is_valid(organisation["number"])
        if not organisation["fictional"]:
            assert organisation["founded"] is None
            assert organisation["member"]
            assert not organisation["website"]
    numbers = Counter(row["number"] for row in organisations.values() if row["number"])
    assert all(count == 1 for count in numbers.values())
    assert set(REAL[folder]) <= set(organisations)


@pytest.mark.parametrize("folder", FOLDERS)
def test_people(folder: str) -> None:
    people, organisations = rows(folder, "people"), rows(folder, "organisations")
    languages = load(folder, "cluster")["languages"]
    for person in people.values():
        assert person["language"] in languages
        key = person["organisation"]
        if key is None:
            assert person["affiliation"] is None
            assert person["tier"] in {"registered", "coordinator"}
        else:
            assert person["affiliation"] in {"admin", "representative"}
            assert person["tier"] == ("member" if organisations[key]["member"] else "registered")
    for local, tier in {
        "registered": "registered",
        "member": "member",
        "coordinator": "coordinator",
        "reviewer": "coordinator",
        "applicant": "registered",
    }.items():
        assert people[f"{local}@example.org"]["tier"] == tier
    admins = {p["organisation"] for p in people.values() if p["affiliation"] == "admin"}
    assert admins == set(organisations), "every organisation has an admin"


@pytest.mark.parametrize("folder", FOLDERS)
def test_items(folder: str) -> None:
    people, organisations = rows(folder, "people"), rows(folder, "organisations")
    sectors, items = rows(folder, "sectors"), rows(folder, "items")
    assert len(items) >= {"novopolotsk": 60, "polesie": 12, "vitebsk_med": 8}[folder]
    for key, item in items.items():
        assert item["kind"] in {"request", "offer", "idea"}
        assert item["mode"] in {"open", "members", "anonymous"}
        assert item["state"] in {"published", "in_talks", "fulfilled", "draft"}
        assert set(item["sectors"]) <= set(sectors)
        assert people[item["author"]]["organisation"] == item["organisation"], key
        assert organisations[item["organisation"]]["member"]
        assert item["days_ago"] < item["valid_days"], f"{key} would already be expired"
        for comment, age in talk(item["comments"]):
            assert age <= item["days_ago"], key
            tier = people[comment["author"]]["tier"]
            assert item["mode"] != "members" or tier != "registered", key
        answering = [interest["organisation"] for interest in item["interests"]]
        assert len(answering) == len(set(answering))
        assert item["organisation"] not in answering
        for interest in item["interests"]:
            assert people[interest["author"]]["organisation"] == interest["organisation"], key
            assert interest["state"] in {"sent", "accepted", "declined", "more_info"}
            sides = {organisations[side]["key"] for side in (item["organisation"], interest["organisation"])}
            assert {people[line["author"]]["organisation"] for line in interest.get("messages", ())} <= sides, key
        accepted = any(interest["state"] == "accepted" for interest in item["interests"])
        assert accepted or item["state"] in {"published", "draft"}, key
        assert bool(item["outcome"]) is (item["state"] == "fulfilled"), key
        if item["outcome"]:
            assert item["outcome"]["kind"] in {"contract", "joint_project", "thesis", "advice", "none"}
        if item["state"] == "draft":
            assert not item["comments"]
            assert not item["interests"]


def test_what_became_of_the_items_of_novopolotsk() -> None:
    people, items = rows("novopolotsk", "people"), rows("novopolotsk", "items")
    assert sum(item["mode"] == "anonymous" for item in items.values()) >= 2
    assert {item["stage"]["to"] for item in items.values() if "stage" in item} == {"shortlisted", "adopted", "declined"}
    for key, item in items.items():
        for email in item.get("supports", ()):
            assert people[email]["organisation"] not in (None, item["organisation"]), key
        assert item.get("best_answer", 0) < max(len(item["comments"]), 1), key
        if "merge_into" in item:
            assert items[item["merge_into"]]["kind"] == item["kind"]
            assert not item["interests"], "two that are joined have no talks"
        for topic in item.get("topics", ()):
            assert item["kind"] == "request"
            assert people[topic["by"]]["organisation"] in (topic["university"], item["organisation"])
            for role in ("student", "supervisor"):
                assert role not in topic or people[topic[role]]["organisation"] == topic["university"]
    assert {topic["to"] for item in items.values() for topic in item.get("topics", ())} == {
        *("proposed", "agreed", "in_work", "delivered")
    }
    for search in load("novopolotsk", "exchange")["searches"]:
        assert search["author"] in people
    ages = {age // 91 for item in items.values() for _comment, age in talk(item["comments"])}
    assert len(ages) >= 4, "the meter of links counts several quarters"


@pytest.mark.parametrize("folder", FOLDERS)
def test_events(folder: str) -> None:
    organisations, events = rows(folder, "organisations"), rows(folder, "events")
    names = {f"{person['first_name']} {person['last_name']}" for person in load(folder, "people")}
    for key, event in events.items():
        assert event["organiser"] in organisations
        assert event["visibility"] in {"guest", "registered", "member"}
        on_site, online = event["mode"] in {"on_site", "hybrid"}, event["mode"] in {"online", "hybrid"}
        assert on_site is bool(event["capacity_on_site"]) is bool(event["place"])
        assert online is bool(event["capacity_online"]) is bool(event["online_url"])
        counts = event["registrations"]
        assert counts["on_site"] <= (event["capacity_on_site"] or 0), key
        assert counts["online"] <= (event["capacity_online"] or 0), key
        assert not counts["waiting"] or counts["on_site"] == event["capacity_on_site"], key
        assert {speaker["name"] for speaker in event["speakers"]} <= names
        times = [line["time"] for line in event["sessions"]]
        assert times == sorted(times)


def test_launch_seminar_has_seats_left_in_the_hall_and_online() -> None:
    seminar = rows("novopolotsk", "events")["launch-seminar"]
    assert (seminar["capacity_on_site"], seminar["capacity_online"]) == (40, 50)
    # With guests and the people of the demonstration, who come on top, two seats are left.
    assert 30 <= seminar["registrations"]["on_site"] < 40
    assert seminar["registrations"]["online"] < 50
    assert seminar["visibility"] == "guest"
    assert seminar["days_from_now"] > 14


@pytest.mark.parametrize("folder", FOLDERS)
def test_applications(folder: str) -> None:
    people, organisations = rows(folder, "people"), rows(folder, "organisations")
    applications = rows(folder, "applications")
    coordinators = {email for email, person in people.items() if person["tier"] == "coordinator"}
    assert len({row["organisation"] for row in applications.values()}) == len(applications)
    for application in applications.values():
        organisation = organisations[application["organisation"]]
        assert organisation["fictional"]
        assert not organisation["member"]
        assert people[application["applicant"]]["organisation"] == application["organisation"]
        assert set(application["answers"]) == {"motivation", "contribution", "contact"}
        assert (application["submitted_days_ago"] is None) is (application["state"] == "draft")
        assert (application["needs_info"] is not None) is (application["state"] in {"needs_info", "expired"})
        if application["needs_info"]:
            assert (application["needs_info"]["due_in_days"] < 0) is (application["state"] == "expired")
        for message in application["messages"]:
            assert message["author"] in coordinators | {application["applicant"]}
        if application["state"] in {"approved", "rejected"}:
            decision = application["decision"]
            assert {decision["proposed_by"], decision["confirmed_by"]} <= coordinators
            assert decision["proposed_by"] != decision["confirmed_by"]


def test_the_clusters_show_an_application_in_each_state() -> None:
    states = {row["state"] for row in rows("novopolotsk", "applications").values()}
    voted = load("polesie", "council")["vote"]["application"]
    assert voted in rows("polesie", "applications")
    assert states | {"in_vote"} == set(ApplicationState)


def test_memberships_are_seen_active_ending_in_grace_and_suspended() -> None:
    terms = [row["term"] for row in rows("polesie", "organisations").values() if "term" in row]
    ends = sorted(term["ends_in_days"] for term in terms)
    assert ends[0] < 0
    assert 0 < ends[1] <= 30 < ends[2] <= 60
    assert sum("suspended" in term for term in terms) == 1


@pytest.mark.parametrize("folder", FOLDERS)
def test_only_invented_organisations_show_products_certificates_and_pictures(folder: str) -> None:
    for key, organisation in rows(folder, "organisations").items():
        shown = [organisation.get(name, []) for name in ("products", "certificates", "pictures")]
        assert organisation["fictional"] or not any(shown), key
        assert {picture["scene"] for picture in shown[2]} <= set(SCENES)
        assert all(picture["alt"] for picture in shown[2])


def test_what_people_and_organisations_add_about_themselves() -> None:
    people, organisations = rows("novopolotsk", "people"), rows("novopolotsk", "organisations")
    belonging = load("novopolotsk", "belonging")
    for row in (*belonging["skills"], *belonging["invitations"], *belonging["mail_domains"]):
        assert row["by"] in people
    for row in (*belonging["invitations"], *belonging["mail_domains"]):
        assert people[row["by"]]["organisation"] == row["organisation"]
        assert organisations[row["organisation"]]["fictional"]
    assert all(row["email"].endswith("@example.org") for row in belonging["invitations"])
    # A top-level name that is kept free for examples (RFC 2606).
    assert all(row["domain"].endswith(".example") for row in belonging["mail_domains"])
    for question in belonging["questions"]:
        assert all(question["label"][language] for language in ("ru", "be", "en"))


@pytest.mark.parametrize(("folder", "articles"), [("novopolotsk", 6), ("polesie", 4), ("vitebsk_med", 3)])
def test_news_and_pages(folder: str, articles: int) -> None:
    assert len(rows(folder, "news")) == articles
    assert set(rows(folder, "pages")) == {"about", "join", "contacts", "rules", "privacy"}


def test_registry_counts_add_up_and_places_only_our_clusters() -> None:
    registry = json.loads((DATA / "registry.json").read_text(encoding="utf-8"))
    national = registry["national"]
    assert national["active"] + national["forming"] + national["potential"] == national["total"] == 32
    assert {tile["region"] for tile in registry["tiles"]} == REGIONS
    placed = {slug: tile["region"] for tile in registry["tiles"] for slug in tile["clusters"]}
    clusters = {slug: load(folder, "cluster") for slug, folder in registry["folders"].items()}
    assert placed == {slug: cluster["region"] for slug, cluster in clusters.items()}
    assert all(slug == cluster["slug"] for slug, cluster in clusters.items())
    assert set(registry["folders"].values()) == set(FOLDERS)
