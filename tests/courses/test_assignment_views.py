"""The pages of assignments: the learner's, the tutor's, the files'."""

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from courses.assignments.learning import code_of
from courses.assignments.queue import Wanted
from courses.assignments.services.marking import Verdict, decide, release
from courses.assignments.services.reviews import share_out
from courses.models import Enrolment, Group, Mark, Review, Run, Submission, SubmissionFile
from people.models import Organisation, User
from people.roles import Role
from tests.courses.conftest import PersonMaker
from tests.courses.test_assignment_submissions import handed_in, learner_in
from tests.factories.assignments import RUBRIC, keys_of, pdf, run_with, upload
from tests.factories.courses import EnrolmentFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db

Login = Callable[[User], Client]


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def work_page(run: Run, place: int = 0) -> str:
    return reverse("courses:work", args=[run.slug, *keys_of(run)[place]])


def queue_page(run: Run) -> str:
    return reverse("courses:run_work", args=[run.slug])


def mark_page(work: Submission) -> str:
    return reverse("courses:mark_work", args=[work.enrolment.run.slug, work.public_id])


@pytest.fixture
def tutor() -> User:
    return UserFactory.create(family_name="Tutorova")


@pytest.fixture
def run(tutor: User) -> Run:
    return run_with({"versions": 2, "instructions": "<p>Plan one lesson.</p>", "rubric": []}, tutors=[tutor])


