"""The settings of clusterkit: every default in one typed place.

A host project writes ``CLUSTERKIT = {"PAGE_SIZE": 50}`` in its settings; what it leaves out has the default
given here. An unknown or removed name raises ``ImproperlyConfigured`` at start, so that a typing mistake is
never silence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from django.conf import settings as django_settings
from django.core.exceptions import ImproperlyConfigured
from django.core.signals import setting_changed
from django.dispatch import receiver

REMOVED_NAMES: Mapping[str, str] = {}


@dataclass(frozen=True)
class ClusterkitSettings:
    """All settings with their defaults. Times are in seconds, sizes in bytes, unless the name says otherwise."""

    PLATFORM_NAME: str = "clusterkit"
    """The name of the whole platform, shown on the public host."""
    PUBLIC_DOMAIN: str = "localhost"
    """The host name of the catalogue (the public host), without port."""
    LINK_SCHEME: str = "https"
    """Scheme of the links in mails."""
    LINK_PORT: int | None = None
    """Port of the links in mails, where it is not the scheme's own (the demonstration uses 8000)."""
    PAGE_SIZE: int = 20
    """Rows on a page of a list, in HTML and in the API."""
    HOST_CACHE_SIZE: int = 2048
    """How many host names a process remembers; the Host header is an attacker's to choose, so it is bounded."""
    HOST_CACHE_POLL: float = 1.0
    """A process asks at most once in so many seconds whether a domain or a cluster changed."""
    CREATION_SLOTS: int = 8
    """So many schemas may be made or dropped at once; one holds some 730 locks, see ``max_locks_per_transaction``."""
    CREATION_WAIT: float = 10.0
    """So many seconds a creation waits for its turn before it says that others are under way."""
    SPARE_SCHEMAS: int = 0
    """So many schemas the worker keeps ready, so that a new cluster needs no tables made while somebody waits."""
    LOGIN_URL_NAME: str = "account_login"
    """Name of the address where people sign in."""
    SIGNUP_URL_NAME: str = "account_signup"
    """Name of the address where people register."""
    TOKEN_MAX_AGE: int = 3 * 24 * 3600
    """How long a signed link (confirmation, invitation) stays valid."""
    ADDRESS_ATTEMPTS: int = 30
    """Failed sign-ins, registrations or asked resets (each counted by itself) that one network address has in
    ADDRESS_ATTEMPTS_SECONDS, over all clusters together; 0 counts nothing."""
    ADDRESS_ATTEMPTS_SECONDS: int = 600
    """The time in which those attempts are counted."""
    DATA_DOWNLOADS_A_DAY: int = 5
    """So many times a day a person may take his own data home; 0 sets no limit."""
    INVITATION_DAYS: int = 14
    """So many days an invitation by e-mail can be accepted. As long after its end its address is forgotten."""
    INVITATIONS_A_DAY: int = 50
    """So many invitations one person may send in a day, those sent again included; 0 sets no limit."""
    OPERATORS_REQUIRE_SECOND_FACTOR: bool = False
    """Whether the operators' pages open only to operators who signed in with a code of their authenticator app too."""
    OPENING_REQUEST_DAYS: int = 7
    """So many days the link in the mail about a request for a cluster can be used; then the request expires."""
    OPENING_REQUESTS_PER_EMAIL: int = 3
    """So many undecided requests for a cluster one e-mail address may have."""
    PUBLIC_MAIL_DOMAINS: Sequence[str] = ()
    """More mail domains at which anybody may have an address, beside those the package knows: nobody can claim them."""
    UPLOAD_MAX_BYTES: int = 20 * 1024 * 1024
    """The largest file that people may upload, where its purpose sets no lower limit."""
    UPLOAD_MAX_PIXELS: int = 40_000_000
    """The largest picture, width times height, that is decoded at all."""
    FILES_ROOT: str = ""
    """Folder of private files; empty means ``MEDIA_ROOT/private``."""
    X_ACCEL_PREFIX: str = ""
    """Internal location of nginx for private files; empty means that Django sends them itself."""
    DECISION_RULE: str = "four_eyes"
    """How a membership application is decided: the name of a registered rule."""
    REAPPLY_AFTER_DAYS: int = 90
    """So many days after a rejection an organisation may apply again."""
    NEEDS_INFO_DAYS: int = 30
    """So many days an applicant has to add what he was asked for, where the reviewer names no other date."""
    DOCUMENT_RETENTION_DAYS: int = 3 * 365
    """So many days after an application was decided, withdrawn or expired its documents are deleted; 0 keeps them for good.
    Three years are the general time of limitation in Belarus: until then a decision may be contested, and shown to be right."""
    MEMBERSHIP_TERM_DAYS: int = 365
    """Length of a term of membership."""
    MEMBERSHIP_GRACE_DAYS: int = 30
    """So many days after its end a membership stays in force, so that a late renewal shuts nobody out."""
    ITEM_VALID_DAYS: int = 90
    """So many days an item of the exchange stays open; then it expires and can be renewed."""
    MATCHING_SCORER: str = "attributes"
    """How it is scored what fits to an item of the exchange: the name of a registered scorer."""
    MATCHING_WEIGHTS: Mapping[str, float] = field(default_factory=lambda: {"sector": 10, "tags": 40, "words": 50})
    """What each attribute of the scorer counts there, in any unit: only the proportions matter. One left out counts nothing."""
    MAIL_BATCH: int = 50
    """So many mails the worker sends in one visit to a cluster."""
    MAIL_MAX_ATTEMPTS: int = 8
    """So many times a mail is tried before it is given up."""
    DIGEST_HOUR: int = 7
    """The hour at which the daily digest comes, and the weekly one on Mondays, where the reader lives (0 to 23)."""
    UNSUBSCRIBE_DAYS: int = 365
    """So many days the link in a mail that ends mails of its kind can be used."""
    JOB_BACKEND: str = "embedded"
    """Where jobs go: ``embedded`` (our table and worker, no broker), ``django.tasks`` (the backend of Django's TASKS setting),
    or the dotted path of a class of the host's own."""
    JOB_LEASE_SECONDS: int = 60
    """A worker that was not heard of for so many seconds is taken for dead, and its jobs are given to others."""
    JOB_MAX_ATTEMPTS: int = 8
    """So many times a job is tried before it is given up, where its declaration says nothing else."""
    JOB_KEEP_DAYS: int = 7
    """So many days the row of a done job is kept; one that was given up ten times as long."""
    WORKER_LANES: int = 4
    """So many jobs a worker does at a time. One cluster gets all but one of them at most."""
    VISIT_SECONDS: int = 30
    """The worker visits a cluster in which nothing happens every so many seconds, and at once where something changed."""
    WEBHOOK_BATCH: int = 20
    """So many deliveries to other systems one job of a cluster sends; then another job may have the lane."""
    WEBHOOK_OFF_DAYS: int = 5
    """A web hook at which nothing arrived for so many days is switched off, and the coordinators are told."""
    WEBHOOK_KEEP_DAYS: int = 30
    """So many days it is kept what was sent to other systems and what came back."""
    WEBHOOK_PORTS: Sequence[int] = (80, 443, 8443)
    """Ports that web hooks may lead to."""
    WEBHOOK_ALLOWED_NETWORKS: Sequence[str] = ()
    """Internal networks ("10.20.0.0/16") that web hooks may lead into, for a platform inside a plant. Nothing else that is
    not of the public internet is ever sent to."""
    PG_BIN: str = ""
    """Folder of PostgreSQL's programs pg_dump and pg_restore; empty means the embedded PostgreSQL's, else those in PATH."""
    DRAIN_SECONDS: float = 4.0
    """So many seconds requests under way have to end before the schema of a removed or replaced cluster is dropped."""
    AUDIT_KEYS: Sequence[str] = ()
    """Keys that sign the audit logs, the one in use first; earlier ones stay behind it as long as rows that they signed.
    Empty means ``SECRET_KEY`` and ``SECRET_KEY_FALLBACKS``."""
    AUDIT_SEAL_SECONDS: int = 30
    """A row of an audit log is sealed by the worker when it is so many seconds old; until then it could go unnoticed."""
    STRICT_POLICIES: Sequence[str] = field(default_factory=lambda: ("clusterkit",))
    """Module prefixes whose views must declare a policy. A host project adds its own to hold itself to it."""


