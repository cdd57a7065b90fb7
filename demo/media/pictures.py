"""All pictures of the demonstration, by key."""

from collections.abc import Callable

from demo.media.canvas import Canvas
from demo.media.drawings import assessing, covers, nature, observing, reading

PICTURES: dict[str, Callable[[], Canvas]] = {
    "cover-accessible": covers.accessible,
    "cover-formative": covers.formative,
    "cover-observation": covers.observation,
    "cover-workshop": covers.workshop,
    "emblem": covers.emblem,
    "heading-map": reading.heading_map,
    "contrast-ladder": reading.contrast_ladder,
    "question-ladder": assessing.question_ladder,
    "traffic-lights": assessing.traffic_lights,
    "class-results": assessing.class_results,
    "fraction-strips": assessing.fraction_strips,
    "fraction-circles": assessing.fraction_circles,
    "observation-cycle": observing.observation_cycle,
    "participation-map": observing.participation_map,
    "pendulum": observing.pendulum,
    "water-cycle": nature.water_cycle,
    "weather-year": nature.weather_year,
}
