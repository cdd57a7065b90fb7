"""What somebody wrote in discussions, for that person."""

from typing import Any

from courses.models import Post
from people.models import User


def written(user: User) -> list[dict[str, Any]]:
    """Every post with its former texts, hidden ones too."""
    posts = (
        Post.objects.by(user).select_related("thread__run").prefetch_related("versions").order_by("created_at", "pk")
    )
    return [
        {
            "run": post.thread.run.slug,
            "thread": post.thread.title,
            "text": post.text,
            "written_at": post.created_at,
            "edited_at": post.edited_at,
            "former_texts": [version.text for version in post.versions.all()],
            "hidden_at": post.hidden_at,
            "hidden_reason": post.hidden_reason,
        }
        for post in posts
    ]