class TestLearnersPage:
    def test_without_scripts_a_work_is_written_saved_and_handed_in(self, run: Run, as_user: Login) -> None:
        enrolment = learner_in(run)
        client, page = as_user(enrolment.learner), work_page(run)
        form_key = client.get(page).context["work"].form_key
        sent = {"form_key": form_key, "text": "My plan", "files": [pdf()], "action": "save"}
        saved = client.post(page, sent, follow=True)

        assert "draft has been saved" in text(saved)
        assert "План урока 教案.pdf" in text(saved)
        done = client.post(page, {"form_key": form_key, "text": "My plan", "action": "hand_in"}, follow=True)
        assert "Version 1" in text(done)
        work = Submission.objects.get()
        assert (work.state, work.files.count()) == (Submission.State.HANDED_IN, 1)

    def test_a_form_sent_twice_makes_one_version(self, run: Run, as_user: Login) -> None:
        client, sent = as_user(learner_in(run).learner), {"form_key": uuid4(), "text": "My plan", "action": "hand_in"}

        assert [client.post(work_page(run), sent).status_code for _time in range(2)] == [302, 302]
        assert Submission.objects.count() == 1

    def test_a_refused_file_leaves_the_text(self, run: Run, as_user: Login) -> None:
        sent = {"form_key": uuid4(), "text": "Long thought", "files": [pdf("a.pdf", b"MZ")], "action": "hand_in"}
        response = as_user(learner_in(run).learner).post(work_page(run), sent)

        assert response.status_code == 400
        assert "a.pdf” is not a file of the type" in text(response)
        assert "Long thought" in text(response)
        assert not Submission.objects.exists()

    def test_the_script_saves_and_uploads(self, run: Run, as_user: Login) -> None:
        client, headers = as_user(learner_in(run).learner), {"Accept": "application/json"}
        key = {"form_key": uuid4(), "upload_key": uuid4()}
        saved = client.post(work_page(run), {**key, "text": "One", "action": "save"}, headers=headers)
        sent = [
            client.post(work_page(run), {**key, "files": [pdf()], "action": "upload"}, headers=headers)
            for _time in range(2)
        ]

        assert saved.json()["saved_at"]
        assert sent[0].json() == sent[1].json()
        assert sent[0].json()["files"][0]["name"] == "План урока 教案.pdf"
        assert Submission.objects.get().text == "One"
        key["upload_key"] = uuid4()
        bad = client.post(work_page(run), {**key, "files": [pdf("x.exe")], "action": "upload"}, headers=headers)
        assert bad.status_code == 400
        assert bad.json()["error"]

    def test_a_file_is_taken_out(self, run: Run, as_user: Login) -> None:
        client, page = as_user(learner_in(run).learner), work_page(run)
        client.post(page, {"form_key": uuid4(), "text": "", "files": [pdf()], "action": "save"})
        file = SubmissionFile.objects.get()

        assert client.post(f"{page}{file.public_id}/remove/").status_code == 302
        assert not SubmissionFile.objects.exists()

    def test_more_than_allowed_is_refused_unread(self, run: Run, as_user: Login) -> None:
        response = as_user(learner_in(run).learner).post(
            work_page(run), {"action": "save"}, headers={"Accept": "application/json"}, CONTENT_LENGTH=str(10**10)
        )

        assert response.status_code == 413

    def test_the_token_is_asked_for(self, run: Run) -> None:
        client = Client(enforce_csrf_checks=True)
        client.force_login(learner_in(run).learner)

        assert client.post(work_page(run), {"form_key": uuid4(), "action": "save"}).status_code == 403

    def test_shows_mark_and_comment(self, run: Run, tutor: User, as_user: Login) -> None:
        work = handed_in(learner_in(run))
        decide(work, tutor, Verdict("marked", Decimal("72.5"), comment="Well planned"), revision=0)
        response = as_user(work.enrolment.learner).get(work_page(run))

        assert "72.5 of 100 points" in text(response)
        assert "Well planned" in text(response)
        assert "Tutorova" in text(response)
        assert "can be handed in only if your tutor asks" in text(response)

    def test_hides_a_blind_mark_and_the_tutor(self, tutor: User, as_user: Login) -> None:
        run = run_with({"blind": True}, tutors=[tutor])
        work = handed_in(learner_in(run))
        decide(work, tutor, Verdict("marked", Decimal(72), comment="Well planned"), revision=0)
        client = as_user(work.enrolment.learner)

        hidden = text(client.get(work_page(run)))
        assert "Being marked" in hidden
        assert "Well planned" not in hidden
        release(run, keys_of(run)[0], tutor)
        assert "Tutorova" in text(client.get(work_page(run)))

    def test_is_nobody_elses(self, run: Run, tutor: User, as_user: Login) -> None:
        learner_in(run)

        assert as_user(tutor).get(work_page(run)).status_code == 404
        assert as_user(UserFactory.create(is_superuser=True)).get(work_page(run)).status_code == 404
        assert Client().get(work_page(run)).status_code == 302

    @pytest.mark.parametrize("versions", [1, 6])
    def test_queries_do_not_depend_on_versions(
        self, versions: int, tutor: User, as_user: Login, django_assert_max_num_queries: Any
    ) -> None:
        enrolment = learner_in(run_with({"versions": 0}, tutors=[tutor]))
        for number in range(versions):
            work = handed_in(enrolment, uploads=[upload()] if number < 2 else [])
            decide(work, tutor, Verdict("returned", comment="Again"), revision=0)
        client = as_user(enrolment.learner)
        client.get(work_page(enrolment.run))

        with django_assert_max_num_queries(15):
            assert client.get(work_page(enrolment.run)).status_code == 200


