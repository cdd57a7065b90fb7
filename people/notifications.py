"""Telling people: what other apps need of it.

Register kinds in ``AppConfig.ready()``, then call :func:`notify` from a service::

    register_kind("courses.reply", _("Replies to what I wrote"), Channel.DIGEST)
    notify(readers, "courses.reply", lambda user: _("…"), reverse_lazy("…"), key=f"reply:{post.pk}")
"""

from people.notification_kinds import Channel, register_kind
from people.services.notifications import Message, notify

__all__ = ["Channel", "Message", "notify", "register_kind"]
