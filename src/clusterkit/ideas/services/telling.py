"""Who hears of what is written, and what the message says to each: the name of an owner only to who may know it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

from clusterkit.core import ports
from clusterkit.core.policies import Actor
from clusterkit.ideas import mentions, notices
from clusterkit.ideas.models import Comment, Item, person_name
from clusterkit.ideas.selectors import comment_voice, followers, owners
from clusterkit.ideas.selectors.audience import administrators, knowing, readers, silent

TEXT_LENGTH: Final = 300
MOST_MENTIONED: Final = 20
"""How many people one text may call."""


def comment_notices(comment: Comment, parent: Comment | None, actor: Actor) -> list[ports.Notice]:
    """Who is mentioned, the owners, who is answered, and who follows: each once, if he reads the item and wants to hear."""
    item = comment.item
    answered = [parent.author_id] if parent is not None and parent.author_id is not None else []
    wanted = [
        (notices.MENTION, called(comment.text)),
        (notices.COMMENT, owners(item)),
        (notices.COMMENT_FOLLOWED, [*answered, *followers(item)]),
    ]
    return _notices(comment, wanted, {actor.user_id})


def mention_notices(comment: Comment, before: str, actor: Actor) -> list[ports.Notice]:
    """Who is mentioned in a corrected comment and was not before."""
    added = set(called(comment.text)) - set(called(before))
    return _notices(comment, [(notices.MENTION, sorted(added))], {actor.user_id})


def item_notices(item: Item) -> list[ports.Notice]:
    """Who is mentioned in the text of an item."""
    told = {item.author_id, *silent(item)}
    viewers = readers(item, set(called(item.body)) - told)
    known = knowing(item, viewers)
    return [
        ports.Notice(
            notices.MENTION,
            recipients,
            item.get_absolute_url(),
            f"ideas.item:{item.pk}:mention",
            {"title": item.title, "author": author, "text": item.summary[:TEXT_LENGTH]},
            item,
        )
        for recipients, author in (
            (sorted(known), person_name(item.author)),
            (sorted(set(viewers) - known), ""),
        )
        if recipients
    ]


def called(text: str) -> list[int]:
    """User ids of those who are mentioned in *text*; of an organisation its administrators."""
    people, slugs = mentions.references([text])
    return sorted({*people, *(administrators(slugs) if slugs else ())})[:MOST_MENTIONED]


def _notices(
    comment: Comment, wanted: Iterable[tuple[ports.NoticeKind, Collection[int]]], told: set[int | None]
) -> list[ports.Notice]:
    item = comment.item
    told = told | silent(item)
    groups = []
    for kind, people in wanted:
        group = set(people) - told
        told |= group
        groups.append((kind, group))
    viewers = readers(item, {user_id for _kind, group in groups for user_id in group})
    known = knowing(item, viewers)
    result = []
    for kind, group in groups:
        reached = group & viewers.keys()
        for identified, recipients in ((True, reached & known), (False, reached - known)):
            if recipients:
                voice = comment_voice(comment, identified=identified)
                # Of an owner without a name nothing is said in his place: the templates leave it out.
                author = "" if voice.by_owner and not identified else voice.name
                result.append(_notice(kind, comment, sorted(recipients), author))
    return result


def _notice(kind: ports.NoticeKind, comment: Comment, recipients: list[int], author: str) -> ports.Notice:
    item = comment.item
    return ports.Notice(
        kind,
        recipients,
        comment.get_absolute_url(),
        f"ideas.comment:{comment.pk}{':mention' if kind == notices.MENTION else ''}",
        {"title": item.title, "author": author, "text": mentions.plain(comment.text)[:TEXT_LENGTH]},
        item,
    )