class TestFiles:
    @pytest.fixture
    def file(self, run: Run) -> SubmissionFile:
        return handed_in(learner_in(run), uploads=[upload()]).files.get()

    def url(self, file: SubmissionFile) -> str:
        return reverse("courses:work_file", args=[file.public_id])

    def test_are_saved_and_never_shown(self, file: SubmissionFile, tutor: User, as_user: Login) -> None:
        for person in (file.submission.enrolment.learner, tutor):
            response = as_user(person).get(self.url(file))
            assert response.getvalue() == b"%PDF-1.7 plan"
            assert response["Content-Disposition"].startswith("attachment")
            assert quote("План урока 教案.pdf") in response["Content-Disposition"]
            assert response["X-Content-Type-Options"] == "nosniff"
            assert "sandbox" in response["Content-Security-Policy"]

    @pytest.mark.parametrize("role", list(Role))
    def test_not_by_a_role_of_another_organisation(
        self, role: Role, file: SubmissionFile, elsewhere: Organisation, person_with: PersonMaker, as_user: Login
    ) -> None:
        assert as_user(person_with(role, organisation=elsewhere)).get(self.url(file)).status_code == 404

    def test_not_by_another_learner_or_a_visitor(self, file: SubmissionFile, run: Run, as_user: Login) -> None:
        assert as_user(learner_in(run).learner).get(self.url(file)).status_code == 404
        assert Client().get(self.url(file)).status_code == 302
        assert Client().get(f"/media/{file.file.name}", follow=True).status_code == 404

    def test_a_draft_is_the_learners_alone(self, run: Run, tutor: User, as_user: Login) -> None:
        enrolment = learner_in(run)
        client = as_user(enrolment.learner)
        client.post(work_page(run), {"form_key": uuid4(), "text": "", "files": [pdf()], "action": "save"})

        assert client.get(self.url(SubmissionFile.objects.get())).status_code == 200
        assert as_user(tutor).get(self.url(SubmissionFile.objects.get())).status_code == 404

    def test_a_name_that_would_tell_is_hidden(self, tutor: User, as_user: Login) -> None:
        run = run_with({"blind": True}, tutors=[tutor])
        work = handed_in(learner_in(run), uploads=[upload(pdf("Асанова.pdf"))])
        response = as_user(tutor).get(self.url(work.files.get()))

        assert f"{code_of(work.enrolment, keys_of(run)[0])}-1.pdf" in response["Content-Disposition"]

    def test_what_was_given_back(self, run: Run, tutor: User, as_user: Login) -> None:
        work = handed_in(learner_in(run))
        mark = decide(work, tutor, Verdict("marked", Decimal(5), files=[pdf("Замечания.pdf")]), revision=0)
        url = reverse("courses:returned_file", args=[mark.files.get().public_id])

        assert as_user(work.enrolment.learner).get(url).status_code == 200
        assert as_user(tutor).get(url).status_code == 200
        assert as_user(learner_in(run).learner).get(url).status_code == 404


