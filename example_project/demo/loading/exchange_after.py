"""What became of items: outcomes, what the cluster said to ideas, what waits for the office, topics, kept searches."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from clusterkit.core.policies import Actor
from clusterkit.ideas import services
from clusterkit.ideas.models import FollowUp, Item, Outcome, Topic
from clusterkit.ideas.semesters import Semester
from clusterkit.ideas.services import topic_work, topics
from clusterkit.ideas.services.changes import put_change
from clusterkit.ideas.services.followups import months_later
from clusterkit.ideas.services.locking import lock_item
from clusterkit.ideas.services.searches import keep_search
from example_project.demo.loading.exchange import Exchange
from example_project.demo.loading.reading import days_ago


class Aftermath:
    """Loads what happened to the items that *exchange* loaded; *office* is a coordinator."""

    def __init__(self, exchange: Exchange, office: Actor) -> None:
        self.exchange = exchange
        self.office = office

    def load(self, row: dict[str, Any]) -> None:
        """All that the row of an item tells beside the item itself."""
        item = self.exchange.items[row["key"]]
        for email in row.get("supports", ()):
            services.support(item=item, actor=self.exchange.viewer(email))
        if "stage" in row:
            self._stage(item, row["stage"])
        for topic in row.get("topics", ()):
            self._topic(item, topic, self.exchange.viewer(row["author"]))
        if row["outcome"]:
            self._outcome(item, row)
        for report in row.get("reports", ()):
            services.report(
                item=item, reason=report["reason"], text=report["text"], actor=self.exchange.viewer(report["author"])
            )
        if "change" in row:
            with transaction.atomic():
                author = self.exchange.viewer(row["author"])
                put_change(lock_item(item), given=row["change"], wanted=row["change"], actor=author)

    def merge(self, row: dict[str, Any]) -> None:
        """Join an idea with the one that says the same."""
        if "merge_into" in row:
            item, survivor = (self.exchange.items[key] for key in (row["key"], row["merge_into"]))
            for one in (item, survivor):
                one.refresh_from_db()
            services.merge_items(item=item, survivor=survivor, actor=self.office)

    def keep(self, rows: list[dict[str, Any]]) -> None:
        """The searches that people keep."""
        for row in rows:
            actor = self.exchange.viewer(row["author"])
            keep_search(name=row["name"], query=row["query"], rhythm=row["rhythm"], actor=actor)

    def _stage(self, item: Item, row: dict[str, Any]) -> None:
        services.shortlist(item=item, actor=self.office)
        if row["to"] == "shortlisted":
            return
        services.draft_answer(item=item, decision=row["to"], text=row["text"], actor=self.office)
        services.publish_answer(item=item, actor=self.office)

    def _outcome(self, item: Item, row: dict[str, Any]) -> None:
        told, talks = row["outcome"], self.exchange.accepted[row["key"]]
        item.refresh_from_db()
        services.close_with_outcome(
            item=item,
            kind=told["kind"],
            actor=self.exchange.viewer(row["author"]),
            text=told["text"],
            interest=talks[0] if talks else None,
        )
        day = days_ago(told.get("days_ago", 1))
        Item.objects.filter(pk=item.pk).update(state_changed_at=day)
        outcome = Outcome.objects.select_related("item", "interest").get(item=item)
        if talks and told.get("confirmed"):
            answered = next(answer for answer in row["interests"] if answer["state"] == "accepted")
            services.confirm_outcome(outcome=outcome, actor=self.exchange.viewer(answered["author"]))
            Outcome.objects.filter(pk=outcome.pk).update(confirmed_at=day)
            self._follow(outcome, told, day.date(), self.exchange.viewer(row["author"]))
        Outcome.objects.filter(pk=outcome.pk).update(created_at=day)

    def _follow(self, outcome: Outcome, told: dict[str, Any], day: Any, owner: Actor) -> None:
        answer = told.get("follow_up")
        for question in FollowUp.objects.filter(outcome=outcome).order_by("months"):
            question.due_on = months_later(day, question.months)
            # What was due long ago was asked then; only the latest is still to be answered.
            question.asked_at = days_ago(1) if question.due_on < timezone.localdate() else None
            question.save(update_fields=["due_on", "asked_at"])
            if answer and question.is_due:
                services.answer_follow_up(follow_up=question, actor=owner, **answer)
                answer = None

    def _topic(self, item: Item, row: dict[str, Any], owner: Actor) -> None:
        university = self.exchange.organisations[row["university"]]
        proposer = self.exchange.viewer(row["by"])
        by_university = university.pk in proposer.organisation_ids
        due_on = timezone.localdate() + timedelta(days=row["days"])
        topic = topics.propose_topic(
            item=item,
            university=university,
            proposed_by=university if by_university else item.organisation,
            fields={
                "kind": row["kind"],
                "title": row["title"],
                "text": row["text"],
                "semester": Semester.of(due_on).code,
                "due_on": due_on,
            },
            actor=proposer,
        )
        steps = ("proposed", "agreed", "in_work", "delivered")
        reached = steps.index(row["to"])
        if reached >= steps.index("agreed"):
            topic = topics.agree_topic(topic=topic, actor=owner)
        if reached >= steps.index("in_work"):
            student, supervisor = (self.exchange.people[row[name]] for name in ("student", "supervisor"))
            topic = topic_work.start_topic(topic=topic, student=student.pk, supervisor=supervisor.pk, actor=proposer)
        if reached >= steps.index("delivered"):
            topic = topic_work.deliver_topic(topic=topic, result=row["result"], actor=proposer)
        Topic.objects.filter(pk=topic.pk).update(created_at=days_ago(8))
