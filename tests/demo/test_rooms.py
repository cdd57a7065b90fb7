"""The rooms of the learning side as they are loaded: somebody is in each, and everybody sees what is theirs."""

import pytest
from django.db.models import F
from django.test import Client

from courses.assignments.querysets import SubmissionQuerySet
from courses.models import (
    Announcement,
    DiaryEntry,
    Enrolment,
    FinalAssessment,
    GradeChange,
    GradeRecord,
    Order,
    Post,
    ProgrammePage,
    Review,
    Run,
    Submission,
)
from credentials.models import IssuedDocument
from demo.identifiers import identifier
from demo.people import address
from demo.rooms.runs import AUTUMN, EVENING, SUMMER, WINTER
from people.models import Notification, User
from tests.demo.loaded import AT

pytestmark = pytest.mark.usefixtures("academy")


def states(run: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for state in Enrolment.objects.filter(run__slug=run).values_list("state", flat=True):
        found[state] = found.get(state, 0) + 1
    return found


def works(run: str) -> SubmissionQuerySet:
    return Submission.objects.of_run(Run.objects.get(slug=run))


class TestProgramme:
    def test_three_courses_in_both_languages(self) -> None:
        for language in ("ru", "en"):
            page = ProgrammePage.objects.get(locale__language_code=language)
            assert [course.locale.language_code for course in page.courses] == [language] * 3
            assert page.total_hours >= 16
            assert page.hours_problems == []


class TestRuns:
    def test_seats_are_taken_and_people_wait(self) -> None:
        assert states(AUTUMN) == {"active": 12, "waiting": 3}
        assert Run.objects.get(slug=AUTUMN).capacity == 12

    def test_groups_have_a_tutor_each(self) -> None:
        groups = list(Run.objects.get(slug=AUTUMN).groups.prefetch_related("tutors"))
        tutors = [[tutor.email for tutor in group.tutors.all()] for group in groups]
        assert sorted(tutors) == [[address("second-tutor")], [address("tutor")]]
        assert all(group.enrolments.count() == 6 for group in groups)

    def test_applications_wait_and_were_decided(self) -> None:
        assert states(WINTER) == {"applied": 3, "waiting": 2, "rejected": 1}

    def test_one_run_is_entered_by_its_code(self) -> None:
        run = Run.objects.get(slug=EVENING)
        assert run.enrolment_kind == Run.EnrolmentKind.CODE
        assert len(run.code) == 8
        assert states(EVENING) == {"active": 3}

    def test_the_summer_is_over(self) -> None:
        assert states(SUMMER) == {"completed": 7, "expelled": 1}
        ends_on = Run.objects.get(slug=SUMMER).ends_on
        assert ends_on
        assert ends_on < AT.date()


class TestWorks:
    def test_in_every_state(self) -> None:
        found = set(works(AUTUMN).values_list("state", flat=True))
        assert found == {"draft", "handed_in", "returned", "marked"}
        assert works(AUTUMN).filter(is_late=True).exists()
        assert works(AUTUMN).filter(files__isnull=False).exists()

    def test_a_review_is_written_and_others_are_asked_for(self) -> None:
        reviews = Review.objects.filter(submission__enrolment__run__slug=AUTUMN)
        assert reviews.filter(done_at=None).count() == 3
        assert reviews.exclude(done_at=None).count() == 1

    def test_marks_are_weighed_and_one_is_set_by_hand(self) -> None:
        records = GradeRecord.objects.filter(enrolment__run__slug=AUTUMN, total__isnull=False)
        assert records.count() >= 6
        change = GradeChange.objects.get()
        assert change.after == 95
        assert change.reason

    def test_nothing_was_done_before_the_run_or_in_the_future(self) -> None:
        early = Submission.objects.filter(handed_in_at__lt=F("enrolment__enrolled_at"))
        assert not early.exists()
        assert not Submission.objects.filter(handed_in_at__gt=AT).exists()
        assert not Post.objects.filter(created_at__gt=AT).exists()

    def test_a_learner_is_told_why_a_part_is_closed(self, client: Client) -> None:
        client.force_login(User.objects.get(email=address("learner-05")))
        lesson = identifier("lesson", "workshop/defence")
        text = client.get(f"/en/learn/{AUTUMN}/{lesson}/").content.decode()
        assert "50" in text
        assert "A plan of one lesson" in text


class TestTalk:
    def test_people_answer_each_other_and_name_somebody(self) -> None:
        posts = Post.objects.filter(thread__run__slug=AUTUMN)
        assert posts.filter(thread__forum__isnull=False).count() == 5
        assert posts.filter(root__isnull=False).count() == 2
        assert posts.filter(thread__lesson__isnull=False).count() == 3
        teacher = User.objects.get(email=address("teacher"))
        assert Notification.objects.filter(recipient=teacher, kind="courses.mention").count() == 1

    def test_announcements_were_sent(self) -> None:
        assert Announcement.objects.filter(published_at=None).count() == 0
        assert Announcement.objects.filter(event_at__gt=AT).count() == 1

    def test_diaries_are_private_but_for_what_is_shared(self) -> None:
        entries = DiaryEntry.objects.filter(enrolment__run__slug=AUTUMN)
        assert entries.filter(shared_at=None).count() == 1
        assert entries.exclude(shared_at=None).get().comments.count() == 1

    def test_there_is_news_and_no_letters(self) -> None:
        assert Notification.objects.filter(recipient__email=address("teacher"), read_at=None).exists()
        assert not Notification.objects.exclude(channel="site").exists()


class TestPapers:
    def test_orders(self) -> None:
        signed = Order.objects.filter(run__slug=SUMMER)
        assert {order.kind for order in signed} == {"enrolment", "expulsion"}
        assert all(order.is_signed and order.number for order in signed)
        draft = Order.objects.get(run__slug=WINTER)
        assert not draft.is_signed
        assert draft.lines.count() == 2

    def test_a_protocol_is_signed(self) -> None:
        sheet = FinalAssessment.objects.get()
        assert sheet.state == FinalAssessment.State.SIGNED
        assert sheet.results.count() == 7
        assert sheet.results.filter(is_absent=True).count() == 1

    def test_certificates_can_be_verified_and_one_is_revoked(self, client: Client) -> None:
        documents = IssuedDocument.objects.filter(kind="cpd")
        assert documents.count() == 6
        revoked = documents.get(state="revoked")
        assert client.get(f"/ru/verify/{revoked.public_id}/").status_code == 200
        head = User.objects.get(email=address("head"))
        client.force_login(head)
        assert head.documents.get().number in client.get("/ru/my-documents/").content.decode()

    def test_documents_say_that_they_are_invented(self) -> None:
        for document in IssuedDocument.objects.select_related("template_edition"):
            assert "вымышлен" in document.template_edition.data["note"]["ru"]
