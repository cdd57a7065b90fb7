"""A discussion in a lesson: a question, and a thread of the run in which learners answer it and one another."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.activities.kinds import ActivityKind, Place
from courses.criteria import Criterion

LATEST = 3
MOST_POSTS = 20


class DiscussionBlock(blocks.StructBlock):
    """What an author fills in."""

    prompt = blocks.TextBlock(label=_("What to discuss"), help_text=_("A question that has more than one good answer."))
    posts = blocks.IntegerBlock(
        min_value=1,
        max_value=MOST_POSTS,
        default=1,
        label=_("Posts asked for"),
        help_text=_("So many a learner writes before the activity counts as done."),
    )
    by_group = blocks.BooleanBlock(
        required=False,
        label=_("Each group by itself"),
        help_text=_("Learners who are in a group of the run talk among themselves."),
    )

    class Meta:
        icon = "comment"
        template = "courses/blocks/discussion.html"
        preview_value = {"prompt": "Which of your pupils would this lesson have lost, and when?", "posts": 1}
        description = _("Learners write, and answer one another.")


class DiscussionKind(ActivityKind):
    """Complete when the learner has written as many posts as the author asks for."""

    name = "discussion"
    label = _("Discussion")
    icon = "comment"
    block = DiscussionBlock
    criteria = (Criterion.SUBMITTED, Criterion.VIEW, Criterion.BUTTON, Criterion.NONE)

    def settings(self, value: Mapping[str, Any]) -> dict[str, Any]:
        """How many posts, and whether each group has a thread of its own."""
        posts = value.get("posts")
        wanted = posts if isinstance(posts, int) and 1 <= posts <= MOST_POSTS else 1
        return {"posts": wanted, "by_group": bool(value.get("by_group"))}

    def render(self, place: Place) -> SafeString:
        """One by itself."""
        return self.render_all([place])[0]

    def render_all(self, places: Sequence[Place]) -> list[SafeString]:
        """The question, what was written last, and the form. Three queries for all discussions of a lesson."""
        found = _threads(places)
        return [self._draw(place, found.get(str(place.activity.block), {})) for place in places]

    def _draw(self, place: Place, found: Mapping[str, Any]) -> SafeString:
        # Looked up when a lesson is shown: this module is imported while models are still being made.
        from courses.discussions.forms import PostForm

        block = place.activity.block
        context = {
            "place": place,
            "prompt": place.value.get("prompt", ""),
            "needed": place.activity.settings.get("posts", 1),
            "thread": found.get("thread"),
            "own": found.get("own", 0),
            "latest": found.get("latest", []),
            "run": place.enrolment.run if place.enrolment else None,
            "form": PostForm(auto_id=f"discussion-{block}-%s") if place.enrolment else None,
        }
        return SafeString(render_to_string("courses/discussions/activity.html", context, place.request))


def _threads(places: Sequence[Place]) -> dict[str, dict[str, Any]]:
    """By block: the thread the learner sees, how many posts are theirs, and the latest ones."""
    from courses.models import Post, Thread

    enrolment = places[0].enrolment
    if enrolment is None:
        return {}
    blocks_ = [place.activity.block for place in places]
    threads = Thread.objects.filter(run=enrolment.run_id, lesson=places[0].activity.lesson, block__in=blocks_)
    by_group = {str(place.activity.block): bool(place.activity.settings.get("by_group")) for place in places}
    group = enrolment.group_id
    chosen = {
        thread.pk: thread
        for thread in threads
        if (thread.group_id == group if by_group[str(thread.block)] and group else not thread.of_group)
    }
    if not chosen:
        return {}
    mine = Post.objects.shown().filter(thread__in=chosen, author=enrolment.learner_id).order_by()
    if enrolment.attempt > 1:
        mine = mine.filter(created_at__gt=enrolment.attempt_began_at)
    counted = dict(mine.values_list("thread").annotate(number=Count("pk")))
    latest = Post.objects.shown().filter(thread__in=chosen).select_related("author")
    place_of = Window(RowNumber(), partition_by=F("thread"), order_by=[F("created_at").desc(), F("pk").desc()])
    found = {pk: {"thread": thread, "own": counted.get(pk, 0), "latest": []} for pk, thread in chosen.items()}
    for post in latest.annotate(place=place_of).filter(place__lte=LATEST).order_by("created_at", "pk"):
        found[post.thread_id]["latest"].append({"post": post, "html": SafeString(post.html)})
    return {str(thread.block): found[pk] for pk, thread in chosen.items()}
