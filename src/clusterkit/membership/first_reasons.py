"""The predefined reasons that a cluster begins with. Its office changes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from clusterkit.membership.enums import ReasonPurpose

FIRST_REASONS: Final[Sequence[Mapping[str, Any]]] = (
    {
        "purpose": ReasonPurpose.RETURN,
        "code": "documents",
        "title": {
            "ru": "Не хватает документа или он не читается",
            "be": "Не хапае дакумента або ён не чытаецца",
            "en": "A document is missing or cannot be read",
            "pl": "Brakuje dokumentu lub jest on nieczytelny",
        },
        "text": {
            "ru": "Не хватает документа или он не читается. Добавьте, пожалуйста, файл PDF или чёткую скан-копию.",
            "be": "Не хапае дакумента або ён не чытаецца. Дадайце, калі ласка, файл PDF або выразную скан-копію.",
            "en": "A document is missing or cannot be read. Please add a PDF file or a clear scan.",
            "pl": "Brakuje dokumentu lub jest on nieczytelny. Prosimy dodać plik PDF lub wyraźny skan.",
        },
    },
    {
        "purpose": ReasonPurpose.RETURN,
        "code": "details",
        "title": {
            "ru": "Сведения не совпадают с документами",
            "be": "Звесткі не супадаюць з дакументамі",
            "en": "Details do not agree with the documents",
            "pl": "Dane nie zgadzają się z dokumentami",
        },
        "text": {
            "ru": "Сведения не совпадают с документами. Сверьте, пожалуйста, название, номер и адрес и исправьте заявку.",
            "be": "Звесткі не супадаюць з дакументамі. Зверце, калі ласка, назву, нумар і адрас і выпраўце заяўку.",
            "en": "Details do not agree with the documents. Please compare name, number and address, and correct the application.",
            "pl": "Dane nie zgadzają się z dokumentami. Prosimy porównać nazwę, numer i adres i poprawić wniosek.",
        },
    },
    {
        "purpose": ReasonPurpose.RETURN,
        "code": "contribution",
        "title": {
            "ru": "Пока не понятен вклад в кластер",
            "be": "Пакуль незразумелы ўклад у кластар",
            "en": "The contribution is not clear yet",
            "pl": "Wkład nie jest jeszcze jasny",
        },
        "text": {
            "ru": "Пока не понятен вклад в кластер. Напишите, пожалуйста, точнее, что вы в него внесёте: оборудование, людей, заказы, опыт.",
            "be": "Пакуль незразумелы ўклад у кластар. Напішыце, калі ласка, больш дакладна, што вы ў яго ўнесяце: абсталяванне, людзей, заказы, вопыт.",
            "en": "The contribution is not clear yet. Please write more precisely what you bring to the cluster: equipment, people, orders, experience.",
            "pl": "Wkład nie jest jeszcze jasny. Prosimy napisać dokładniej, co wniosą Państwo do klastra: sprzęt, ludzi, zamówienia, doświadczenie.",
        },
    },
    {
        "purpose": ReasonPurpose.RETURN,
        "code": "other",
        "title": {"ru": "Другое", "be": "Іншае", "en": "Something else", "pl": "Coś innego"},
        "text": {},
    },
    {
        "purpose": ReasonPurpose.REJECT,
        "code": "field",
        "title": {
            "ru": "Другая сфера деятельности",
            "be": "Іншая сфера дзейнасці",
            "en": "Another field of work",
            "pl": "Inna dziedzina działalności",
        },
        "text": {
            "ru": "Организация работает в сфере, которой кластер не занимается.",
            "be": "Арганізацыя працуе ў сферы, якой кластар не займаецца.",
            "en": "The organisation works in a field that is not the cluster's.",
            "pl": "Organizacja działa w dziedzinie, którą klaster się nie zajmuje.",
        },
    },
    {
        "purpose": ReasonPurpose.REJECT,
        "code": "contribution",
        "title": {
            "ru": "Вклад в кластер не виден",
            "be": "Уклад у кластар не бачны",
            "en": "No contribution to be seen",
            "pl": "Nie widać wkładu w klaster",
        },
        "text": {
            "ru": "Из заявки не видно, что организация внесёт в совместную работу кластера.",
            "be": "З заяўкі не відаць, што арганізацыя ўнясе ў сумесную працу кластара.",
            "en": "The application does not show what the organisation would bring to the work of the cluster.",
            "pl": "Z wniosku nie wynika, co organizacja wniosłaby do pracy klastra.",
        },
    },
    {
        "purpose": ReasonPurpose.REJECT,
        "code": "documents",
        "title": {
            "ru": "Документы не подтверждают заявку",
            "be": "Дакументы не пацвярджаюць заяўку",
            "en": "The documents do not bear the application out",
            "pl": "Dokumenty nie potwierdzają wniosku",
        },
        "text": {
            "ru": "Документы не подтверждают того, что написано в заявке.",
            "be": "Дакументы не пацвярджаюць таго, што напісана ў заяўцы.",
            "en": "The documents do not bear out what is written in the application.",
            "pl": "Dokumenty nie potwierdzają tego, co napisano we wniosku.",
        },
    },
)
