"""The meter of links in JSON."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers


class LinkFigureSerializer(serializers.Serializer[Any]):
    """A cell. Null stands for fewer than five people, or for what would give such a number away."""

    crossing = serializers.IntegerField(allow_null=True)
    total = serializers.IntegerField(allow_null=True)
    share = serializers.IntegerField(allow_null=True, help_text="The crossing part in per cent.")


class QuarterFigureSerializer(LinkFigureSerializer):
    """The cell of a quarter, such as "2026-Q4"."""

    quarter = serializers.CharField()


class LinkRowSerializer(serializers.Serializer[Any]):
    """One sort of links, by quarter and over all quarters."""

    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment] # the name that programs read
    quarters = QuarterFigureSerializer(many=True)
    total = LinkFigureSerializer()


class LinkedSerializer(serializers.Serializer[Any]):
    """One of the two organisations of a pair."""

    id = serializers.IntegerField(source="pk")
    name = serializers.CharField(source="__str__")


class PairSerializer(serializers.Serializer[Any]):
    """Two organisations, and how many different people take part in what links them: five or more."""

    first = LinkedSerializer()
    second = LinkedSerializer()
    people = serializers.IntegerField()


class LinksSerializer(serializers.Serializer[Any]):
    """The meter of the last two years."""

    rows = LinkRowSerializer(many=True)
    pairs = PairSerializer(many=True)
