"""The diary: private unless shared, shared unless taken back; drafts; answers; reflections in lessons."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone

from courses.diary import services
from courses.models import ActivityProgress, DiaryComment, DiaryEntry, Enrolment, Group, Run, Snapshot
from courses.outline import digest_of
from people import personal_data
from people.models import Notification, Organisation, User
from people.roles import Role
from tests.factories.courses import EditionFactory, EnrolmentFactory, RunFactory, outline_data
from tests.factories.diary import DiaryEntryFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
AsUser = Callable[[User], Client]
PersonMaker = Callable[..., User]
URL = "/en/diary/"


@pytest.fixture
def run(school: Organisation) -> Run:
    return RunFactory.create(organisation=school)


@pytest.fixture
def enrolment(run: Run) -> Enrolment:
    return EnrolmentFactory.create(run=run)


@pytest.fixture
def tutor(run: Run) -> User:
    user = UserFactory.create()
    run.tutors.add(user)
    return user


@pytest.fixture
def shared(enrolment: Enrolment) -> DiaryEntry:
    return DiaryEntryFactory.create(author=enrolment.learner, enrolment=enrolment, shared_at=timezone.now())


def told(user: User) -> list[str]:
    return list(Notification.objects.of(user).order_by("pk").values_list("text", flat=True))


# --- Keeping -----------------------------------------------------------------------------------


def test_an_entry_is_kept_with_its_markup_made_safe() -> None:
    user = UserFactory.create()
    entry = services.keep(services.new_entry(user), user, "  Today ", "It *worked* <script>")
    assert (entry.title, entry.html) == ("Today", "<p>It <em>worked</em> &lt;script&gt;</p>")
    assert entry.is_kept
    assert not entry.is_shared


@pytest.mark.parametrize("text", ["", "  \n", "x" * 50_001])
def test_an_empty_or_endless_entry_is_refused(text: str) -> None:
    user = UserFactory.create()
    with pytest.raises(ValidationError):
        services.keep(services.new_entry(user), user, "", text)
    assert not DiaryEntry.objects.exists()


def test_a_draft_leaves_the_entry_as_it_is_until_it_is_kept() -> None:
    entry = DiaryEntryFactory.create(text="Before")
    services.save_draft(entry, entry.author, "After")
    entry.refresh_from_db()
    assert (entry.text, entry.draft, entry.has_unsaved_draft) == ("Before", "After", True)
    services.keep(entry, entry.author, "", "After all")
    assert (entry.text, entry.has_unsaved_draft) == ("After all", False)
    services.save_draft(entry, entry.author, "After all")
    assert not entry.has_unsaved_draft


def test_there_are_only_so_many_drafts() -> None:
    user = UserFactory.create()
    for _number in range(services.MOST_DRAFTS):
        services.save_draft(services.new_entry(user), user, "Begun")
    with pytest.raises(ValidationError):
        services.save_draft(services.new_entry(user), user, "One more")


def test_nobody_writes_into_somebody_elses_diary(enrolment: Enrolment) -> None:
    entry, stranger = DiaryEntryFactory.create(), UserFactory.create()
    for act in (
        lambda: services.keep(entry, stranger, "", "Mine"),
        lambda: services.save_draft(entry, stranger, "Mine"),
        lambda: services.set_shared(entry, stranger, on=True),
        lambda: services.remove(entry, stranger),
        lambda: services.new_entry(stranger, enrolment),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert DiaryEntry.objects.get().text == entry.text


# --- Sharing -----------------------------------------------------------------------------------


def test_what_is_private_is_its_authors_alone(
    enrolment: Enrolment, tutor: User, person_with: PersonMaker, run: Run
) -> None:
    entry = DiaryEntryFactory.create(author=enrolment.learner, enrolment=enrolment)
    assert services.may_read(entry, enrolment.learner)
    chiefs = [person_with(role, organisation=run.organisation) for role in Role]
    for person in (tutor, *chiefs, User.objects.create_superuser("chief@example.org", "x")):
        assert not services.may_read(entry, person)


def test_what_is_shared_is_read_by_the_tutors_of_the_run_and_the_group(
    run: Run, enrolment: Enrolment, shared: DiaryEntry, tutor: User, person_with: PersonMaker
) -> None:
    groups = [Group.objects.create(run=run, name=name) for name in ("North", "South")]
    group_tutors = [UserFactory.create() for _group in groups]
    for group, user in zip(groups, group_tutors, strict=True):
        group.tutors.add(user)
    Enrolment.objects.update(group=groups[0])
    entry = DiaryEntry.objects.with_course().get()
    assert services.may_read(entry, tutor)
    assert [services.may_read(entry, user) for user in group_tutors] == [True, False]
    others = [person_with(role, organisation=run.organisation) for role in Role]
    for person in (*others, EnrolmentFactory.create(run=run).learner):
        assert not services.may_read(entry, person)


def test_what_is_taken_back_is_read_no_more(shared: DiaryEntry, tutor: User) -> None:
    services.set_shared(shared, shared.author, on=False)
    assert not services.may_read(shared, tutor)
    with pytest.raises(PermissionDenied):
        services.comment(shared, tutor, "Well done")


def test_who_has_left_shares_nothing_any_more(shared: DiaryEntry, tutor: User) -> None:
    Enrolment.objects.update(state=Enrolment.State.WITHDRAWN)
    entry = DiaryEntry.objects.with_course().get()
    assert not services.may_read(entry, tutor)
    services.set_shared(entry, entry.author, on=False)
    with pytest.raises(ValidationError):
        services.set_shared(entry, entry.author, on=True)


def test_what_is_about_no_course_cannot_be_shared() -> None:
    entry = DiaryEntryFactory.create()
    with pytest.raises(ValidationError):
        services.set_shared(entry, entry.author, on=True)


def test_tutors_are_told_of_what_is_shared_and_authors_of_answers(enrolment: Enrolment, tutor: User) -> None:
    entry = DiaryEntryFactory.create(author=enrolment.learner, enrolment=enrolment)
    services.set_shared(entry, entry.author, on=True)
    assert len(told(tutor)) == 1
    services.comment(entry, tutor, "And *why*?")
    assert told(entry.author) == [f"{tutor} has answered a diary entry"]
    services.comment(entry, entry.author, "Because")
    assert len(told(tutor)) == 2
    services.set_shared(entry, entry.author, on=False)
    services.comment(entry, entry.author, "To myself")
    assert len(told(tutor)) == 2
    assert DiaryComment.objects.all()[0].html == "<p>And <em>why</em>?</p>"


@pytest.mark.parametrize("text", [" ", "x" * 5_001])
def test_an_empty_or_endless_answer_is_refused(shared: DiaryEntry, tutor: User, text: str) -> None:
    with pytest.raises(ValidationError):
        services.comment(shared, tutor, text)


def test_a_deleted_entry_goes_with_its_answers(shared: DiaryEntry, tutor: User) -> None:
    services.comment(shared, tutor, "Well done")
    services.remove(shared, shared.author)
    assert not DiaryComment.objects.exists()


def test_a_person_gets_their_diary_with_their_data(shared: DiaryEntry, tutor: User) -> None:
    services.comment(shared, tutor, "Well done")
    services.save_draft(shared, shared.author, "Newer")
    (row,) = personal_data.collect(shared.author)["diary"]
    assert (row["text"], row["draft"]) == (shared.text, "Newer")
    assert row["answers"][0]["text"] == "Well done"
    assert personal_data.collect(tutor)["diary"] == []


# --- Pages -------------------------------------------------------------------------------------


def page(response: Any) -> Any:
    return BeautifulSoup(response.content, "html.parser")


@pytest.mark.parametrize("rest", ["", "new/", f"{UUID(int=7)}/", f"{UUID(int=7)}/change/"])
def test_a_visitor_is_asked_to_log_in(client: Client, rest: str) -> None:
    assert "/account/login/" in client.get(URL + rest)["Location"]


def test_one_writes_reads_and_deletes(as_user: AsUser, enrolment: Enrolment) -> None:
    browser = as_user(enrolment.learner)
    assert browser.get(f"{URL}new/?course={enrolment.public_id}").status_code == 200
    sent = {"title": "Today", "text": "It *worked*", "course": str(enrolment.public_id), "share": "on"}
    response = browser.post(f"{URL}new/", sent, follow=True)
    assert "It <em>worked</em>" in response.content.decode()
    entry = DiaryEntry.objects.get()
    assert entry.is_shared
    assert entry.enrolment == enrolment
    here = f"{URL}{entry.public_id}/"
    browser.post(f"{here}share/", {"on": "0"})
    entry.refresh_from_db()
    assert not entry.is_shared
    assert "Today" in browser.get(URL).content.decode()
    assert browser.get(f"{here}delete/").status_code == 405
    browser.post(f"{here}delete/")
    assert not DiaryEntry.objects.exists()


def test_what_cannot_be_shared_is_not_kept_as_shared(as_user: AsUser) -> None:
    response = as_user(UserFactory.create()).post(f"{URL}new/", {"text": "Freely", "share": "on"})
    assert response.status_code == 422
    assert "can be shared" in response.content.decode()
    assert page(response).select_one("textarea").text.strip() == "Freely"
    assert not DiaryEntry.objects.exists()


def test_one_does_not_write_about_somebody_elses_course(as_user: AsUser, enrolment: Enrolment) -> None:
    response = as_user(UserFactory.create()).post(f"{URL}new/", {"text": "x", "course": str(enrolment.public_id)})
    assert response.status_code == 422


@pytest.mark.parametrize("rest", ["", "change/"])
def test_somebody_elses_entry_is_not_found(as_user: AsUser, shared: DiaryEntry, tutor: User, rest: str) -> None:
    for person in (tutor, UserFactory.create()):
        assert as_user(person).get(f"{URL}{shared.public_id}/{rest}").status_code == 404
    for action in ("share", "delete"):
        assert as_user(tutor).post(f"{URL}{shared.public_id}/{action}/", {"on": "0"}).status_code == 404


def test_a_draft_saves_itself_and_is_found_again(as_user: AsUser) -> None:
    browser = as_user(UserFactory.create())
    first = browser.post(f"{URL}draft/", {"text": "Begun"}).json()
    again = browser.post(f"{URL}draft/", {"text": "Begun and", "entry": first["entry"]}).json()
    assert first == again
    assert DiaryEntry.objects.get().draft == "Begun and"
    assert "Begun and" in browser.get(URL).content.decode()
    shown = page(browser.get(first["url"]))
    assert shown.select_one("textarea").text.strip() == "Begun and"
    assert "saved by itself" in shown.text
    browser.post(first["url"], {"text": "Begun and done"})
    assert DiaryEntry.objects.get().text == "Begun and done"


@pytest.mark.parametrize(("sent", "status"), [({"entry": "x"}, 404), ({"entry": str(UUID(int=7))}, 404)])
def test_a_draft_of_nothing_is_refused(as_user: AsUser, sent: dict[str, str], status: int) -> None:
    assert as_user(UserFactory.create()).post(f"{URL}draft/", {"text": "x", **sent}).status_code == status


def test_a_draft_is_not_saved_into_somebody_elses_entry(as_user: AsUser, shared: DiaryEntry) -> None:
    sent = {"text": "Mine", "entry": str(shared.public_id)}
    assert as_user(UserFactory.create()).post(f"{URL}draft/", sent).status_code == 404
    too_long = {"text": "x" * 50_001, "entry": str(shared.public_id)}
    assert as_user(shared.author).post(f"{URL}draft/", too_long).status_code == 422


def test_tutors_read_and_answer_what_is_shared(as_user: AsUser, run: Run, shared: DiaryEntry, tutor: User) -> None:
    DiaryEntryFactory.create(author=shared.author, enrolment=shared.enrolment, title="A secret")
    browser = as_user(tutor)
    listed = browser.get(f"/en/runs/{run.slug}/diaries/").content.decode()
    assert shared.title in listed
    assert "A secret" not in listed
    here = f"/en/runs/{run.slug}/diaries/{shared.public_id}/"
    assert shared.text in browser.get(here).content.decode()
    answer = f"{URL}{shared.public_id}/answer/"
    assert browser.post(answer, {"text": ""}).status_code == 422
    assert browser.post(answer, {"text": "And why?"})["Location"] == here
    assert "And why?" in as_user(shared.author).get(f"{URL}{shared.public_id}/").content.decode()
    assert as_user(shared.author).post(answer, {"text": "Because"})["Location"] == f"{URL}{shared.public_id}/"
    services.set_shared(shared, shared.author, on=False)
    assert as_user(tutor).get(here).status_code == 404
    assert as_user(tutor).post(answer, {"text": "Well"}).status_code == 404


def test_others_see_no_shared_diaries(as_user: AsUser, run: Run, shared: DiaryEntry, person_with: PersonMaker) -> None:
    people = [person_with(role, organisation=run.organisation) for role in Role]
    for person in (*people, shared.author):
        assert as_user(person).get(f"/en/runs/{run.slug}/diaries/").status_code == 403
    stranger = as_user(people[0])
    assert stranger.get(f"/en/runs/{run.slug}/diaries/{shared.public_id}/").status_code == 404
    assert stranger.post(f"{URL}{shared.public_id}/answer/", {"text": "x"}).status_code == 404


def test_lists_cost_the_same_at_two_sizes(
    as_user: AsUser, enrolment: Enrolment, tutor: User, django_assert_max_num_queries: Any
) -> None:
    pages = {enrolment.learner: (URL, 4), tutor: (f"/en/runs/{enrolment.run.slug}/diaries/", 7)}
    costs: dict[User, set[int]] = {person: set() for person in pages}
    for number in (1, 14):
        for _number in range(number):
            other = EnrolmentFactory.create(run=enrolment.run)
            entry = DiaryEntryFactory.create(author=other.learner, enrolment=other, shared_at=timezone.now())
            DiaryEntryFactory.create(author=enrolment.learner, enrolment=enrolment)
            DiaryComment.objects.create(entry=entry, author=tutor, text="x", html="x")
        for person, (path, most) in pages.items():
            browser = as_user(person)
            browser.get(path)
            with django_assert_max_num_queries(most) as made:
                browser.get(path)
            costs[person].add(len(made.captured_queries))
    assert all(len(each) == 1 for each in costs.values())


# --- In a lesson -------------------------------------------------------------------------------


def in_lesson() -> tuple[Enrolment, UUID, str]:
    """A learner of a course whose first lesson ends with a reflection."""
    data = outline_data(1, 1)
    lesson, block = data["modules"][0]["lessons"][0], str(uuid4())
    body = [{"type": "reflection", "id": block, "value": {"prompt": "What would you ask?"}}]
    for language in lesson["snapshots"]:
        content = {"title": "Lesson", "body": body}
        Snapshot.objects.get_or_create(digest=digest_of(content), defaults={"content": content})
        lesson["snapshots"][language] = digest_of(content)
    lesson["activities"].append({"block": block, "kind": "reflection", "criterion": "submitted", "weight": 1})
    run = RunFactory.create(edition=EditionFactory.create(outline_data=data))
    return EnrolmentFactory.create(run=run), UUID(lesson["key"]), block


def test_a_reflection_of_a_lesson_is_in_the_diary_and_completes_it(as_user: AsUser) -> None:
    enrolment, lesson, block = in_lesson()
    browser = as_user(enrolment.learner)
    here = f"/en/learn/{enrolment.run.slug}/{lesson}/"
    form = page(browser.get(here)).select_one(f"#reflection-{block} form")
    response = browser.post(form["action"], {"text": "I would *wait*"})
    assert response["Location"] == f"{here}#reflection-{block}"
    entry = DiaryEntry.objects.get()
    assert (entry.title, entry.html, entry.is_shared) == ("Lesson 1", "<p>I would <em>wait</em></p>", False)
    done = ActivityProgress.objects.get(enrolment=enrolment, block=block)
    assert done.completed_at is not None
    browser.post(form["action"], {"text": "Longer", "share": "on"})
    entry.refresh_from_db()
    assert (entry.text, entry.is_shared) == ("Longer", True)
    shown = page(browser.get(here)).select_one(f"#reflection-{block}")
    assert shown.select_one("textarea").text.strip() == "Longer"
    assert shown.select_one("input[name=share]").has_attr("checked")


def test_a_reflection_is_changed_in_the_diary_too_and_stays_with_its_lesson(as_user: AsUser) -> None:
    enrolment, lesson, block = in_lesson()
    browser = as_user(enrolment.learner)
    browser.post(f"/en/learn/{enrolment.run.slug}/reflections/{lesson}/{block}/", {"text": "First"})
    entry = DiaryEntry.objects.get()
    assert page(browser.get(f"{URL}{entry.public_id}/change/")).select_one("[name=course]") is None
    browser.post(f"{URL}{entry.public_id}/change/", {"text": "Second"})
    entry.refresh_from_db()
    assert (entry.text, entry.enrolment, str(entry.block)) == ("Second", enrolment, block)


def test_a_reflection_needs_words_an_activity_and_an_enrolment(as_user: AsUser) -> None:
    enrolment, lesson, block = in_lesson()
    base = f"/en/learn/{enrolment.run.slug}/reflections/{lesson}/"
    browser = as_user(enrolment.learner)
    assert browser.post(f"{base}{block}/", {"text": " "}).status_code == 302
    assert browser.get(f"{base}{block}/").status_code == 302
    assert browser.post(f"{base}{uuid4()}/", {"text": "x"}).status_code == 404
    assert browser.post(f"{base}{UUID(int=0)}/", {"text": "x"}).status_code == 404
    assert as_user(UserFactory.create()).post(f"{base}{block}/", {"text": "x"}).status_code == 404
    assert not DiaryEntry.objects.exists()
