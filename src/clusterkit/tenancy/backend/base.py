"""The database backend: django-tenants' own with a stricter search path.

What differs: the path of a cluster holds its schema *only*: a table that is missing there is an error, never
silently the public one. A fresh or reset connection stands in :data:`NOWHERE`, a schema that does not exist, so
forgotten context is an error too. ``SET search_path`` is sent only when it changes. Content types are remembered
by the connection (``tenancy.content_types``). A connection that a pooler may give to somebody else is refused
(``tenancy.pooling``).
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django_tenants.postgresql_backend import base as django_tenants_base

from clusterkit.tenancy import pooling

NOWHERE = "clusterkit_nowhere"


class DatabaseWrapper(django_tenants_base.DatabaseWrapper):  # type: ignore[misc]
    """See the module."""

    tenant: Any
    schema_name: str | None
    search_path_set_schemas: list[str] | None
    content_types: dict[tuple[str | None, Any], dict[str, dict[Any, Any]]]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.content_types = {}
        super().__init__(*args, **kwargs)
        self.set_schema(NOWHERE)

    def set_tenant(self, tenant: Any, include_public: bool = False) -> None:
        """Let the connection stand in the schema of *tenant*; public is never added to its path."""
        if self.schema_name == tenant.schema_name and self.tenant is not None:
            self.tenant = tenant
            return
        self.tenant = tenant
        self.schema_name = tenant.schema_name
        self.include_public_schema = False
        self.set_settings_schema(tenant.schema_name)
        if django_tenants_base.EXTRA_SET_TENANT_METHOD:
            django_tenants_base.EXTRA_SET_TENANT_METHOD(self, tenant)
        if tenant.schema_name == NOWHERE:
            self.content_types.clear()

    def set_schema(self, schema_name: str, include_public: bool = False, tenant_type: Any = None) -> None:
        """As ``set_tenant``, by name."""
        super().set_schema(schema_name, include_public=False, tenant_type=tenant_type)

    def init_connection_state(self) -> None:
        """Raises ``ImproperlyConfigured`` behind a pooler that would mix clusters; asked once in a process."""
        super().init_connection_state()
        try:
            pooling.require_safe(self)
        except ImproperlyConfigured:
            self.close()
            raise

    def _handle_search_path(self, cursor: Any = None) -> None:
        if self.search_path_set_schemas == self._get_cursor_search_paths():
            return
        self.search_path_set_schemas = None
        super()._handle_search_path(cursor)