class TestQueue:
    def test_what_waits_oldest_first(self, run: Run, tutor: User, as_user: Login) -> None:
        now = timezone.now()
        for days, name in ((1, "Young"), (5, "Old"), (3, "Middle")):
            learner = UserFactory.create(family_name=name)
            handed_in(learner_in(run, learner=learner), at=now - timedelta(days=days))
        rows = as_user(tutor).get(queue_page(run)).context["queue"].rows

        assert [row.name.split()[0] for row in rows] == ["Old", "Middle", "Young"]
        assert [row.days for row in rows] == [5, 3, 1]

    def test_filters(self, tutor: User, as_user: Login) -> None:
        run = run_with({"title": "One"}, {"title": "Two"}, tutors=[tutor])
        group = Group.objects.create(run=run, name="A")
        first, second = learner_in(run, group=group), learner_in(run)
        works = [handed_in(first), handed_in(second)]
        decide(works[1], tutor, Verdict("marked", Decimal(5)), revision=0)
        client = as_user(tutor)

        def found(**data: str) -> list[Submission]:
            return [row.submission for row in client.get(queue_page(run), data).context["queue"].rows]

        lesson, block = keys_of(run)[1]
        assert found() == [works[0]]
        assert found(state="marked") == [works[1]]
        assert found(state="all") == works
        assert found(state="all", group=str(group.pk)) == [works[0]]
        assert found(state="all", assignment=f"{lesson}/{block}") == []
        assert found(state="nonsense", group="x", assignment="y") == [works[0]]

    def test_blind_it_shows_codes(self, tutor: User, as_user: Login) -> None:
        run = run_with({"blind": True}, tutors=[tutor])
        enrolment = learner_in(run, learner=UserFactory.create(family_name="Hidden"))
        handed_in(enrolment)
        client = as_user(tutor)

        shown = text(client.get(queue_page(run)))
        assert "Hidden" not in shown
        assert code_of(enrolment, keys_of(run)[0]) in shown
        client.post(reverse("courses:release_marks", args=[run.slug, *keys_of(run)[0]]))
        assert "Hidden" in text(client.get(queue_page(run)))

    def test_reviews_are_shared_out_from_here(self, tutor: User, as_user: Login) -> None:
        run = run_with({"peer": {"reviews": 1, "days": 3}, "due_days": 1}, tutors=[tutor])
        for _number in range(2):
            handed_in(learner_in(run))
        response = as_user(tutor).post(
            reverse("courses:share_out_reviews", args=[run.slug, *keys_of(run)[0]]), follow=True
        )

        assert "2 reviews were shared out" in text(response)
        assert "Reviews shared out" in text(response)

    def test_who_sees_it(
        self, run: Run, tutor: User, school: Organisation, person_with: PersonMaker, as_user: Login
    ) -> None:
        Run.objects.update(organisation=school)
        Group.objects.create(run=run, name="A").tutors.add(group_tutor := UserFactory.create())
        overseers = [person_with(role, organisation=school) for role in (Role.METHODOLOGIST, Role.REGISTRAR)]
        strangers = [person_with(role, organisation=school) for role in (Role.AUTHOR, Role.EDITOR, Role.TUTOR)]

        for person in (tutor, group_tutor, *overseers):
            assert as_user(person).get(queue_page(run)).status_code == 200
        for person in (learner_in(run).learner, *strangers):
            assert as_user(person).get(queue_page(run)).status_code == 403

    @pytest.mark.parametrize("number", [10, 1000])
    def test_queries_do_not_depend_on_works(self, number: int, run: Run, tutor: User, as_user: Login) -> None:
        lesson, block = keys_of(run)[0]
        learners = User.objects.bulk_create(User(email=f"p{n}@example.org", password="!") for n in range(number))
        enrolments = Enrolment.objects.bulk_create(Enrolment(run=run, learner=n, edition=run.edition) for n in learners)
        Submission.objects.bulk_create(
            Submission(
                enrolment=each, lesson=lesson, block=block, number=1, form_key=uuid4(), state="handed_in",
                handed_in_at=timezone.now(),
            )
            for each in enrolments
        )  # fmt: skip
        client = as_user(tutor)
        client.get(queue_page(run))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(queue_page(run)).status_code == 200
        assert len(queries) <= 16, "\n".join(each["sql"][:160] for each in queries)


