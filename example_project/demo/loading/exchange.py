"""Items of the idea exchange with their discussions, answers and outcomes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from clusterkit.access.viewer import viewer_of
from clusterkit.directory.models import Organisation, Sector
from clusterkit.ideas import services
from clusterkit.ideas.models import Comment, Interest, Item
from example_project.demo.loading.reading import days_ago


class Exchange:
    """Loads items; *people*, *organisations* and *sectors* by their keys in the data."""

    def __init__(
        self, people: dict[str, Any], organisations: dict[str, Organisation], sectors: dict[str, Sector]
    ) -> None:
        self.people = people
        self.organisations = organisations
        self.sectors = sectors

    def load(self, row: dict[str, Any]) -> Item:
        """One item, published so many days ago."""
        author = viewer_of(self.people[row["author"]])
        item = services.create_draft(
            organisation=self.organisations[row["organisation"]],
            fields={
                "kind": row["kind"],
                "title": row["title"],
                "summary": row["summary"],
                "body": row["body"],
                "language": "en" if row["title"].isascii() else "ru",
                "mode": row["mode"],
                "tags": row["tags"],
                "sectors": [self.sectors[code] for code in row["sectors"]],
                "valid_until": timezone.localdate() + timedelta(days=max(10, row["valid_days"] - row["days_ago"])),
            },
            actor=author,
        )
        if row["state"] == "draft":
            return item
        item = services.publish(item=item, actor=author)
        for comment in row["comments"]:
            self._comment(item, comment, None)
        accepted = [interest for answer in row["interests"] if (interest := self._interest(item, answer, author))]
        outcome = row["outcome"]
        if row["state"] == "fulfilled" and outcome:
            item.refresh_from_db()
            services.close_with_outcome(
                item=item,
                kind=outcome["kind"],
                actor=author,
                text=outcome["text"],
                interest=accepted[0] if accepted else None,
            )
        Item.objects.filter(pk=item.pk).update(
            published_at=days_ago(row["days_ago"]), created_at=days_ago(row["days_ago"] + 1)
        )
        return item

    def _comment(self, item: Item, row: dict[str, Any], parent: Comment | None) -> None:
        author = viewer_of(self.people[row["author"]])
        item.refresh_from_db()
        comment = services.add_comment(item=item, text=row["text"], actor=author, parent=parent)
        Comment.objects.filter(pk=comment.pk).update(created_at=days_ago(row["days_ago"]))
        for reply in row.get("replies", ()):
            self._comment(item, reply, parent or comment)

    def _interest(self, item: Item, row: dict[str, Any], owner: Any) -> Interest | None:
        author = viewer_of(self.people[row["author"]])
        item.refresh_from_db()
        interest = services.send_interest(
            item=item, organisation=self.organisations[row["organisation"]], message=row["message"], actor=author
        )
        if row["state"] == "accepted":
            return services.accept_interest(interest=interest, actor=owner)
        if row["state"] == "declined":
            services.decline_interest(interest=interest, actor=owner, text="Спасибо, пока обойдёмся своими силами.")
        return None
