"""Certificates: the paper, who gets it, and what its code tells everybody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from clusterkit.core.exceptions import NotPermitted, NotVisible
from clusterkit.core.printing import Text, as_pdf
from clusterkit.membership import hooks
from clusterkit.membership.certificate import certificate_paper
from clusterkit.membership.models import Membership, MembershipCertificate
from clusterkit.membership.models.certificates import ALPHABET, CODE_LENGTH, new_code
from clusterkit.membership.selectors.certificates import certificate_answer, plain_code
from clusterkit.membership.services import (
    admit,
    issue_certificate,
    renew_membership,
    resign,
    resume,
    revoke,
    suspend,
)
from clusterkit.testing.factories.membership import MembershipCertificateFactory, MembershipFactory
from tests.apps.membership.conftest import Party

Clients = Callable[..., Client]
DAY = date(2026, 6, 15)


def pdf_url(term: Membership) -> str:
    return reverse("clusterkit_membership:certificate", kwargs={"pk": term.pk})


def check_url(code: str) -> str:
    return reverse("clusterkit_membership:certificate_check", kwargs={"code": code})


def words(data: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages).split())


@pytest.fixture
def term(party: Party) -> Membership:
    found: Membership = MembershipFactory(organisation=party.organisation, certificate=True)
    return found


@pytest.fixture
def few_attempts(settings: Any) -> None:
    settings.CLUSTERKIT = {**settings.CLUSTERKIT, "ADDRESS_ATTEMPTS": 3}
    cache.clear()


class TestThePaper:
    def test_it_says_who_takes_part_as_what_and_until_when(self, term: Membership) -> None:
        certificate = term.certificates.get()
        data = as_pdf(certificate_paper(certificate))
        assert data == as_pdf(certificate_paper(certificate))
        reader = PdfReader(BytesIO(data))
        assert len(reader.pages) == 1
        found = words(data)
        assert term.display_number in found
        assert certificate.display_code in found
        assert check_url(certificate.code) in found.replace(" ", "")
        language = str(reader.root_object["/Lang"])
        assert certificate.organisation_name.get_text(language) in found
        assert certificate.level_name.get_text(language) in found

    def test_a_long_name_stays_on_one_page(self, term: Membership) -> None:
        certificate = term.certificates.get()
        certificate.organisation_name = {"ru": "Республиканское унитарное предприятие " * 7}
        certificate.save()
        certificate.refresh_from_db()
        assert len(PdfReader(BytesIO(as_pdf(certificate_paper(certificate)))).pages) == 1

    def test_a_host_adds_blocks_or_takes_the_middle(self, term: Membership) -> None:
        certificate = term.certificates.get()

        def add(page: hooks.CertificatePage) -> hooks.CertificateBlocks:
            return hooks.CertificateBlocks([Text(f"Added {page.language} {page.certificate.code}")], place="foot")

        def instead(page: hooks.CertificatePage) -> hooks.CertificateBlocks:
            return hooks.CertificateBlocks([Text("Quite another text")], place="instead")

        with hooks.certificate_template.override(add, lambda page: None):
            added = words(as_pdf(certificate_paper(certificate)))
        assert certificate.code in added.replace("-", "")
        assert "Added" in added
        with hooks.certificate_template.override(instead):
            other = words(as_pdf(certificate_paper(certificate)))
        assert "Quite another text" in other
        assert certificate.display_code in other
        assert str(certificate.level_name) not in other

    def test_entering_and_renewing_issue_one_each(self, party: Party) -> None:
        term = admit(organisation=party.organisation, actor=party.viewer("first"))
        following = renew_membership(membership=term, actor=party.viewer("first"))
        papers = list(MembershipCertificate.objects.order_by("pk"))
        assert [paper.membership for paper in papers] == [term, following]
        assert papers[0].code != papers[1].code


class TestDownload:
    def test_its_administrators_and_the_office_while_it_is_in_force(
        self, party: Party, client_for: Clients, term: Membership
    ) -> None:
        for user in (party.applicant, party.first, party.second):
            response = client_for(user).get(pdf_url(term))
            assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
            assert response["Content-Disposition"].startswith("attachment")
            assert response.content.startswith(b"%PDF")
        assert client_for(party.stranger).get(pdf_url(term)).status_code == 404
        assert client_for().get(pdf_url(term)).status_code in (302, 403)
        suspend(membership=term, reason="The fee", actor=party.viewer("first"))
        assert client_for(party.applicant).get(pdf_url(term)).status_code == 404

    def test_the_membership_page_offers_it(self, party: Party, client_for: Clients, term: Membership) -> None:
        for name, kwargs in (("membership", {"pk": term.pk}), ("mine", {})):
            page = client_for(party.applicant).get(reverse(f"clusterkit_membership:{name}", kwargs=kwargs))
            assert pdf_url(term) in page.content.decode()

    def test_a_new_name_is_printed_after_it_is_issued_anew(
        self, party: Party, client_for: Clients, term: Membership
    ) -> None:
        old = term.certificates.get()
        assert issue_certificate(membership=term, actor=party.viewer("applicant")) == old
        party.organisation.name = {"en": "A new name"}
        party.organisation.save()
        page = reverse("clusterkit_membership:membership", kwargs={"pk": term.pk})
        client = client_for(party.applicant)
        assert "has changed since it was issued" in client.get(page).content.decode()
        anew = reverse("clusterkit_membership:certificate_anew", kwargs={"pk": term.pk})
        assert client.post(anew)["Location"] == page
        new = term.certificates.get(replaced_on=None)
        assert (new.organisation_name["en"], new.code != old.code) == ("A new name", True)
        answer = certificate_answer(old.code)
        assert answer is not None
        assert (answer.outcome, answer.day) == ("replaced", timezone.localdate())
        with pytest.raises(NotVisible):
            issue_certificate(membership=term, actor=party.viewer("stranger"))
        with pytest.raises((NotPermitted, NotVisible)):
            issue_certificate(membership=Membership(pk=0), actor=party.viewer("first"))


class TestWhatTheCodeTells:
    def test_day_by_day(self, db: None) -> None:
        term = MembershipFactory(starts_on=DAY)
        paper = MembershipCertificateFactory(membership=term)
        ends, grace = term.ends_on, term.grace_until
        for day, outcome, since in (
            (DAY - timedelta(days=1), "early", DAY),
            (DAY, "valid", ends),
            (ends, "valid", ends),
            (ends + timedelta(days=1), "grace", grace),
            (grace, "grace", grace),
            (grace + timedelta(days=1), "over", grace + timedelta(days=1)),
        ):
            answer = certificate_answer(paper.code, day=day)
            assert answer is not None
            assert (answer.outcome, answer.day, answer.is_valid) == (outcome, since, outcome in ("valid", "grace"))

    def test_acts_of_the_office(self, party: Party, term: Membership) -> None:
        code = term.certificates.get().code
        office, today = party.viewer("first"), timezone.localdate()

        def outcome(day: date = today) -> tuple[str, date]:
            answer = certificate_answer(code, day=day)
            assert answer is not None
            return answer.outcome, answer.day

        suspend(membership=term, reason="The fee", actor=office)
        assert outcome() == ("over", today)
        resume(membership=term, actor=office)
        assert outcome()[0] == "valid"
        following = renew_membership(membership=term, actor=office)
        assert outcome(term.ends_on)[0] == "valid"
        assert outcome(following.starts_on) == ("renewed", term.ends_on)
        leaves = today + timedelta(days=3)
        resign(membership=term, actor=party.viewer("applicant"), leaves_on=leaves)
        assert outcome()[0] == "valid"
        assert outcome(leaves) == ("over", leaves)
        revoke(membership=term, reason="Rules", actor=office)
        assert outcome() == ("over", today)

    def test_the_page_in_plain_words_for_a_guest(self, client_for: Clients, party: Party, term: Membership) -> None:
        paper = term.certificates.get()
        paper_words = (str(term.organisation.name), term.display_number, str(paper.level_name), paper.display_code)
        for typed in (paper.code, paper.display_code, paper.code.lower()):
            page = client_for().get(check_url(typed))
            assert page.status_code == 200
            text = page.content.decode()
            assert "This certificate is valid" in text
            assert 'content="noindex' in text
            assert page["X-Robots-Tag"] == "noindex, nofollow"
            for part in paper_words:
                assert part in text
        revoke(membership=term, reason="A secret reason", actor=party.viewer("first"))
        text = client_for().get(check_url(paper.code)).content.decode()
        assert "not valid any more" in text
        assert "A secret reason" not in text

    @pytest.mark.parametrize("outcome", ["early", "grace", "replaced", "renewed", "over"])
    def test_each_answer_has_its_words(self, client_for: Clients, party: Party, outcome: str) -> None:
        today = timezone.localdate()
        starts = {
            "early": today + timedelta(days=9),
            "grace": today - timedelta(days=370),
            "renewed": today - timedelta(days=370),
            "over": today - timedelta(days=800),
        }.get(outcome, today)
        term = MembershipFactory(organisation=party.organisation, starts_on=starts)
        paper = MembershipCertificateFactory(membership=term)
        if outcome == "replaced":
            MembershipCertificate.objects.update(replaced_on=today)
        if outcome == "renewed":
            renew_membership(membership=term, actor=party.viewer("first"))
        page = client_for().get(check_url(paper.code))
        assert page.context["answer"].outcome == outcome
        marks = {"early": "not valid yet", "grace": "stays in force until", "replaced": "replaced by another"}
        assert marks.get(outcome, "not valid any more") in page.content.decode()

    def test_a_code_that_was_never_issued(self, client_for: Clients, db: None) -> None:
        for code in ("ABCDE23456", "nonsense", "1111111111", "%D0%BA"):
            page = client_for().get(check_url(code))
            assert page.status_code == 404
            assert "There is no such certificate" in page.content.decode()

    def test_it_is_typed_in(self, client_for: Clients, term: Membership) -> None:
        ask = reverse("clusterkit_membership:verify")
        client = client_for()
        assert client.get(ask).status_code == 200
        code = term.certificates.get().code
        assert client.get(ask, {"code": f" {code[:5].lower()} - {code[5:]}"})["Location"] == check_url(code)
        assert client.get(ask, {"code": "x"}).status_code == 404

    def test_nobody_guesses_for_long(self, client_for: Clients, term: Membership, few_attempts: None) -> None:
        client = client_for()
        good = check_url(term.certificates.get().code)
        assert [client.get(good).status_code for _time in range(5)] == [200] * 5
        assert [client.get(check_url(new_code())).status_code for _time in range(5)] == [404] * 3 + [429] * 2
        assert client.get(good).status_code == 429


def test_codes_are_long_and_easy_to_read() -> None:
    codes = {new_code() for _number in range(200)}
    assert len(codes) == 200
    assert all(len(code) == CODE_LENGTH and set(code) <= set(ALPHABET) for code in codes)
    assert not set("01ILO") & set(ALPHABET)
    assert plain_code("abcde-23456") == "ABCDE23456"
    assert plain_code("ABCDE2345") == ""
