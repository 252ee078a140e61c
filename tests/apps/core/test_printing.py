"""Papers as PDF: every letter, nothing taken for markup, no page lost."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfReader

from clusterkit.core.printing import (
    Block,
    Code,
    Columns,
    Facts,
    Gap,
    Grid,
    Heading,
    Lines,
    Name,
    Paper,
    Rule,
    Signatures,
    Stretch,
    Text,
    as_pdf,
)

LETTERS = "Ўладзімір Ёлкин їжак Łódź, źdźbło «№ 7» – 2026"


def paper(*blocks: Block, **fields: object) -> Paper:
    values: dict[str, object] = {"title": "Протокол", "sender": "Кластер", "language": "ru", **fields}
    return Paper(blocks=blocks, **values)  # type: ignore[arg-type] # the fields of the test at hand


def read(data: bytes) -> PdfReader:
    return PdfReader(BytesIO(data))


def words(data: bytes) -> str:
    return "\n".join(page.extract_text() for page in read(data).pages)


def test_a_paper_says_everything_in_every_language_of_the_site() -> None:
    found = words(
        as_pdf(
            paper(
                Facts([("Заявитель", LETTERS)]),
                Heading("Голосование"),
                Text("Первая строка\nвторая строка"),
                Text("мелко", is_quiet=True),
                Text("крупно", is_large=True, is_centred=True),
                Lines(["один", "два"]),
                Gap(),
                Signatures([("Председатель", "Имя")]),
                Code("https://cluster.example/verify/abc", "Проверить"),
                kicker="№ 7/2026",
                footer="сноска",
            )
        )
    )
    for text in (
        LETTERS,
        "Голосование",
        "вторая строка",
        "мелко",
        "крупно",
        "два",
        "Председатель",
        "№ 7/2026",
        "сноска",
    ):
        assert text in found
    assert "https://cluster.example/verify/abc" in found
    assert "page" not in found


def test_what_people_typed_is_no_markup_and_draws_nothing() -> None:
    typed = '<b>fat</b> & <img src="/etc/passwd"/> <para> </font>'
    assert typed in words(as_pdf(paper(Text(typed), title="<i>x</i>")))
    assert "ab" in words(as_pdf(paper(Text("a\x00\u202eb"))))


def test_long_tables_go_over_pages_with_their_head_and_numbers() -> None:
    rows = [[f"место {number}", "за", "слово " * 30] for number in range(60)]
    data = as_pdf(paper(Heading("Голоса"), Grid(["Место", "Голос", "Замечание"], rows, (2, 1, 3))))
    pages = [page.extract_text() for page in read(data).pages]
    assert len(pages) > 3
    assert all("Замечание" in page for page in pages)
    assert "место 0" in pages[0]
    assert "место 59" in pages[-1]
    assert f"{len(pages)} из {len(pages)}" in pages[-1]


def test_one_endless_word_stays_on_the_paper() -> None:
    found = words(as_pdf(paper(Grid(["a", "b"], [["щ" * 400, "б"]]), sender="о" * 500)))
    assert found.count("щ") == 400
    assert "…" in found


def test_equal_papers_are_equal_files_and_name_their_language() -> None:
    first = as_pdf(paper(Text("одно"), language="be"))
    assert first == as_pdf(paper(Text("одно"), language="be"))
    assert first != as_pdf(paper(Text("другое"), language="be"))
    assert str(read(first).root_object["/Lang"]) == "be"
    assert read(first).metadata.title == "Протокол"  # type: ignore[union-attr] # it has metadata


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_a_frame_and_a_logo_are_drawn(mode: str) -> None:
    picture = BytesIO()
    Image.new(mode, (40, 20), "red").save(picture, "PNG")
    data = as_pdf(paper(Text("Свидетельство"), is_framed=True, logo=picture.getvalue(), colour="#0b6e4f"))
    assert len(read(data).pages[0].images) == 1


def test_a_framed_paper_fills_its_page_and_no_more() -> None:
    foot = Columns(
        [Text("Выдано", is_quiet=True), Signatures([("Руководитель", "Имя")])], [Code("https://a.by/x", "?")]
    )
    blocks: list[Block] = [Stretch(2), Name(LETTERS), Rule(), Text("участник", is_large=True), Gap(), Stretch(3), foot]
    data = as_pdf(paper(*blocks, is_framed=True, kicker="№ 7"))
    pages = read(data).pages
    assert len(pages) == 1
    places: dict[str, float] = {}

    def note(text: str, cm: Any, tm: Any, _font: Any, _size: Any) -> None:
        places.setdefault(text.strip(), cm[5] + tm[5])

    pages[0].extract_text(visitor_text=note)
    assert places["№ 7"] > places["участник"] > places["Руководитель"]
    assert places["Руководитель"] < 200


@pytest.mark.parametrize("letters", [20, 120, 300])
def test_a_long_name_is_set_smaller_and_stays_whole(letters: int) -> None:
    name = ("Предприятие " * 30)[:letters].strip()
    found = " ".join(words(as_pdf(paper(Stretch(), Name(name), Stretch(), is_framed=True))).split())
    assert name in found


def test_a_framed_paper_that_is_too_full_goes_over_pages() -> None:
    data = as_pdf(paper(Stretch(), *[Text("слово " * 200) for _number in range(12)], is_framed=True))
    assert len(read(data).pages) > 1
