"""The meter of links as a picture."""

from __future__ import annotations

from django.utils.translation import gettext as _

from clusterkit.core.web.charts import Edge, Network, Node
from clusterkit.directory.selectors.links import LinksMeter


def links_network(meter: LinksMeter) -> Network | None:
    """Who is linked with whom; None where no pair may be shown."""
    if not meter.pairs:
        return None
    known = {row.pk: row for pair in meter.pairs for row in (pair.first, pair.second)}
    return Network(
        title=_("Who has to do with whom"),
        nodes=[Node(row.pk, str(row), row.get_absolute_url()) for row in known.values()],
        edges=[Edge(pair.first.pk, pair.second.pk, pair.people) for pair in meter.pairs],
        value_label=_("People"),
        note=_("The wider a line, the more people of the two take part in what links them. From five people on."),
    )