class TestMarkingPage:
    def test_marks_and_opens_the_next(self, run: Run, tutor: User, as_user: Login) -> None:
        works = [handed_in(learner_in(run)) for _number in range(2)]
        client = as_user(tutor)
        page = client.get(mark_page(works[0]))
        sent = {"points": "80", "comment": "Good", "revision": "0", "decision": "marked"}
        response = client.post(mark_page(works[0]), sent)

        assert "1 of 2 in the queue" in text(page)
        assert response["Location"] == mark_page(works[1])
        assert Mark.objects.get().points == 80

    def test_the_way_keeps_what_was_asked_for(self, run: Run, tutor: User, as_user: Login) -> None:
        works = [handed_in(learner_in(run)) for _number in range(3)]
        page = as_user(tutor).get(f"{mark_page(works[1])}?{Wanted(state='all').query}")

        assert f'href="{mark_page(works[0])}?state=all"' in page.content.decode()
        assert f'href="{mark_page(works[2])}?state=all"' in page.content.decode()

    def test_a_rubric(self, tutor: User, as_user: Login) -> None:
        work = handed_in(learner_in(run_with({"rubric": RUBRIC}, tutors=[tutor])))
        client, sent = as_user(tutor), {"criterion-aim": "clear", "revision": "0", "decision": "marked"}

        missing = client.post(mark_page(work), sent)
        assert "Choose a level for: The steps" in text(missing)
        client.post(mark_page(work), sent | {"criterion-steps": "all"})
        assert Mark.objects.get().points == 15

    def test_who_comes_second_keeps_their_words_and_sees_the_first(self, run: Run, as_user: Login) -> None:
        first, second = UserFactory.create(family_name="First"), UserFactory.create(family_name="Second")
        run.tutors.add(first, second)
        work = handed_in(learner_in(run))
        decide(work, first, Verdict("marked", Decimal(50), comment="Too short"), revision=0)
        client = as_user(second)
        sent = {"points": "90", "comment": "Splendid", "revision": "0", "decision": "marked"}
        response = client.post(mark_page(work), sent)

        assert response.status_code == 400
        shown = response.content.decode()
        assert "First" in text(response)
        assert "Too short" in text(response)
        assert "Splendid" in text(response)
        assert 'value="90"' in shown
        assert 'name="revision" value="1"' in shown
        client.post(mark_page(work), sent | {"revision": "1"})
        assert [mark.points for mark in work.marks.all()] == [50, 90]

    def test_overseers_read_and_do_not_mark(
        self, run: Run, school: Organisation, person_with: PersonMaker, as_user: Login
    ) -> None:
        Run.objects.update(organisation=school)
        work = handed_in(learner_in(run))
        client = as_user(person_with(Role.METHODOLOGIST, organisation=school))

        assert "You read this work" in text(client.get(mark_page(work)))
        assert client.post(mark_page(work), {"points": "5", "revision": "0"}).status_code == 403

    def test_others_do_not_know_of_it(self, run: Run, as_user: Login, person_with: PersonMaker) -> None:
        work = handed_in(learner_in(run))

        for person in (learner_in(run).learner, person_with(Role.AUTHOR), work.enrolment.learner):
            assert as_user(person).get(mark_page(work)).status_code == 404

    def test_queries_do_not_depend_on_the_queue(self, run: Run, tutor: User, as_user: Login) -> None:
        counts = []
        client = as_user(tutor)
        works = [handed_in(learner_in(run), uploads=[upload()])]
        client.get(mark_page(works[0]))
        for more in (1, 8):
            works += [handed_in(learner_in(run)) for _number in range(more)]
            with CaptureQueriesContext(connection) as queries:
                client.get(mark_page(works[0]))
            counts.append(len(queries))

        assert counts[0] == counts[1] <= 30


class TestReviewPage:
    @pytest.fixture
    def review(self, tutor: User) -> Review:
        run = run_with({"peer": {"reviews": 1, "days": 60}, "due_days": 1, "blind": True}, tutors=[tutor])
        for name in ("Asanova", "Bekova"):
            learner = UserFactory.create(family_name=name)
            handed_in(learner_in(run, learner=learner), text="A plan", uploads=[upload(pdf(f"{name}.pdf"))])
        return share_out(run, keys_of(run)[0], tutor, at=timezone.now() + timedelta(days=20))[0]

    def url(self, review: Review) -> str:
        return reverse("courses:review", args=[review.reviewer.run.slug, review.public_id])

    def test_is_anonymous_both_ways(self, review: Review, as_user: Login) -> None:
        author, reviewer = review.submission.enrolment.learner, review.reviewer.learner
        client = as_user(reviewer)
        page = client.get(self.url(review))

        assert author.family_name not in page.content.decode()
        sent = {"points": "60", "comment": "More about the steps"}
        assert client.post(self.url(review), sent).status_code == 302
        seen = text(as_user(author).get(work_page(review.reviewer.run)))
        assert "More about the steps" in seen
        assert "Reviewer 1" in seen
        assert reviewer.family_name not in seen

    def test_the_reviewer_reads_the_file(self, review: Review, as_user: Login) -> None:
        file = review.submission.files.get()
        response = as_user(review.reviewer.learner).get(reverse("courses:work_file", args=[file.public_id]))

        assert response.status_code == 200
        assert review.submission.enrolment.learner.family_name not in response["Content-Disposition"]

    def test_is_asked_of_one_person(self, review: Review, tutor: User, as_user: Login) -> None:
        for person in (tutor, review.submission.enrolment.learner, UserFactory.create(is_superuser=True)):
            assert as_user(person).get(self.url(review)).status_code == 404


def test_somebody_who_left_is_not_let_in(run: Run, as_user: Login) -> None:
    enrolment = EnrolmentFactory.create(run=run, state=Enrolment.State.WITHDRAWN)

    assert as_user(enrolment.learner).get(work_page(run)).status_code == 404