def load(values: Mapping[str, Any]) -> ClusterkitSettings:
    """Make the settings object from the host's mapping.

    Raises ``ImproperlyConfigured`` for an unknown name, naming the nearest one, and for a removed name,
    saying what took its place.
    """
    known = {item.name for item in fields(ClusterkitSettings)}
    for name in values:
        if name in REMOVED_NAMES:
            raise ImproperlyConfigured(f"CLUSTERKIT[{name!r}] was removed: {REMOVED_NAMES[name]}")
        if name not in known:
            from difflib import get_close_matches

            near = get_close_matches(name, known, n=1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            raise ImproperlyConfigured(f"CLUSTERKIT has no setting {name!r}.{hint}")
    return ClusterkitSettings(**values)


class _Current:
    """Gives the attributes of the settings in force; reads them on first use."""

    def __init__(self) -> None:
        self._loaded: ClusterkitSettings | None = None

    def reload(self) -> None:
        """Forget what was read, so that the next access reads the Django settings again."""
        self._loaded = None

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if self._loaded is None:
            self._loaded = load(getattr(django_settings, "CLUSTERKIT", {}))
        return getattr(self._loaded, name)


conf = _Current()


@receiver(setting_changed)
def _reload(*, setting: str, **kwargs: Any) -> None:
    if setting == "CLUSTERKIT":
        conf.reload()
