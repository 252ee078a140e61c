"""Every extension point of the package on one page. A host project imports from here and from nowhere else.

The hook points are leaves: importing one does not need its app to be installed, it is then never called.
"""

from __future__ import annotations

from clusterkit.accounts.hooks import before_erasure, erasure_outlook, person_erased, personal_data
from clusterkit.core.hookpoints import Collect, HookPoint, Notify, Veto, get_hook_point, hook_points
from clusterkit.core.surfaces import (
    account_menu,
    account_switches,
    board_blocks,
    board_tasks,
    home_blocks,
    main_menu,
    my_blocks,
    my_tasks,
    primary_actions,
    search_sources,
)
from clusterkit.core.web.locked import next_steps
from clusterkit.directory.hooks import (
    affiliation_confirmation,
    affiliation_confirmed,
    affiliation_ended,
    domain_claim_confirmed,
    domain_claim_ended,
    domain_claimed,
    handover,
    handover_outlook,
    organisation_links,
    organisation_merge,
    organisation_merge_obstacles,
    organisation_merged,
    organisation_panels,
)
from clusterkit.events.hooks import before_registration, event_published, registration_confirmed
from clusterkit.files.hooks import file_offered
from clusterkit.hosting.hooks import cluster_copied, cluster_files, cluster_removal, leftovers, seed_cluster
from clusterkit.ideas.hooks import before_publish, interest_accepted, item_buttons, item_panels, item_published
from clusterkit.jobs.hooks import waiting_work
from clusterkit.membership.hooks import (
    application_decided,
    application_form_fields,
    application_submitted,
    before_decision,
    certificate_template,
    tier_changed,
)
from clusterkit.news.hooks import article_published
from clusterkit.tenancy.hooks import cluster_created, worker_round, worker_tick

__all__ = [
    "Collect",
    "HookPoint",
    "Notify",
    "Veto",
    "account_menu",
    "account_switches",
    "affiliation_confirmation",
    "affiliation_confirmed",
    "affiliation_ended",
    "application_decided",
    "application_form_fields",
    "application_submitted",
    "article_published",
    "before_decision",
    "before_erasure",
    "before_publish",
    "before_registration",
    "board_blocks",
    "board_tasks",
    "certificate_template",
    "cluster_copied",
    "cluster_created",
    "cluster_files",
    "cluster_removal",
    "domain_claim_confirmed",
    "domain_claim_ended",
    "domain_claimed",
    "erasure_outlook",
    "event_published",
    "file_offered",
    "get_hook_point",
    "handover",
    "handover_outlook",
    "home_blocks",
    "hook_points",
    "interest_accepted",
    "item_buttons",
    "item_panels",
    "item_published",
    "leftovers",
    "main_menu",
    "my_blocks",
    "my_tasks",
    "next_steps",
    "organisation_links",
    "organisation_merge",
    "organisation_merge_obstacles",
    "organisation_merged",
    "organisation_panels",
    "person_erased",
    "personal_data",
    "primary_actions",
    "registration_confirmed",
    "search_sources",
    "seed_cluster",
    "tier_changed",
    "waiting_work",
    "worker_round",
    "worker_tick",
]
