"""All tags and filters of the elements: ``{% load clusterkit %}``."""

from django.template import Library

from clusterkit.core.templatetags import (
    clusterkit_forms,
    clusterkit_sections,
    clusterkit_text,
    clusterkit_things,
)

register = Library()

for _part in (clusterkit_text, clusterkit_forms, clusterkit_things, clusterkit_sections):
    register.tags.update(_part.register.tags)
    register.filters.update(_part.register.filters)
