"""Who reviews whose work: a pure function of the works, the number and a seed."""

from collections.abc import Collection, Sequence
from random import Random
from typing import TypeVar

Person = TypeVar("Person", int, str)


def allocate(people: Collection[Person], reviews: int, seed: int) -> dict[Person, list[Person]]:
    """For each person the people whose work they review.

    Everybody reviews as many as everybody else and is reviewed by as many, nobody reviews their own work, nobody the
    same one twice; where there are too few people for ``reviews`` each, it is as many as there are others. The same
    people and seed give the same answer, in whatever order they come.
    """
    order = sorted(people)
    # Not for secrets: the seed is kept, so that an allocation can be explained.
    Random(seed).shuffle(order)  # noqa: S311
    each = max(0, min(reviews, len(order) - 1))
    return {person: _after(order, place, each) for place, person in enumerate(order)}


def _after(ring: Sequence[Person], place: int, number: int) -> list[Person]:
    """The next ones in a ring."""
    return [ring[(place + step) % len(ring)] for step in range(1, number + 1)]
