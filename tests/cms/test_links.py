"""Addresses of other sites are asked safely, within bounds, and what they answer is kept."""

import ipaddress
import socket
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from cms.jobs import STALE_AFTER
from cms.links import asking, services
from cms.links.asking import Answer, Asker, Bounds
from cms.links.rounds import Round
from cms.links.rules import Address, Outcome, addresses_in, is_public, normalised, outcome_of, target
from cms.links.services import keep, known, run_check, start_check
from cms.models import LinkCheck, WebAddress
from people.models import User
from tests.factories.people import UserFactory

SUBJECT = "courses.course:1"


class Site(BaseHTTPRequestHandler):
    """A site whose paths say how it answers: /200, /404, /head-405, /to/301/200, /slow …"""

    asked: list[tuple[str, str, str]] = []

    def do_HEAD(self) -> None:
        self.respond()

    def do_GET(self) -> None:
        self.respond()

    def respond(self) -> None:
        Site.asked.append((self.command, self.path, self.headers["Host"]))
        name, _slash, rest = self.path.lstrip("/").partition("/")
        if name == "to":
            status, _slash, where = rest.partition("/")
            self.send_response(int(status))
            self.send_header("Location", where if "://" in where else f"/{where}")
        elif name == "loop":
            self.send_response(302)
            self.send_header("Location", f"/loop/{len(Site.asked)}")
        elif name == "slow":
            self.drip()
            return
        elif name == "head-405":
            self.send_response(405 if self.command == "HEAD" else 200)
        else:
            self.send_response(int(name))
        self.end_headers()

    def drip(self) -> None:
        """Each byte in time, the whole never."""
        try:
            for _byte in range(100):
                self.wfile.write(b"H")
                self.wfile.flush()
                time.sleep(0.1)
        except OSError:
            return

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 -- its own
        """Nothing is printed."""


@pytest.fixture
def site() -> Iterator[str]:
    Site.asked = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def asker(site: str, **bounds: Any) -> Asker:
    return Asker(Bounds(private_hosts={site.removeprefix("http://")}, **bounds))


def pointing(*addresses: str) -> asking.Resolve:
    def resolve(host: str, port: int) -> list[Address]:
        return [ipaddress.ip_address(each) for each in addresses]

    return resolve


