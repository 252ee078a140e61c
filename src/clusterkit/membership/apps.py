"""Wiring of membership."""

from __future__ import annotations

from django.db.models.signals import post_delete
from django.utils.translation import gettext_lazy as _

from clusterkit.core.apps import ClusterkitAppConfig


class MembershipConfig(ClusterkitAppConfig):
    """Membership applications and terms."""

    name = "clusterkit.membership"
    label = "clusterkit_membership"
    verbose_name = _("Membership")
    url_prefix = "membership/"
    has_api = True
    switchable = True
    policies_complete = True

    def ready(self) -> None:
        """Give standing, files and surfaces what they ask for."""
        from clusterkit.access.models import Grant
        from clusterkit.access.sources import register_source
        from clusterkit.core import surfaces
        from clusterkit.core.web.locked import next_steps
        from clusterkit.directory.hooks import affiliation_confirmed, organisation_panels
        from clusterkit.files.registry import register_purpose
        from clusterkit.hosting.hooks import seed_cluster
        from clusterkit.membership import (  # noqa: F401 (they register themselves)
            board_receivers,
            checks,
            council_receivers,
            handover,
            merging,
            personal,
            policies,
            receivers,
        )
        from clusterkit.membership.selectors.form import APPLICATION_FORM
        from clusterkit.membership.standing import DOCUMENTS, memberships_of, open_applications_of, seats_of
        from clusterkit.questionnaires.purposes import purposes as forms
        from clusterkit.tenancy.hooks import worker_tick

        register_source(memberships_of)
        register_source(open_applications_of)
        register_source(seats_of)
        register_purpose(DOCUMENTS)
        forms.register(APPLICATION_FORM)
        seed_cluster.connect(receivers.first_levels, order=40)
        seed_cluster.connect(receivers.reasons_of_new_cluster, order=41)
        affiliation_confirmed.connect(receivers.free_who_took_a_side)
        post_delete.connect(receivers.free_who_left, sender=Grant, dispatch_uid="clusterkit.membership.free_who_left")
        next_steps.connect(receivers.next_step)
        organisation_panels.connect(receivers.organisation_panel, order=20)
        worker_tick.connect(receivers.tick)
        worker_tick.connect(council_receivers.tick)
        worker_tick.connect(board_receivers.tick)
        surfaces.primary_actions.connect(receivers.join_entry, order=10)
        surfaces.account_menu.connect(receivers.account, order=30)
        surfaces.account_menu.connect(council_receivers.account, order=31)
        surfaces.my_tasks.connect(receivers.tasks)
        surfaces.my_tasks.connect(council_receivers.tasks)
        surfaces.board_tasks.connect(receivers.office_tasks)
        surfaces.board_tasks.connect(council_receivers.office_tasks)
        for block in (
            board_receivers.too_few,
            board_receivers.applications,
            board_receivers.ends,
            board_receivers.stages,
            board_receivers.members,
            board_receivers.take_home,
        ):
            surfaces.board_blocks.connect(block, order=20)
        surfaces.home_blocks.connect(receivers.home, order=60)
