"""Items of the idea exchange with their discussions, answers and talks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from clusterkit.access.viewer import Viewer, viewer_of
from clusterkit.directory.models import Organisation, Sector
from clusterkit.ideas import services
from clusterkit.ideas.models import Comment, Interest, InterestMessage, Item
from example_project.demo.loading.reading import days_ago

WAITING_DAYS = 20
"""An answer that waits was sent at most so long ago, else it would lapse on the first day."""


class Exchange:
    """Loads items; *people*, *organisations* and *sectors* by their keys in the data."""

    def __init__(
        self, people: dict[str, Any], organisations: dict[str, Organisation], sectors: dict[str, Sector]
    ) -> None:
        self.people = people
        self.organisations = organisations
        self.sectors = sectors
        self.items: dict[str, Item] = {}
        self.accepted: dict[str, list[Interest]] = {}
        self._viewers: dict[str, Viewer] = {}

    def viewer(self, email: str) -> Viewer:
        """Who acts, by address."""
        if email not in self._viewers:
            self._viewers[email] = viewer_of(self.people[email])
        return self._viewers[email]

    def load(self, row: dict[str, Any]) -> Item:
        """One item, published so many days ago, with what was said about it."""
        author = self.viewer(row["author"])
        item = services.create_draft(
            organisation=self.organisations[row["organisation"]], fields=self._fields(row), actor=author
        )
        self.items[row["key"]] = item
        if row["state"] == "draft":
            return item
        item = services.publish(item=item, actor=author)
        comments = [self._comment(item, comment, None) for comment in row["comments"]]
        found = (self._interest(item, answer, author) for answer in row["interests"])
        self.accepted[row["key"]] = [interest for interest in found if interest is not None]
        for reaction in row.get("reactions", ()):
            place = reaction["comment"]
            about = comments[place] if place is not None else None
            services.react(item=item, kind=reaction["kind"], actor=self.viewer(reaction["author"]), comment=about)
        if "best_answer" in row:
            services.choose_best_answer(comment=comments[row["best_answer"]], actor=author)
        Item.objects.filter(pk=item.pk).update(
            published_at=days_ago(row["days_ago"]),
            created_at=days_ago(row["days_ago"] + 1),
            state_changed_at=days_ago(max(row["days_ago"] - 1, 0)),
        )
        item.refresh_from_db()
        return item

    def _fields(self, row: dict[str, Any]) -> Any:
        today = timezone.localdate()
        fields: dict[str, Any] = {
            **{name: row[name] for name in ("kind", "title", "summary", "body", "mode", "tags")},
            "language": "en" if row["title"].isascii() else "ru",
            "sectors": [self.sectors[code] for code in row["sectors"]],
            "valid_until": today + timedelta(days=max(10, row["valid_days"] - row["days_ago"])),
            **{name: row[name] for name in ("region", "readiness", "cooperation") if name in row},
        }
        if "budget" in row:
            fields["budget_from"], fields["budget_to"], fields["currency"] = row["budget"]
        if "deadline_days" in row:
            fields["deadline"] = today + timedelta(days=row["deadline_days"])
        return fields

    def _comment(self, item: Item, row: dict[str, Any], parent: Comment | None) -> Comment:
        author = self.viewer(row["author"])
        item.refresh_from_db()
        comment = services.add_comment(item=item, text=row["text"], actor=author, parent=parent)
        Comment.objects.filter(pk=comment.pk).update(created_at=days_ago(row["days_ago"]))
        for reply in row.get("replies", ()):
            self._comment(item, reply, parent or comment)
        return comment

    def _interest(self, item: Item, row: dict[str, Any], owner: Viewer) -> Interest | None:
        author = self.viewer(row["author"])
        item.refresh_from_db()
        interest = services.send_interest(
            item=item, organisation=self.organisations[row["organisation"]], message=row["message"], actor=author
        )
        age, messages = row.get("days_ago", 0), row.get("messages", ())
        # Before the next one is sent: so many a day are allowed.
        Interest.objects.filter(pk=interest.pk).update(created_at=days_ago(age))
        if row["state"] == "accepted":
            interest = services.accept_interest(interest=interest, actor=owner)
            for index, message in enumerate(messages):
                self._message(interest, message, max(age - 1 - index, 0))
        elif row["state"] == "more_info":
            services.ask_more(interest=interest, actor=owner, text=messages[0]["text"])
            age = min(age, WAITING_DAYS)
        elif row["state"] == "declined":
            services.decline_interest(interest=interest, actor=owner, text="Спасибо, пока обойдёмся своими силами.")
        else:
            age = min(age, WAITING_DAYS)
        Interest.objects.filter(pk=interest.pk).update(state_changed_at=days_ago(max(age - 1, 0)))
        return interest if row["state"] == "accepted" else None

    def _message(self, interest: Interest, row: dict[str, Any], age: int) -> None:
        message = services.write_message(interest=interest, text=row["text"], actor=self.viewer(row["author"]))
        InterestMessage.objects.filter(pk=message.pk).update(created_at=days_ago(age))
