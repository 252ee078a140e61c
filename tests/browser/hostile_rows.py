"""``python -m tests.browser.hostile_rows SLUG``: texts that try to run a script, in every text field of the exchange.

Written without the services, as if somebody had found a way past every check. The texts are by :func:`strings`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import product

RAN = "top.hostileRan=1"
"""What a script that runs leaves behind."""
_TAGS = [
    "<script>{0}</script>",
    "<ScRiPt >{0}</sCrIpT>",
    "<script/x>{0}</script>",
    "<img src=x onerror={0}>",
    "<img src=x onerror='{0}'>",
    "<IMG SRC=x OnErRoR={0}>",
    "<img/src=x/onerror={0}>",
    '<img """><script>{0}</script>">',
    "<svg onload={0}>",
    "<svg/onload={0}>",
    "<svg><script>{0}</script></svg>",
    "<svg><animate onbegin={0} attributeName=x dur=1s>",
    "<math><mtext></mtext><script>{0}</script></math>",
    "<body onload={0}>",
    "<iframe src=javascript:{0}></iframe>",
    "<iframe srcdoc='<script>{0}</script>'></iframe>",
    "<object data=javascript:{0}></object>",
    "<embed src=javascript:{0}>",
    "<details open ontoggle={0}>x</details>",
    "<input autofocus onfocus={0}>",
    "<select autofocus onfocus={0}></select>",
    "<textarea autofocus onfocus={0}></textarea>",
    "<video><source onerror={0}></video>",
    "<audio src=x onerror={0}>",
    "<marquee onstart={0}>x</marquee>",
    "<a href=javascript:{0} id=x>x</a>",
    "<form action=javascript:{0}><button>x</button></form>",
    "<meta http-equiv=refresh content='0;url=javascript:{0}'>",
    "<link rel=stylesheet href=javascript:{0}>",
    "<style onload={0}></style>",
    "<noscript><p title='</noscript><img src=x onerror={0}>'>",
    "<template><script>{0}</script></template><img src=x onerror={0}>",
    '<p style="animation-name:x" onanimationstart={0}>x</p>',
    "<x onpointerrawupdate={0} onmouseover={0}>x</x>",
]
_MARKDOWN = [
    "[x](javascript:{0})",
    "[x](JaVaScRiPt:{0})",
    "[x](data:text/html,<script>{0}</script>)",
    "[x](vbscript:{0})",
    "[x](&#106;avascript:{0})",
    "[x]( javascript:{0})",
    '[x](http://a" onmouseover="{0})',
    "![x](x onerror={0})",
    '![x" onerror="{0}](/x)',
    "![x](javascript:{0})",
    "<javascript:{0}>",
    "[x]: javascript:{0}\n\n[x]",
    "```\n</code></pre><script>{0}</script>\n```",
    "`</code><img src=x onerror={0}>`",
    "| <img src=x onerror={0}> | b |\n|---|---|\n| c | d |",
    "> <svg onload={0}>",
    "# <img src=x onerror={0}>",
    "@[<img src=x onerror={0}>](person:1)",
    '@[x" onmouseover="{0}](person:1)',
    "@<script>{0}</script>",
]
_AROUND = [
    "{0}",
    '">{0}',
    "'>{0}",
    "-->{0}<!--",
    "]]>{0}",
    "</title>{0}",
    "</textarea>{0}",
    "</script>{0}",
    "</style>{0}",
    "{{{{7*7}}}}{0}",
    "{{% debug %}}{0}",
    "\x0b{0}",
    "\u2028{0}",
    "Насос {0} колонны",
    "%3Cscript%3E{0}",
    "&lt;{0}",
    "\\x3c{0}",
    "*/{0}/*",
    "*{0}*",
    "**{0}",
    "\ue000{0}\ue001",
]
_IN_ATTRIBUTES = ['" onmouseover="{0}" x="', "' onfocus='{0}' autofocus x='", '" autofocus onfocus={0} x="']


def strings(number: int = 1000) -> list[str]:
    """So many different texts."""
    every = list(dict.fromkeys(_all()))
    assert len(every) >= number, len(every)
    step = len(every) / number
    return [every[int(step * place)] for place in range(number)]


def _all() -> Iterator[str]:
    for vector, around in product([*_TAGS, *_MARKDOWN, *_IN_ATTRIBUTES], _AROUND):
        yield around.format(vector.format(RAN))


def write(slug: str) -> None:
    """The rows, in the cluster *slug*: an item for each text, and what belongs to it."""
    from django.db import transaction
    from django.utils import timezone

    from clusterkit.directory.models import Organisation
    from clusterkit.ideas.models import Comment, CommentRevision, Interest, InterestMessage, Item, OfficialAnswer, Topic
    from clusterkit.tenancy.context import cluster_context, public_schema
    from clusterkit.tenancy.models import Cluster

    with public_schema():
        cluster = Cluster.objects.get(slug=slug)
    now = timezone.now()
    with cluster_context(cluster), transaction.atomic():
        owner, other = Organisation.objects.get(slug="naftan"), Organisation.objects.get(slug="psu")
        texts = strings()
        items = Item.objects.bulk_create(
            Item(
                kind="request",
                title=text[:160],
                summary=text,
                body=text,
                tags=[text[:40]],
                note=text,
                organisation=owner,
                state="published",
                published_at=now,
            )
            for text in texts
        )
        comments = Comment.objects.bulk_create(
            Comment(item=item, organisation=other, text=text, edited_at=now)
            for item, text in zip(items, texts, strict=True)
        )
        CommentRevision.objects.bulk_create(
            CommentRevision(comment=comment, text=comment.text, written_at=now) for comment in comments
        )
        OfficialAnswer.objects.bulk_create(
            OfficialAnswer(item=item, decision="adopted", text=text, published_at=now)
            for item, text in zip(items, texts, strict=True)
        )
        Topic.objects.bulk_create(
            Topic(
                item=item,
                university=other,
                proposed_by=other,
                kind="thesis",
                title=text,
                text=text,
                result=text,
                note=text,
                semester="2026/1",
                due_on=now.date(),
                state="agreed",
            )
            for item, text in zip(items, texts, strict=True)
        )
        talk = Interest.objects.create(item=items[0], organisation=other, message=texts[0])
        InterestMessage.objects.bulk_create(
            InterestMessage(interest=talk, organisation=other, text=text) for text in texts
        )
        print(items[0].pk, talk.pk)


if __name__ == "__main__":
    import django

    django.setup()
    write(sys.argv[1])
