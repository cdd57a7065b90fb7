"""Discussions: who takes part, writing, editing, following, calling, moderating, reporting."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from wagtail.models import ModelLogEntry

from courses.discussions import moderation, writing
from courses.discussions.access import Participant, participant_in, participants
from courses.discussions.reading import follows, open_reports, thread_page
from courses.discussions.writing import Draft, TooQuickError
from courses.models import Enrolment, Group, Post, Report, Run, Thread
from people import personal_data
from people.localised import LocalisedText
from people.models import Notification, Organisation, User
from people.roles import Role
from tests.factories.courses import EnrolmentFactory, RunFactory
from tests.factories.discussions import PostFactory, ThreadFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
Committing = Callable[..., AbstractContextManager[Any]]
PersonMaker = Callable[..., User]


def draft(text: str = "A thought", key: UUID | None = None) -> Draft:
    return Draft(text, key or uuid4())


def learner_in(run: Run, **fields: Any) -> Participant:
    """A new learner of the run."""
    enrolment = EnrolmentFactory.create(run=run, **fields)
    return who(run, enrolment.learner)


def who(run: Run, user: User) -> Participant:
    found = participant_in(run, user)
    assert found is not None
    return found


def tutor_of(run: Run) -> Participant:
    user = UserFactory.create()
    run.tutors.add(user)
    return who(run, user)


def told(user: User, kind: str = "") -> list[str]:
    rows = Notification.objects.of(user).order_by("pk")
    return list((rows.filter(kind=f"courses.{kind}") if kind else rows).values_list("text", flat=True))


@pytest.fixture
def run(school: Organisation) -> Run:
    return RunFactory.create(organisation=school)


@pytest.fixture
def thread(run: Run) -> Thread:
    return writing.start_thread(run.forums.get(), learner_in(run), "On questions", draft())


# --- Who takes part ----------------------------------------------------------------------------


@pytest.mark.parametrize("state", [Enrolment.State.ACTIVE, Enrolment.State.COMPLETED])
def test_who_learns_or_has_learnt_takes_part(run: Run, state: str) -> None:
    person = learner_in(run, state=state)
    assert not person.moderates
    assert person.groups == frozenset()


OUTSIDE = [state for state in Enrolment.State if state not in (Enrolment.State.ACTIVE, Enrolment.State.COMPLETED)]


@pytest.mark.parametrize("state", OUTSIDE)
def test_who_has_left_or_waits_is_outside(run: Run, state: str) -> None:
    assert participant_in(run, EnrolmentFactory.create(run=run, state=state).learner) is None


@pytest.mark.parametrize("role", [Role.METHODOLOGIST, Role.ADMINISTRATOR])
def test_who_leads_the_organisation_moderates(run: Run, person_with: PersonMaker, role: Role) -> None:
    assert who(run, person_with(role, organisation=run.organisation)).moderates
    assert who(run, person_with(role)).moderates


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.METHODOLOGIST, Role.ADMINISTRATOR)])
def test_other_roles_have_no_part(run: Run, person_with: PersonMaker, role: Role) -> None:
    assert participant_in(run, person_with(role, organisation=run.organisation)) is None


def test_a_methodologist_of_another_organisation_has_no_part(
    run: Run, person_with: PersonMaker, elsewhere: Organisation
) -> None:
    assert participant_in(run, person_with(Role.METHODOLOGIST, organisation=elsewhere)) is None


def test_a_run_of_no_organisation_is_led_by_who_holds_the_role_everywhere(
    person_with: PersonMaker, school: Organisation
) -> None:
    run = RunFactory.create(organisation=None)
    assert who(run, person_with(Role.METHODOLOGIST)).moderates
    assert participant_in(run, person_with(Role.METHODOLOGIST, organisation=school)) is None


def test_a_closed_account_has_no_part(run: Run) -> None:
    user = EnrolmentFactory.create(run=run, learner__is_active=False).learner
    assert participant_in(run, user) is None


# --- Writing -----------------------------------------------------------------------------------


def test_a_run_begins_with_a_forum(run: Run) -> None:
    assert str(run.forums.get()) == "General discussion"


def test_a_thread_begins_with_its_first_post(run: Run) -> None:
    person = learner_in(run)
    thread = writing.start_thread(run.forums.get(), person, "  On \n questions ", draft("*Why* ask?"))
    post = thread.posts.get()
    assert thread.title == "On questions"
    assert post.html == "<p><em>Why</em> ask?</p>"
    thread.refresh_from_db()
    assert (thread.post_count, thread.author) == (1, person.user)


def test_a_form_sent_twice_makes_one_thread_and_one_post(run: Run) -> None:
    person, once = learner_in(run), draft()
    first = writing.start_thread(run.forums.get(), person, "Title", once)
    assert writing.start_thread(run.forums.get(), person, "Title", once) == first
    again = draft()
    assert writing.write_post(first, person, again) == writing.write_post(first, person, again)
    first.refresh_from_db()
    assert first.post_count == Post.objects.count() == 2


def test_replies_stand_one_level_deep(run: Run, thread: Thread) -> None:
    person = learner_in(run)
    root = thread.posts.get()
    reply = writing.write_post(thread, person, draft("First"), reply_to=root)
    beside = writing.write_post(thread, person, draft("Second"), reply_to=reply)
    later = writing.write_post(thread, person, draft("Third"))
    assert (reply.root, beside.root, later.root) == (root, root, None)
    assert list(thread.posts.in_order()) == [root, reply, beside, later]


@pytest.mark.parametrize("text", ["", "   \n ", "x" * 20_001])
def test_an_empty_or_endless_post_is_refused(run: Run, thread: Thread, text: str) -> None:
    with pytest.raises(ValidationError):
        writing.write_post(thread, learner_in(run), draft(text))
    assert thread.posts.count() == 1


def test_one_who_writes_too_quickly_waits(run: Run, thread: Thread) -> None:
    person, now = learner_in(run), timezone.now()
    for second in range(5):
        writing.write_post(thread, person, draft(), at=now + timedelta(seconds=second))
    with pytest.raises(TooQuickError, match="Wait a minute"):
        writing.write_post(thread, person, draft(), at=now + timedelta(seconds=30))
    writing.write_post(thread, person, draft(), at=now + timedelta(seconds=90))


def test_nothing_is_added_to_a_locked_thread_but_by_who_moderates(run: Run, thread: Thread) -> None:
    tutor = tutor_of(run)
    moderation.set_locked(thread, tutor, on=True)
    with pytest.raises(PermissionDenied, match="closed"):
        writing.write_post(thread, learner_in(run), draft())
    assert writing.write_post(thread, tutor, draft())


def test_a_thread_of_another_run_is_not_ones_own(thread: Thread) -> None:
    stranger = learner_in(RunFactory.create())
    with pytest.raises(PermissionDenied):
        writing.write_post(thread, stranger, draft())
    with pytest.raises(PermissionDenied):
        writing.start_thread(thread.run.forums.get(), stranger, "Title", draft())
    with pytest.raises(PermissionDenied):
        writing.follow(stranger, thread=thread, on=True)
    with pytest.raises(PermissionDenied):
        moderation.report_post(thread.posts.get(), stranger, "Rude")


def test_a_reply_answers_a_post_of_the_same_thread_that_can_be_seen(run: Run, thread: Thread) -> None:
    person = learner_in(run)
    other = PostFactory.create(thread=ThreadFactory.create(run=run))
    with pytest.raises(ValidationError):
        writing.write_post(thread, person, draft(), reply_to=other)
    hidden = moderation.hide_post(thread.posts.get(), tutor_of(run), "Rude")
    with pytest.raises(ValidationError):
        writing.write_post(thread, person, draft(), reply_to=hidden)


def test_in_some_forums_staff_begin_and_learners_answer(run: Run) -> None:
    tutor, learner = tutor_of(run), learner_in(run)
    forum = moderation.save_forum(
        None, tutor, labels=LocalisedText(en="News"), description=LocalisedText(), is_for_staff=True
    )
    with pytest.raises(PermissionDenied):
        writing.start_thread(forum, learner, "Mine", draft())
    thread = writing.start_thread(forum, tutor, "Welcome", draft())
    assert writing.write_post(thread, learner, draft())


# --- Editing -----------------------------------------------------------------------------------


def test_an_author_edits_for_half_an_hour_and_the_former_text_is_kept(run: Run, thread: Thread) -> None:
    person = who(run, thread.author)
    post = thread.posts.get()
    changed = writing.edit_post(post, person, "Better", at=post.created_at + timedelta(minutes=29))
    assert changed.html == "<p>Better</p>"
    assert changed.edited_at
    assert [version.text for version in post.versions.all()] == ["A thought"]
    with pytest.raises(PermissionDenied, match="half an hour"):
        writing.edit_post(post, person, "Best", at=post.created_at + timedelta(minutes=31))


def test_an_edit_that_changes_nothing_leaves_no_trace(run: Run, thread: Thread) -> None:
    post = writing.edit_post(thread.posts.get(), who(run, thread.author), " A thought ")
    assert post.edited_at is None
    assert not post.versions.exists()


def test_nobody_edits_somebody_elses_post(run: Run, thread: Thread) -> None:
    for person in (learner_in(run), tutor_of(run)):
        with pytest.raises(PermissionDenied):
            writing.edit_post(thread.posts.get(), person, "Changed")


def test_a_hidden_or_locked_post_is_not_edited(run: Run, thread: Thread) -> None:
    tutor, author = tutor_of(run), who(run, thread.author)
    moderation.set_locked(thread, tutor, on=True)
    with pytest.raises(PermissionDenied):
        writing.edit_post(thread.posts.get(), author, "Changed")
    moderation.set_locked(thread, tutor, on=False)
    moderation.hide_post(thread.posts.get(), tutor, "Rude")
    with pytest.raises(PermissionDenied):
        writing.edit_post(thread.posts.get(), author, "Changed")


# --- Being told --------------------------------------------------------------------------------


def test_who_wrote_is_told_of_what_follows_and_not_of_their_own(run: Run, thread: Thread) -> None:
    second = learner_in(run)
    writing.write_post(thread, second, draft("I *agree*"))
    assert told(thread.author, "reply") == [f"{second.user} wrote in “On questions”"]
    assert told(second.user) == []
    writing.write_post(thread, who(run, thread.author), draft())
    assert len(told(second.user, "reply")) == 1


def test_a_followed_forum_tells_of_every_thread_unless_one_is_switched_off(run: Run, thread: Thread) -> None:
    reader = learner_in(run)
    writing.follow(reader, forum=run.forums.get(), on=True)
    assert follows(reader, thread=thread)
    writing.write_post(thread, learner_in(run), draft())
    assert len(told(reader.user)) == 1
    writing.follow(reader, thread=thread, on=False)
    assert not follows(reader, thread=thread)
    assert follows(reader, forum=run.forums.get())
    writing.write_post(thread, learner_in(run), draft())
    assert len(told(reader.user)) == 1


def test_who_switched_a_thread_off_is_not_subscribed_by_writing_again(run: Run, thread: Thread) -> None:
    author = who(run, thread.author)
    writing.follow(author, thread=thread, on=False)
    writing.write_post(thread, author, draft())
    assert not follows(author, thread=thread)


def test_who_is_called_is_told_once_and_as_called(run: Run, thread: Thread) -> None:
    called = learner_in(run, learner__family_name="Сейтқали", learner__given_name="Айгүл")
    writing.follow(called, thread=thread, on=True)
    post = writing.write_post(thread, learner_in(run), draft("Ask @Сейтқали Айгүл about it"))
    assert [text for text in told(called.user) if "mentioned" in text] == told(called.user)
    assert "<strong>@Сейтқали Айгүл</strong>" in post.html


def test_nobody_outside_the_run_is_called(run: Run, thread: Thread) -> None:
    stranger = UserFactory.create(family_name="Сейтқали", given_name="Айгүл")
    gone = EnrolmentFactory.create(run=run, state="withdrawn", learner__family_name="Ким", learner__given_name="Ан")
    post = writing.write_post(thread, learner_in(run), draft("@Сейтқали Айгүл @Ким Ан"))
    assert told(stranger) == told(gone.learner) == []
    assert "<strong>" not in post.html


def test_who_has_left_is_told_nothing_more(run: Run, thread: Thread) -> None:
    Enrolment.objects.filter(learner=thread.author).update(state=Enrolment.State.WITHDRAWN)
    writing.write_post(thread, learner_in(run), draft())
    assert told(thread.author) == []


def test_telling_costs_the_same_for_few_and_many_readers(
    run: Run, thread: Thread, django_assert_max_num_queries: Any
) -> None:
    person = learner_in(run)
    for _number in range(25):
        writing.follow(learner_in(run), thread=thread, on=True)
    with django_assert_max_num_queries(18):
        writing.write_post(thread, person, draft("Hello @Nobody Here"))
    assert Notification.objects.count() == 26


# --- Groups ------------------------------------------------------------------------------------


@pytest.fixture
def group(run: Run) -> Group:
    return Group.objects.create(run=run, name="North")


def test_a_thread_of_a_group_is_read_by_the_group_and_its_tutors(run: Run, group: Group) -> None:
    member, other = learner_in(run, group=group), learner_in(run)
    thread = writing.start_thread(run.forums.get(), member, "Among us", draft(), group=group)
    group_tutor = UserFactory.create()
    group.tutors.add(group_tutor)
    assert who(run, group_tutor).moderates_in(thread)
    assert tutor_of(run).moderates_in(thread)
    assert not other.sees(thread)
    with pytest.raises(PermissionDenied):
        writing.write_post(thread, other, draft())
    assert not Thread.objects.visible_to(other).exists()
    assert other.user not in participants(run, thread)
    assert {member.user, group_tutor} <= set(participants(run, thread))


def test_nobody_begins_a_thread_of_a_group_they_are_not_in(run: Run, group: Group) -> None:
    with pytest.raises(PermissionDenied):
        writing.start_thread(run.forums.get(), learner_in(run), "Among them", draft(), group=group)
    foreign = Group.objects.create(run=RunFactory.create(), name="Elsewhere")
    with pytest.raises(PermissionDenied):
        writing.start_thread(run.forums.get(), tutor_of(run), "There", draft(), group=foreign)


def test_a_tutor_of_a_group_moderates_that_group_alone(run: Run, group: Group, thread: Thread) -> None:
    tutor = UserFactory.create()
    group.tutors.add(tutor)
    person = who(run, tutor)
    assert person.sees(thread)
    assert not person.moderates_in(thread)
    with pytest.raises(PermissionDenied):
        moderation.hide_post(thread.posts.get(), person, "Rude")
    with pytest.raises(PermissionDenied):
        moderation.save_forum(
            None, person, labels=LocalisedText(en="Mine"), description=LocalisedText(), is_for_staff=False
        )


def test_what_a_group_wrote_is_not_shown_to_all_when_the_group_goes(run: Run, group: Group) -> None:
    thread = writing.start_thread(run.forums.get(), learner_in(run, group=group), "Among us", draft(), group=group)
    group.delete()
    thread.refresh_from_db()
    assert not learner_in(run).sees(thread)
    assert tutor_of(run).sees(thread)


# --- Moderating --------------------------------------------------------------------------------


def test_a_post_is_hidden_with_a_reason_its_author_is_told(run: Run, thread: Thread) -> None:
    tutor = tutor_of(run)
    post = moderation.hide_post(thread.posts.get(), tutor, "  It names  a pupil ")
    assert (post.hidden_by, post.hidden_reason) == (tutor.user, "It names a pupil")
    assert Notification.objects.of(thread.author).get().detail == "Reason: It names a pupil"
    assert ModelLogEntry.objects.get(action="courses.hide_post").user == tutor.user
    assert not moderation.show_post(post, tutor).is_hidden


def test_hiding_needs_a_reason_and_the_right(run: Run, thread: Thread) -> None:
    post = thread.posts.get()
    with pytest.raises(ValidationError):
        moderation.hide_post(post, tutor_of(run), "  ")
    for person in (learner_in(run), who(run, thread.author), tutor_of(RunFactory.create())):
        for act in (
            lambda by: moderation.hide_post(post, by, "Rude"),
            lambda by: moderation.show_post(post, by),
            lambda by: moderation.keep_post(post, by),
            lambda by: moderation.set_locked(thread, by, on=True),
            lambda by: moderation.set_pinned(thread, by, on=True),
        ):
            with pytest.raises(PermissionDenied):
                act(person)


def test_a_reader_sees_that_something_is_hidden_and_the_author_why(run: Run, thread: Thread) -> None:
    tutor = tutor_of(run)
    moderation.hide_post(thread.posts.get(), tutor, "Rude")
    reader, author = learner_in(run), who(run, thread.author)
    shown = {name: thread_page(thread, person, None).posts[0] for name, person in (("r", reader), ("a", author))}
    assert (shown["r"].sees_reason, shown["a"].sees_reason) == (False, True)
    assert not shown["r"].may_reply
    assert thread_page(thread, tutor, None).posts[0].may_moderate


def test_reports_wait_for_the_tutors(run: Run, thread: Thread) -> None:
    tutor, reader, post = tutor_of(run), learner_in(run), thread.posts.get()
    moderation.report_post(post, reader, "It names a pupil")
    moderation.report_post(post, reader, "Again")
    moderation.report_post(post, learner_in(run), "Yes, it does")
    assert told(tutor.user, "report") == ["A post was reported: “On questions”"]
    assert [report.reason for report in open_reports(tutor)] == ["It names a pupil", "Yes, it does"]
    moderation.hide_post(post, tutor, "It does")
    assert not open_reports(tutor).exists()
    assert set(Report.objects.values_list("outcome", flat=True)) == {"hidden"}


def test_a_reported_post_may_stay(run: Run, thread: Thread) -> None:
    tutor = tutor_of(run)
    report = moderation.report_post(thread.posts.get(), learner_in(run), "I disagree")
    moderation.keep_post(thread.posts.get(), tutor)
    report.refresh_from_db()
    assert (report.outcome, report.settled_by) == ("kept", tutor.user)
    with pytest.raises(ValidationError):
        moderation.report_post(thread.posts.get(), learner_in(run), " ")


# --- Reading -----------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [10, 300])
def test_a_thread_costs_the_same_at_any_length(
    run: Run, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    thread = ThreadFactory.create(run=run)
    roots = [PostFactory.create(thread=thread, author=learner_in(run).user) for _number in range(5)]
    for index in range(number - 5):
        PostFactory.create(thread=thread, author=roots[index % 5].author, root=roots[index % 5])
    person = who(run, roots[0].author)
    thread = Thread.objects.select_related("run").get(pk=thread.pk)
    with django_assert_num_queries(4):  # count, posts, staff, subscription
        page = thread_page(thread, person, None)
        assert len([item.post.author.get_full_name() for item in page.posts]) == min(number, 50)


def test_a_person_gets_what_they_wrote_with_their_data(run: Run, thread: Thread) -> None:
    writing.edit_post(thread.posts.get(), who(run, thread.author), "Better")
    (row,) = personal_data.collect(thread.author)["discussions"]
    assert row["text"] == "Better"
    assert row["former_texts"] == ["A thought"]
