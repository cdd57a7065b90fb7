"""Template tags the components need."""

from django import template

register = template.Library()
