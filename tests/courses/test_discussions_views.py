"""The pages of discussions, and the discussion in a lesson."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from courses.activities.discussion import DiscussionKind
from courses.criteria import Criterion
from courses.models import ActivityProgress, CourseEdition, Enrolment, Group, Post, Report, Run, Snapshot, Thread
from courses.outline import digest_of
from people.models import User
from people.roles import Role
from tests.factories.courses import EditionFactory, EnrolmentFactory, RunFactory, outline_data
from tests.factories.discussions import PostFactory, ThreadFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
AsUser = Callable[[User], Client]
PersonMaker = Callable[..., User]


@pytest.fixture
def run() -> Run:
    return RunFactory.create()


@pytest.fixture
def learner(run: Run) -> User:
    return EnrolmentFactory.create(run=run).learner


@pytest.fixture
def tutor(run: Run) -> User:
    user = UserFactory.create()
    run.tutors.add(user)
    return user


@pytest.fixture
def thread(run: Run) -> Thread:
    thread = ThreadFactory.create(run=run, title="On questions")
    PostFactory.create(thread=thread, text="Why *ask*?")
    return thread


def url(run: Run, rest: str = "") -> str:
    return f"/en/learn/{run.slug}/discussions/{rest}"


def page(response: Any) -> Any:
    return BeautifulSoup(response.content, "html.parser")


def data(text: str = "A thought", **more: Any) -> dict[str, Any]:
    return {"text": text, "key": str(uuid4()), **more}


# --- Doors -------------------------------------------------------------------------------------

PAGES = ["", "forums/{forum}/", "forums/{forum}/new/", "threads/{thread}/", "threads/{thread}/posts/{post}/"]
STAFF_PAGES = ["reports/", "forums/new/", "forums/{forum}/change/"]
ACTIONS = ["posts/{post}/show/", "posts/{post}/keep/", "threads/{thread}/moderate/"]


def filled(path: str, thread: Thread) -> str:
    return url(thread.run, path.format(forum=thread.forum_id, thread=thread.pk, post=thread.posts.get().pk))


@pytest.mark.parametrize("path", [*PAGES, *STAFF_PAGES, "people/?q=ain"])
def test_a_visitor_is_asked_to_log_in(client: Client, thread: Thread, path: str) -> None:
    response = client.get(filled(path, thread))
    assert response.status_code == 302
    assert "/account/login/" in response["Location"]


@pytest.mark.parametrize("path", [*PAGES, "posts/{post}/report/", "people/?q=ain"])
def test_who_has_no_part_is_refused(as_user: AsUser, thread: Thread, person_with: PersonMaker, path: str) -> None:
    gone = EnrolmentFactory.create(run=thread.run, state=Enrolment.State.WITHDRAWN).learner
    for stranger in (UserFactory.create(), gone, person_with(Role.REGISTRAR), person_with(Role.TUTOR)):
        assert as_user(stranger).get(filled(path, thread)).status_code == 403


@pytest.mark.parametrize("path", PAGES)
def test_learners_and_tutors_come_in(
    as_user: AsUser, thread: Thread, learner: User, tutor: User, *, person_with: PersonMaker, path: str
) -> None:
    for person in (learner, tutor, person_with(Role.METHODOLOGIST)):
        assert as_user(person).get(filled(path, thread), follow=True).status_code == 200


@pytest.mark.parametrize("path", STAFF_PAGES)
def test_the_pages_of_moderators_are_theirs(
    as_user: AsUser, thread: Thread, learner: User, tutor: User, path: str
) -> None:
    assert as_user(learner).get(filled(path, thread)).status_code == 403
    assert as_user(tutor).get(filled(path, thread)).status_code == 200


@pytest.mark.parametrize("path", ACTIONS)
def test_what_changes_something_takes_a_post_of_a_moderator(
    as_user: AsUser, thread: Thread, learner: User, tutor: User, path: str
) -> None:
    lock = {"lock": "1"}
    assert as_user(learner).post(filled(path, thread), lock).status_code == 403
    assert as_user(tutor).get(filled(path, thread)).status_code == 405
    assert as_user(tutor).post(filled(path, thread), lock).status_code == 302


def test_a_thread_of_a_group_is_not_found_by_others(as_user: AsUser, run: Run, learner: User) -> None:
    group = Group.objects.create(run=run, name="North")
    thread = ThreadFactory.create(run=run, group=group, of_group=True, title="A secret")
    PostFactory.create(thread=thread)
    for path in ("threads/{thread}/", "posts/{post}/report/"):
        assert as_user(learner).get(filled(path, thread)).status_code == 404
    assert as_user(learner).post(filled("threads/{thread}/write/", thread), data()).status_code == 404
    assert "A secret" not in as_user(learner).get(filled("forums/{forum}/", thread)).content.decode()


# --- Reading and writing -----------------------------------------------------------------------


def test_one_begins_a_thread_without_scripts(as_user: AsUser, run: Run, learner: User) -> None:
    browser = as_user(learner)
    form = page(browser.get(url(run, f"forums/{run.forums.get().pk}/new/")))
    key = form.select_one("input[name=key]")["value"]
    sent = {"title": "On questions", "text": "Why *ask*?", "key": key}
    response = browser.post(url(run, f"forums/{run.forums.get().pk}/new/"), sent, follow=True)
    shown = page(response)
    assert shown.h1.text == "On questions"
    assert str(shown.select_one(".post__text")) == '<div class="post__text prose"><p>Why <em>ask</em>?</p></div>'


def test_a_refused_post_keeps_what_was_written(as_user: AsUser, thread: Thread, learner: User) -> None:
    Thread.objects.update(is_locked=False)
    for _number in range(5):
        PostFactory.create(thread=thread, author=learner, created_at=timezone.now())
    response = as_user(learner).post(filled_write(thread), data("Long and good"))
    assert response.status_code == 422
    assert "Wait a minute" in response.content.decode()
    assert page(response).select_one("textarea").text.strip() == "Long and good"
    assert not Post.objects.filter(text="Long and good").exists()


def filled_write(thread: Thread) -> str:
    return url(thread.run, f"threads/{thread.pk}/write/")


def test_a_reply_is_written_under_what_it_answers(as_user: AsUser, thread: Thread, learner: User) -> None:
    root = thread.posts.get()
    browser = as_user(learner)
    asked = page(browser.get(url(thread.run, f"threads/{thread.pk}/?reply={root.pk}")))
    assert f"Reply to {root.author.get_full_name()}" in asked.select_one("#write-title").text
    assert asked.select_one("input[name=reply_to]")["value"] == str(root.pk)
    response = browser.post(filled_write(thread), data("Because", reply_to=root.pk))
    reply = Post.objects.get(text="Because")
    assert reply.root == root
    assert response["Location"] == url(thread.run, f"threads/{thread.pk}/#post-{reply.pk}")


@pytest.mark.parametrize("reply", ["0", "999999", "x", ""])
def test_a_reply_to_nothing_is_a_post(as_user: AsUser, thread: Thread, learner: User, reply: str) -> None:
    response = as_user(learner).get(url(thread.run, f"threads/{thread.pk}/?reply={reply}"))
    assert response.status_code == 200


def test_a_link_leads_to_the_page_a_post_is_on(as_user: AsUser, thread: Thread, learner: User) -> None:
    posts = [PostFactory.create(thread=thread) for _number in range(60)]
    reply = PostFactory.create(thread=thread, root=posts[0])
    browser = as_user(learner)
    here = url(thread.run, f"threads/{thread.pk}/")
    assert browser.get(f"{here}posts/{posts[55].pk}/")["Location"] == f"{here}?page=2#post-{posts[55].pk}"
    assert browser.get(f"{here}posts/{reply.pk}/")["Location"] == f"{here}#post-{reply.pk}"
    second = page(browser.get(f"{here}?page=2"))
    assert second.select_one(f"#post-{posts[55].pk}")


def test_one_changes_hides_and_reports_through_pages(
    as_user: AsUser, thread: Thread, learner: User, tutor: User
) -> None:
    post = PostFactory.create(thread=thread, author=learner, text="First")
    assert as_user(learner).get(url(thread.run, f"posts/{post.pk}/edit/")).status_code == 200
    as_user(learner).post(url(thread.run, f"posts/{post.pk}/edit/"), {"text": "Better"})
    post.refresh_from_db()
    assert post.text == "Better"
    report = url(thread.run, f"posts/{thread.posts.all()[0].pk}/report/")
    assert as_user(learner).post(report, {"text": " "}).status_code == 422
    assert as_user(learner).post(report, {"text": "Rude"}).status_code == 302
    queue = as_user(tutor).get(url(thread.run, "reports/")).content.decode()
    assert "Rude" in queue
    hide = url(thread.run, f"posts/{thread.posts.all()[0].pk}/hide/")
    assert as_user(tutor).post(hide, {"text": "It is"}).status_code == 302
    assert Report.objects.get().outcome == "hidden"
    shown = as_user(learner).get(url(thread.run, f"threads/{thread.pk}/")).content.decode()
    assert "hidden by a moderator" in shown
    assert "Why <em>ask" not in shown
    assert as_user(learner).get(hide).status_code == 403
    assert as_user(learner).post(hide, {"text": "Rude"}).status_code == 403


def test_what_a_post_said_is_not_read_through_the_pages_that_change_it(
    as_user: AsUser, thread: Thread, learner: User, tutor: User
) -> None:
    post = PostFactory.create(thread=thread, author=EnrolmentFactory.create(run=thread.run).learner, text="In anger")
    author = as_user(post.author)
    author.post(url(thread.run, f"posts/{post.pk}/edit/"), {"text": "In cold blood"})
    assert "In anger" in author.get(url(thread.run, f"posts/{post.pk}/edit/")).content.decode()
    for reader in (learner, tutor):
        assert as_user(reader).get(url(thread.run, f"posts/{post.pk}/edit/")).status_code == 403
    assert "In cold blood" in as_user(learner).get(url(thread.run, f"posts/{post.pk}/report/")).content.decode()
    as_user(tutor).post(url(thread.run, f"posts/{post.pk}/hide/"), {"text": "Rude"})
    for reader in (learner, post.author):
        for action in ("edit", "hide", "report"):
            response = as_user(reader).get(url(thread.run, f"posts/{post.pk}/{action}/"))
            assert response.status_code == 403
            assert "In cold blood" not in response.content.decode()


def test_a_post_is_changed_for_half_an_hour(as_user: AsUser, thread: Thread, learner: User) -> None:
    old = timezone.now() - timedelta(minutes=31)
    post = PostFactory.create(thread=thread, author=learner, text="First", created_at=old)
    here = url(thread.run, f"posts/{post.pk}/edit/")
    assert as_user(learner).get(here).status_code == 403
    assert as_user(learner).post(here, {"text": "Better"}).status_code == 403
    post.refresh_from_db()
    assert post.text == "First"


def test_one_follows_and_stops(as_user: AsUser, thread: Thread, learner: User) -> None:
    browser = as_user(learner)
    here = url(thread.run, f"threads/{thread.pk}/")
    browser.post(url(thread.run, "follow/"), {"thread": thread.pk, "on": "1"})
    assert "Do not follow" in browser.get(here).content.decode()
    browser.post(url(thread.run, "follow/"), {"thread": thread.pk, "on": "0"})
    assert "Do not follow" not in browser.get(here).content.decode()
    assert browser.post(url(thread.run, "follow/"), {"forum": "x", "on": "1"}).status_code == 404


def test_a_tutor_adds_a_forum_and_changes_it(as_user: AsUser, run: Run, tutor: User) -> None:
    names = {"labels_en": "Mathematics"}
    assert as_user(tutor).post(url(run, "forums/new/"), names).status_code == 302
    forum = run.forums.latest("pk")
    assert str(forum) == "Mathematics"
    as_user(tutor).post(url(run, f"forums/{forum.pk}/change/"), {"labels_en": "Algebra", "is_for_staff": "on"})
    forum.refresh_from_db()
    assert (str(forum), forum.is_for_staff) == ("Algebra", True)


def test_names_are_suggested_to_those_who_take_part(as_user: AsUser, run: Run, learner: User) -> None:
    EnrolmentFactory.create(run=run, learner__family_name="Сейтқали", learner__given_name="Айгүл")
    UserFactory.create(family_name="Сейтқали", given_name="Stranger")
    found = page(as_user(learner).get(url(run, "people/?q=сейт")))
    assert [option["data-name"] for option in found.select("[role=option]")] == ["Сейтқали Айгүл Bekovna"]
    by_address = page(as_user(learner).get(url(run, "people/?q=example.org")))
    assert not by_address.select("[role=option]")
    assert as_user(learner).get(url(run, "people/?q=с")).status_code == 404


def test_an_address_of_nobody_in_particular_is_never_shown(as_user: AsUser, thread: Thread, learner: User) -> None:
    html = as_user(learner).get(url(thread.run, f"threads/{thread.pk}/")).content.decode()
    assert thread.author.email not in html


@pytest.mark.parametrize("path", ["", "forums/{forum}/", "threads/{thread}/"])
def test_pages_cost_the_same_at_two_sizes(
    as_user: AsUser,
    thread: Thread,
    learner: User,
    path: str,
    django_assert_max_num_queries: Any,
) -> None:
    browser = as_user(learner)
    target = url(thread.run, path.format(forum=thread.forum_id, thread=thread.pk))
    browser.get(target)
    with django_assert_max_num_queries(14) as few:
        browser.get(target)
    root = thread.posts.get()
    for number in range(60):
        PostFactory.create(thread=thread, author=EnrolmentFactory.create(run=thread.run).learner, root=root)
        if number < 20:
            ThreadFactory.create(run=thread.run)
    with django_assert_max_num_queries(len(few.captured_queries)):
        browser.get(target)


# --- In a lesson -------------------------------------------------------------------------------


def lesson_edition(
    posts: int = 1, *, by_group: bool = False, discussions: int = 1
) -> tuple[CourseEdition, UUID, list[str]]:
    """An edition whose first lesson ends with discussions."""
    outline = outline_data(1, 1)
    lesson = outline["modules"][0]["lessons"][0]
    blocks = [str(uuid4()) for _number in range(discussions)]
    body = [
        {"type": "discussion", "id": block, "value": {"prompt": "What would you ask?", "posts": posts}}
        for block in blocks
    ]
    for language in lesson["snapshots"]:
        content = {"title": f"Lesson {language}", "body": body}
        digest = digest_of(content)
        Snapshot.objects.get_or_create(digest=digest, defaults={"content": content})
        lesson["snapshots"][language] = digest
    for block in blocks:
        settings = DiscussionKind().settings({"posts": posts, "by_group": by_group})
        lesson["activities"].append(
            {"block": block, "kind": "discussion", "criterion": "submitted", "weight": 1, "settings": settings}
        )
    return EditionFactory.create(outline_data=outline), UUID(lesson["key"]), blocks


def in_lesson(posts: int = 1, **how: Any) -> tuple[Enrolment, UUID, list[str]]:
    edition, lesson, blocks = lesson_edition(posts, **how)
    return EnrolmentFactory.create(run=RunFactory.create(edition=edition)), lesson, blocks


def is_done(enrolment: Enrolment, block: str) -> bool:
    rows = ActivityProgress.objects.filter(enrolment=enrolment, block=block, completed_at__isnull=False)
    return rows.exists()


def test_the_discussion_is_in_the_lesson_and_done_when_one_has_written(as_user: AsUser) -> None:
    enrolment, lesson, (block,) = in_lesson()
    browser = as_user(enrolment.learner)
    here = f"/en/learn/{enrolment.run.slug}/{lesson}/"
    shown = page(browser.get(here))
    assert "What would you ask?" in shown.select_one(f"#discussion-{block}").text
    form = shown.select_one(f"#discussion-{block} form")
    assert form["action"] == url(enrolment.run, f"lessons/{lesson}/{block}/")
    assert not is_done(enrolment, block)
    sent = {field["name"]: field.get("value", "") for field in form.select("input")} | {"text": "Why?"}
    response = browser.post(form["action"], sent)
    assert response["Location"] == f"{here}#discussion-{block}"
    assert is_done(enrolment, block)
    assert "Why?" in page(browser.get(here)).select_one(f"#discussion-{block} .post__text").text
    thread = Thread.objects.get()
    assert (str(thread.lesson), str(thread.block)) == (str(lesson), block)
    assert page(browser.get(url(enrolment.run, f"threads/{thread.pk}/"))).h1.text == "Lesson 1"


def test_as_many_posts_as_the_author_asks_for(as_user: AsUser) -> None:
    enrolment, lesson, (block,) = in_lesson(posts=2)
    browser = as_user(enrolment.learner)
    address = url(enrolment.run, f"lessons/{lesson}/{block}/")
    once = data("First")
    browser.post(address, once)
    browser.post(address, once)
    assert not is_done(enrolment, block)
    browser.post(address, data("Second"))
    assert is_done(enrolment, block)


def test_an_answer_on_the_threads_own_page_counts_as_well(as_user: AsUser) -> None:
    enrolment, lesson, (block,) = in_lesson(posts=2)
    browser = as_user(enrolment.learner)
    browser.post(url(enrolment.run, f"lessons/{lesson}/{block}/"), data())
    browser.post(filled_write(Thread.objects.get()), data())
    assert is_done(enrolment, block)


def test_groups_talk_among_themselves_where_the_author_wants_it(as_user: AsUser) -> None:
    edition, lesson, (block,) = lesson_edition(by_group=True)
    run = RunFactory.create(edition=edition)
    groups = [Group.objects.create(run=run, name=name) for name in ("North", "South")]
    learners = [EnrolmentFactory.create(run=run, group=group).learner for group in groups]
    alone = EnrolmentFactory.create(run=run).learner
    for person in (*learners, alone):
        as_user(person).post(url(run, f"lessons/{lesson}/{block}/"), data(f"I am {person.pk}"))
    assert Thread.objects.count() == 3
    html = as_user(learners[0]).get(f"/en/learn/{run.slug}/{lesson}/").content.decode()
    assert f"I am {learners[0].pk}" in html
    assert f"I am {learners[1].pk}" not in html
    listed = as_user(learners[0]).get(url(run)).content.decode()
    assert "group “North”" in listed
    assert "group “South”" not in listed


def test_before_anybody_wrote_the_discussion_is_the_lesson(as_user: AsUser, tutor: User) -> None:
    enrolment, lesson, (block,) = in_lesson()
    address = url(enrolment.run, f"lessons/{lesson}/{block}/")
    response = as_user(enrolment.learner).get(address)
    assert response["Location"] == f"/en/learn/{enrolment.run.slug}/{lesson}/#discussion-{block}"
    as_user(enrolment.learner).post(address, data())
    response = as_user(enrolment.learner).get(address)
    assert response["Location"] == url(enrolment.run, f"threads/{Thread.objects.get().pk}/")


def test_nobody_writes_about_an_activity_that_is_no_discussion(as_user: AsUser) -> None:
    enrolment, lesson, _blocks = in_lesson()
    browser = as_user(enrolment.learner)
    assert browser.post(url(enrolment.run, f"lessons/{lesson}/{uuid4()}/"), data()).status_code == 404
    assert browser.post(url(enrolment.run, f"lessons/{lesson}/{UUID(int=0)}/"), data()).status_code == 404
    assert not Thread.objects.exists()


def test_a_stranger_does_not_write_in_a_lesson(as_user: AsUser) -> None:
    enrolment, lesson, (block,) = in_lesson()
    address = url(enrolment.run, f"lessons/{lesson}/{block}/")
    assert as_user(UserFactory.create()).post(address, data()).status_code == 403
    assert not Thread.objects.exists()


@pytest.mark.parametrize("discussions", [1, 6])
def test_a_lesson_of_many_discussions_costs_what_one_of_one_does(
    as_user: AsUser, discussions: int, django_assert_max_num_queries: Any
) -> None:
    enrolment, lesson, blocks = in_lesson(discussions=discussions)
    for block in blocks:
        thread = ThreadFactory.create(run=enrolment.run, forum=None, lesson=lesson, block=block)
        for _number in range(5):
            PostFactory.create(thread=thread)
    browser = as_user(enrolment.learner)
    browser.get(f"/en/learn/{enrolment.run.slug}/{lesson}/")
    with django_assert_max_num_queries(10):
        shown = page(browser.get(f"/en/learn/{enrolment.run.slug}/{lesson}/"))
    assert len(shown.select(".posts--brief .post")) == discussions * 3


@pytest.mark.parametrize(
    ("value", "settings"),
    [
        ({"posts": 3, "by_group": True}, {"posts": 3, "by_group": True}),
        ({}, {"posts": 1, "by_group": False}),
        ({"posts": None}, {"posts": 1, "by_group": False}),
        ({"posts": 9999}, {"posts": 1, "by_group": False}),
    ],
)
def test_what_is_frozen_into_an_edition(value: dict[str, Any], settings: dict[str, Any]) -> None:
    assert DiscussionKind().settings(value) == settings
    assert DiscussionKind().default == Criterion.SUBMITTED