class TestAnswers:
    @pytest.mark.parametrize(
        ("path", "answer"),
        [
            ("/200", Answer(Outcome.ALIVE, 200)),
            ("/head-405", Answer(Outcome.ALIVE, 200)),
            ("/403", Answer(Outcome.ALIVE, 403)),
            ("/404", Answer(Outcome.DEAD, 404)),
            ("/410", Answer(Outcome.DEAD, 410)),
            ("/503", Answer(Outcome.UNREACHABLE, 503)),
            ("/to/302/200", Answer(Outcome.ALIVE, 200)),
            ("/to/302/404", Answer(Outcome.DEAD, 404)),
            ("/to/301/404", Answer(Outcome.DEAD, 404)),
            ("/to/302/to/301/200", Answer(Outcome.ALIVE, 200)),
        ],
    )
    def test_each_answer_has_its_outcome(self, site: str, path: str, answer: Answer) -> None:
        assert asker(site).ask(site + path) == answer

    def test_what_moved_for_good_says_where_to(self, site: str) -> None:
        assert asker(site).ask(f"{site}/to/301/200") == Answer(Outcome.MOVED, 200, f"{site}/200")
        assert asker(site).ask(f"{site}/to/308/to/302/200") == Answer(Outcome.MOVED, 200, f"{site}/to/302/200")

    def test_head_is_enough_where_it_is_answered(self, site: str) -> None:
        asker(site).ask(f"{site}/200")
        asker(site).ask(f"{site}/404")
        assert [method for method, _path, _host in Site.asked] == ["HEAD", "HEAD", "GET"]

    def test_redirects_come_to_an_end(self, site: str) -> None:
        assert asker(site).ask(f"{site}/loop").outcome == Outcome.DEAD
        assert len(Site.asked) == 6

    def test_one_who_speaks_slowly_is_cut_off(self, site: str) -> None:
        begun = time.monotonic()
        assert asker(site, seconds=0.5, step_seconds=5).ask(f"{site}/slow").outcome == Outcome.UNREACHABLE
        assert time.monotonic() - begun < 3

    def test_nobody_there(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            place = f"127.0.0.1:{free.getsockname()[1]}"
            assert asker(f"http://{place}").ask(f"http://{place}/").outcome == Outcome.UNREACHABLE

    def test_no_certificate_for_the_name(self, site: str) -> None:
        secure = site.replace("http:", "https:")
        assert asker(site).ask(f"{secure}/200").outcome == Outcome.UNREACHABLE

    def test_the_site_is_asked_by_its_name_at_the_address_that_was_judged(self, site: str) -> None:
        port = site.rpartition(":")[2]
        one = Asker(Bounds(private_hosts={f"xn--80ak6aa92e.example:{port}"}), pointing("127.0.0.1"))
        assert one.ask(f"http://аррӏе.example:{port}/200").outcome == Outcome.ALIVE
        assert Site.asked == [("HEAD", "/200", f"xn--80ak6aa92e.example:{port}")]


class TestRefused:
    @pytest.mark.parametrize(
        "url",
        [
            "http://127.0.0.1/",
            "http://localhost/",
            "http://2130706433/",
            "http://0x7f.1/",
            "http://[::1]/",
            "http://[::ffff:10.0.0.1]/",
            "http://[64:ff9b::a9fe:a9fe]/",
            "http://169.254.169.254/latest/meta-data/",
            "http://168.63.129.16/",
            "http://100.100.100.200/",
            "http://0.0.0.0/",
        ],
    )
    def test_what_lies_within(self, url: str) -> None:
        assert Asker().ask(url) == Answer(Outcome.REFUSED)

    @pytest.mark.parametrize("url", ["http://example.org:22/", "https://example.org:8443/", "http://example.org:443/"])
    def test_unusual_ports(self, url: str) -> None:
        assert Asker(resolve=pointing("93.184.215.14")).ask(url) == Answer(Outcome.REFUSED)

    @pytest.mark.parametrize("addresses", [("10.1.2.3",), ("93.184.215.14", "192.168.0.1"), ("fd00::1",), ("fe80::1",)])
    def test_names_of_which_an_address_lies_within(self, addresses: tuple[str, ...]) -> None:
        assert Asker(resolve=pointing(*addresses)).ask("https://inside.example/") == Answer(Outcome.REFUSED)

    @pytest.mark.parametrize("inside", ["http://169.254.169.254/latest/", "http://127.0.0.1:1/", "http://localhost/x"])
    def test_redirects_to_what_lies_within(self, site: str, inside: str) -> None:
        assert asker(site).ask(f"{site}/to/302/{inside}") == Answer(Outcome.REFUSED)

    def test_a_redirect_to_no_web_address_is_not_followed(self, site: str) -> None:
        assert asker(site).ask(f"{site}/to/302/file:///etc/passwd").outcome == Outcome.ALIVE
        assert len(Site.asked) == 1

    def test_a_name_that_changes_its_mind_is_looked_up_once_for_each_question(self, site: str) -> None:
        port = site.rpartition(":")[2]
        lookups: list[str] = []

        def resolve(host: str, at: int) -> list[Address]:
            lookups.append(host)
            return [ipaddress.ip_address("127.0.0.1" if host == "127.0.0.1" else "10.0.0.1")]

        one = Asker(Bounds(private_hosts={f"127.0.0.1:{port}"}), resolve)
        assert one.ask(f"{site}/to/302/http://rebound.example/") == Answer(Outcome.REFUSED)
        assert lookups == ["127.0.0.1", "rebound.example"]

    def test_an_intranet_may_be_allowed_by_name(self, site: str) -> None:
        bounds = Bounds(private_hosts={"portal.example"}, step_seconds=0.2, seconds=0.4)
        # Allowed, and so tried: nobody is there.
        assert Asker(bounds, pointing("127.0.0.1")).ask("http://portal.example/").outcome == Outcome.UNREACHABLE


class TestRules:
    @pytest.mark.parametrize(
        ("given", "plain"),
        [
            ("HTTP://Example.ORG:80/a#part", "http://example.org/a"),
            ("https://example.org:443?q=1", "https://example.org/?q=1"),
            ("https://me:secret@example.org/", "https://example.org/"),
            ("https://[2001:DB8::1]:8443/", "https://[2001:db8::1]:8443/"),
            (" https://пример.рф/путь ", "https://пример.рф/путь"),
            ("mailto:a@example.org", ""),
            ("javascript:alert(1)", ""),
            ("/ru/catalogue/", ""),
            ("https://[broken/", ""),
            ("https://example.org:99999/", ""),
        ],
    )
    def test_an_address_is_compared_as_it_is_asked(self, given: str, plain: str) -> None:
        assert normalised(given) == plain

    @given(st.text())
    def test_nothing_breaks_it(self, text: str) -> None:
        plain = normalised(text)
        assert plain == "" or normalised(plain) == plain

    @given(st.text())
    def test_a_question_is_one_line(self, text: str) -> None:
        url = normalised(f"https://example.org/{text}")
        assert target(url).isascii()
        assert not any(sign.isspace() for sign in target(url))

    def test_links_of_a_text(self) -> None:
        html = '<p><a href="https://a.example/1">1</a> <a linktype="page" id="3">2</a> <a href="mailto:x@y.z">3</a></p>'
        assert list(addresses_in(html)) == ["https://a.example/1"]

    @pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
    def test_the_open_network(self, address: str) -> None:
        assert is_public(ipaddress.ip_address(address))

    @given(st.ip_addresses(v=4, network="10.0.0.0/8") | st.ip_addresses(v=6, network="fc00::/7"))
    def test_no_private_address_is_public(self, address: Address) -> None:
        assert not is_public(address)

    @pytest.mark.parametrize("address", ["2002:7f00:1::", "2001:0:4136:e378:8000:63bf:80ff:fffe", "ff02::1", "::"])
    def test_nor_one_that_stands_for_it(self, address: str) -> None:
        assert not is_public(ipaddress.ip_address(address))

    def test_statuses(self) -> None:
        assert {outcome_of(status) for status in (200, 204, 304, 401, 429)} == {Outcome.ALIVE}
        assert {outcome_of(status) for status in (400, 404, 410)} == {Outcome.DEAD}
        assert {outcome_of(status) for status in (500, 502, 599)} == {Outcome.UNREACHABLE}


class TestRound:
    def test_one_host_is_not_hurried(self, site: str) -> None:
        begun = time.monotonic()
        answers = dict(Round(asker(site), pause=0.2).answers([f"{site}/200", f"{site}/404"]))
        assert time.monotonic() - begun >= 0.2
        assert answers == {f"{site}/200": Answer(Outcome.ALIVE, 200), f"{site}/404": Answer(Outcome.DEAD, 404)}

    def test_it_ends_in_time(self, site: str) -> None:
        urls = [f"{site}/200?{number}" for number in range(5)]
        assert len(dict(Round(asker(site), seconds=0.1, pause=0.5).answers(urls))) == 1

    def test_nothing_to_ask(self) -> None:
        assert list(Round(Asker()).answers([])) == []


@pytest.mark.django_db
class TestChecks:
    @pytest.fixture
    def author(self) -> User:
        return UserFactory.create()

    def test_answers_are_kept_as_they_come(self, site: str, author: User) -> None:
        urls = [f"{site}/200", f"{site}/404"]
        check = start_check(SUBJECT, urls, author)
        assert check is not None
        run_check(check.pk, asker(site), pause=0)
        check.refresh_from_db()

        assert (check.state, check.done, check.total) == (LinkCheck.State.DONE, 2, 2)
        found = known(urls)
        assert [found[url].outcome for url in urls] == [Outcome.ALIVE, Outcome.DEAD]
        assert all(found[url].checked_at for url in urls)

    def test_one_at_a_time(self, author: User) -> None:
        first = start_check(SUBJECT, ["https://a.example/"], author)
        assert start_check(SUBJECT, ["https://b.example/"], author) == first
        assert start_check("courses.course:2", ["https://a.example/"], author) != first
        assert WebAddress.objects.count() == 1

    def test_what_answered_lately_is_not_asked_again(self, author: User) -> None:
        url = "https://a.example/"
        check = start_check(SUBJECT, [url], author)
        assert check is not None
        keep({url: Answer(Outcome.ALIVE, 200)})
        run_check(check.pk, Asker(resolve=pointing("10.0.0.1")))
        assert known([url])[url].outcome == Outcome.ALIVE
        assert start_check(SUBJECT, [url], author) is None
        assert start_check(SUBJECT, [url], author, timezone.now() + timedelta(hours=2)) is not None

    def test_one_that_lost_its_worker_goes_on_with_the_rest(self, site: str, author: User) -> None:
        urls = [f"{site}/200", f"{site}/404"]
        check = start_check(SUBJECT, urls, author)
        assert check is not None
        LinkCheck.objects.begin(check.pk)
        keep({urls[0]: Answer(Outcome.ALIVE, 200)})
        later = timezone.now() + STALE_AFTER + timedelta(minutes=1)
        assert start_check(SUBJECT, urls, author) == check
        run_check(check.pk, asker(site))
        assert Site.asked == []

        assert start_check(SUBJECT, urls, author, later) == check
        run_check(check.pk, asker(site))
        assert {path for _method, path, _host in Site.asked} == {"/404"}
        check.refresh_from_db()
        assert (check.state, check.done) == (LinkCheck.State.DONE, 2)

    def test_a_worker_whose_check_was_taken_over_stops(self, site: str, author: User) -> None:
        urls = [f"{site}/200?{number}" for number in range(3)]
        check = start_check(SUBJECT, urls, author)
        assert check is not None

        def takes_over(host: str, port: int) -> list[Address]:
            return [ipaddress.ip_address("127.0.0.1")]

        one = Asker(asker(site).bounds, takes_over)
        real = services.keep

        def then(answers: Any, at: Any = None) -> None:
            real(answers, at)
            LinkCheck.objects.filter(pk=check.pk).update(attempt=None)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(services, "keep", then)
            run_check(check.pk, one, pause=0.1)
        check.refresh_from_db()
        assert check.state == LinkCheck.State.RUNNING
        assert len(Site.asked) <= 2

    def test_a_long_address_and_an_old_answer(self, author: User) -> None:
        url = normalised("https://example.org/" + "ж" * 3000)
        start_check(SUBJECT, [url], author)
        keep({url: Answer(Outcome.DEAD, 404)}, timezone.now() - timedelta(days=31))
        assert known([url])[url].outcome == Outcome.DEAD
        assert known([url])[url].outcome_at() == Outcome.UNCHECKED
