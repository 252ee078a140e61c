"""An industrial cluster: an enterprise or two, a university, engineers, carriers, and who supplies them."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from clusterkit.hosting.blueprints.registry import Blueprint, PageSeed, SectorSeed

_SECTORS: Final = (
    SectorSeed("chemistry", {"ru": "Химия и нефтехимия", "be": "Хімія і нафтахімія", "en": "Chemistry and petrochemistry"}),
    SectorSeed("engineering", {"ru": "Инжиниринг и машиностроение", "be": "Інжынірынг і машынабудаванне", "en": "Engineering and machines"}),
    SectorSeed("education", {"ru": "Образование и наука", "be": "Адукацыя і навука", "en": "Education and research"}),
    SectorSeed("it", {"ru": "Информационные технологии", "be": "Інфармацыйныя тэхналогіі", "en": "Information technology"}),
    SectorSeed("logistics", {"ru": "Логистика", "be": "Лагістыка", "en": "Logistics"}),
    SectorSeed("services", {"ru": "Деловые услуги", "be": "Дзелавыя паслугі", "en": "Business services"}),
)  # fmt: skip

_ABOUT: Final = PageSeed(
    "about",
    {"ru": "О кластере", "be": "Аб кластары", "en": "About the cluster"},
    {
        "ru": "Здесь предприятия, учёные и поставщики одного края находят друг друга.\n\n"
        "Напишите, когда и кем создан кластер, чем занимаются его участники и кто ведёт общую работу.",
        "be": "Тут прадпрыемствы, навукоўцы і пастаўшчыкі аднаго краю знаходзяць адно аднаго.\n\n"
        "Напішыце, калі і кім створаны кластар, чым займаюцца яго ўдзельнікі і хто вядзе агульную працу.",
        "en": "Here the enterprises, researchers and suppliers of one region find each other.\n\n"
        "Write when and by whom the cluster was founded, what its participants do and who leads the common work.",
    },
    in_menu=True,
    order=10,
)
_CONTACTS: Final = PageSeed(
    "contacts",
    {"ru": "Контакты", "be": "Кантакты", "en": "Contacts"},
    {
        "ru": "Напишите адрес офиса, телефон, почту и часы работы.",
        "be": "Напішыце адрас офіса, тэлефон, пошту і гадзіны працы.",
        "en": "Write the office's address, telephone, e-mail and opening hours.",
    },
    order=90,
)
_CHARTER: Final = PageSeed(
    "charter",
    {"ru": "Положение о кластере", "be": "Палажэнне аб кластары", "en": "Charter"},
    {
        "ru": "Поместите здесь положение: цели, порядок вступления, права и обязанности участников.",
        "be": "Змясціце тут палажэнне: мэты, парадак уступлення, правы і абавязкі ўдзельнікаў.",
        "en": "Put the charter here: the aims, how to join, the rights and duties of participants.",
    },
    order=50,
)

INDUSTRY: Final = Blueprint(
    code="industry",
    title=_("Industrial cluster"),
    languages=("ru", "be", "en"),
    sectors=_SECTORS,
    pages=(_ABOUT, _CHARTER, _CONTACTS),
    tiers=("member", "coordinator"),
)
