"""The connection to a search server, Elasticsearch or OpenSearch."""

from dataclasses import replace

from elastic_transport import HttpHeaders, Urllib3HttpNode
from elastic_transport._models import DEFAULT, DefaultType
from elastic_transport._node import NodeApiResponse
from elasticsearch import Elasticsearch

_VENDOR, _PLAIN = "application/vnd.elasticsearch+", "application/"
_MEDIA_TYPES = ("accept", "content-type")


class AnyServerNode(Urllib3HttpNode):
    """Speaks plain JSON, which every server takes, and vouches for servers that do not say what they are."""

    def perform_request(
        self,
        method: str,
        target: str,
        body: bytes | None = None,
        headers: HttpHeaders | None = None,
        request_timeout: DefaultType | float | None = DEFAULT,
    ) -> NodeApiResponse:
        """One request."""
        plain = HttpHeaders(headers or {})
        for name in _MEDIA_TYPES:
            if name in plain:
                plain[name] = plain[name].split(";")[0].replace(_VENDOR, _PLAIN)
        answer = super().perform_request(method, target, body=body, headers=plain, request_timeout=request_timeout)
        vouched = HttpHeaders({**answer.meta.headers, "x-elastic-product": "Elasticsearch"})
        return NodeApiResponse(replace(answer.meta, headers=vouched), answer.body)


def connect(url: str, seconds: float) -> Elasticsearch:
    """A client that waits no longer than this for an answer. Nothing is asked of the server yet."""
    return Elasticsearch(url, node_class=AnyServerNode, request_timeout=seconds, max_retries=0)
