"""A course's outline as the pages show it: cheap at three hundred lessons, because what is drawn is kept.

How a module is drawn depends on the edition, the language and the states of its lessons alone, and many learners of a
run share those.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from courses.learning.standing import Standing
from courses.models import CourseEdition, Enrolment, Run
from courses.outline import Course, Lesson, Module, digest_of

KEPT_FOR = 24 * 60 * 60

# A course of so many lessons is shown whole beside each lesson; of a longer one, only the module the reader is in.
WHOLE_BESIDE_LESSON = 60

MODULE_TEMPLATE = "components/outline_module.html"
COURSE_TEMPLATE = "components/outline_course.html"

Drawing = tuple[str, Callable[[], dict[str, Any]]]
"""What a drawing is kept under, and the values it is made of when it is not."""


def lesson_url(run: Run, lesson: UUID) -> str:
    """The address of a lesson in a run. Put together, not reversed, because an outline has hundreds."""
    return f"{reverse('courses:learn', args=[run.slug])}{lesson}/"


def public_outline(edition: CourseEdition) -> SafeString:
    """The modules of an edition for who is not learning it: titles, no states, no links."""
    name = f"courses.outline.{edition.digest}.{get_language()}"
    html = cache.get(name)
    if html is None:
        unfolded = len(edition.outline.lessons) <= WHOLE_BESIDE_LESSON
        html = SafeString("".join(_draw(_titles(module, unfolded)) for module in edition.outline.modules))
        cache.set(name, html, KEPT_FOR)
    return html


def _titles(module: Module, is_open: bool) -> dict[str, Any]:
    lessons = [_title(lesson) for lesson in module.lessons]
    return {"title": str(module.titles), "anchor": _anchor(module), "lessons": lessons, "is_open": is_open}


def _title(lesson: Lesson, language: str = "") -> dict[str, str]:
    """A lesson's title, with its language where it is not the reader's."""
    interface = get_language() or ""
    shown = lesson.titles.language_for(language or interface)
    return {"title": lesson.titles.in_language(shown), "lang": "" if shown == interface else shown}


@dataclass(frozen=True)
class LearnersOutline:
    """A course's outline with the states of one learner.

    Unfolded is the module that holds ``open_at``; ``current`` is the lesson whose page this is; ``deadlines`` is what
    to say of lessons that have one; titles are in ``language``, by default the active one.
    """

    enrolment: Enrolment
    standing: Standing
    open_at: UUID | None = None
    current: UUID | None = None
    deadlines: Mapping[UUID, str] = field(default_factory=dict)
    language: str = ""

    @cached_property
    def _home(self) -> str:
        """The address of the course's home page."""
        return reverse("courses:learn", args=[self.enrolment.run.slug])

    @cached_property
    def _place(self) -> str:
        """What every drawing of this learner's outline depends on: edition, run and language."""
        read_in = f".{self.language}" if self.language and self.language != get_language() else ""
        return f"{self.enrolment.edition.digest}.{self.enrolment.run.slug}.{get_language()}{read_in}"

    def whole(self, level: int = 3) -> SafeString:
        """All modules with all lessons; ``level`` is that of the headings over the courses of a programme."""
        return self._drawn({module.key: self._unfoldable(module) for module in self.standing.outline.modules}, level)

    def beside_lesson(self) -> SafeString:
        """All modules; in a long course the lessons of the reader's module alone, the others being links to their
        place on the course's home page. Of the other courses of a long programme only their names.
        """
        outline = self.standing.outline
        if len(outline.lessons) <= WHOLE_BESIDE_LESSON:
            return self.whole(level=2)
        here = outline.course_of.get(self.current) if self.current else None
        return self._drawn(
            {
                module.key: self._unfoldable(module) if self._holds(module, self.current) else self._link(module)
                for module in (here.modules if here else outline.modules)
            },
            level=2,
        )

    def _drawn(self, drawings: Mapping[UUID, Drawing], level: int) -> SafeString:
        """The modules; in a programme under their courses, of which those without drawn modules are links."""
        made = dict(zip(drawings, _made(drawings.values()), strict=True))
        courses = self.standing.outline.courses
        parts = [self._course(each, made, level) for each in courses] if courses else made.values()
        return SafeString("".join(parts))

    def _course(self, course: Course, modules: Mapping[UUID, SafeString], level: int) -> SafeString:
        inside = [modules[module.key] for module in course.modules if module.key in modules]
        values = {
            "title": str(course.titles),
            "anchor": course.anchor,
            "percent": self.standing.percent_of(course),
            "is_current": self.current is not None and self.standing.outline.course_of.get(self.current) is course,
            "url": "" if inside else f"{self._home}#{course.anchor}",
            "modules": SafeString("".join(inside)),
        }
        return render_to_string(COURSE_TEMPLATE, {"course": values, "level": level})

    def _unfoldable(self, module: Module) -> Drawing:
        """A module with its lessons."""
        return self._name(module), lambda: self._with_lessons(module)

    def _link(self, module: Module) -> Drawing:
        """A module as a link to its place on the course's home page."""
        completed = self.standing.completed_lessons(module)
        name = f"courses.module-link.{self._place}.{module.key}.{completed}"
        return name, lambda: {**self._heading(module), "url": f"{self._home}#{_anchor(module)}"}

    def _name(self, module: Module) -> str:
        """All that the drawing of a module depends on."""
        place = self.current if self._holds(module, self.current) else self._holds(module, self.open_at)
        name = f"courses.module.{self._place}.{module.key}.{place}.{self.standing.signature(module)}"
        if not self.deadlines:
            return name
        return f"{name}.{digest_of([self.deadlines.get(lesson.key) for lesson in module.lessons])}"

    def _holds(self, module: Module, lesson: UUID | None) -> bool:
        return lesson is not None and self.standing.outline.module_of.get(lesson) is module

    def _heading(self, module: Module) -> dict[str, Any]:
        return {
            "title": module.titles.in_language(self.language or get_language() or ""),
            "anchor": _anchor(module),
            "completed": self.standing.completed_lessons(module),
            "total": len(module.lessons),
        }

    def _with_lessons(self, module: Module) -> dict[str, Any]:
        lessons = [
            {
                **_title(lesson, self.language),
                "url": f"{self._home}{lesson.key}/",
                "state": self.standing.of_lesson(lesson),
                "is_current": lesson.key == self.current,
                "deadline": self.deadlines.get(lesson.key, ""),
            }
            for lesson in module.lessons
        ]
        return {**self._heading(module), "is_open": self._holds(module, self.open_at), "lessons": lessons}


def _made(drawings: Iterable[Drawing]) -> list[SafeString]:
    """The drawings, from the cache as far as they are there."""
    wanted = dict(drawings)
    drawn = cache.get_many(wanted)
    missing = {name: _draw(values()) for name, values in wanted.items() if name not in drawn}
    if missing:
        cache.set_many(missing, KEPT_FOR)
    drawn |= missing
    return [drawn[name] for name in wanted]


def _anchor(module: Module) -> str:
    """The module's place on the course's home page."""
    return f"module-{module.key}"


def _draw(module: dict[str, Any]) -> SafeString:
    return render_to_string(MODULE_TEMPLATE, {"module": module, "folded": True})
