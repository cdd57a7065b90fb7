import json
import stat
from base64 import urlsafe_b64decode
from copy import deepcopy
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from credentials.badges.canonical import CONTEXTS, PROOF_MEMBERS, canonical_credential, canonical_proof
from credentials.badges.checking import Outcome, Report, check_badge
from credentials.badges.encoding import base58, multibase, to_base58
from credentials.badges.issuing import NoKeyError, badge_jwt, credential, jwks
from credentials.badges.keys import KeyProblem, installation_keys, public, public_jwk, read_keys
from credentials.badges.structure import problems_of
from credentials.models import IssuedDocument
from credentials.services import hide_name, revoke
from tests.factories.credentials import issued
from tests.factories.people import UserFactory

RSA = generate_private_key(public_exponent=65537, key_size=2048)
PEM = RSA.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
AT = datetime(2027, 1, 1, tzinfo=UTC)


@pytest.fixture
def key(settings: Any) -> None:
    """The installation has a key."""
    settings.BADGE_KEY = PEM


@pytest.fixture(autouse=True)
def no_key_of_this_machine(settings: Any, tmp_path: Path) -> None:
    """Whatever lies in ``var/`` of whoever runs the tests is left alone."""
    settings.BADGE_KEY, settings.BADGE_KEY_FILE = "", str(tmp_path / "keys" / "badges.pem")


@pytest.fixture
def document(db: None) -> IssuedDocument:
    """A document to make a badge of."""
    return issued()


def outcome(report: Report) -> list[Outcome]:
    return [proof.outcome for proof in report.proofs]


def places(report: Report) -> list[str]:
    return [problem.place for problem in report.problems]


class TestOwnBadges:
    def test_a_badge_is_built_as_the_specification_asks(self, document: IssuedDocument) -> None:
        badge = credential(document)
        assert problems_of(badge) == []
        assert badge["name"] == "Оценивание на уроке"
        assert badge["credentialSubject"]["licenseNumber"] == document.number
        assert badge["credentialSubject"]["creditsEarned"] == 72
        assert badge["validFrom"] == "2026-11-22T00:00:00Z"
        assert document.holder.email not in json.dumps(badge)

    def test_a_hidden_name_stays_hidden(self, document: IssuedDocument) -> None:
        assert document.holder.family_name in json.dumps(credential(document))
        hide_name(document, True, by=document.holder)
        assert document.holder.family_name not in json.dumps(credential(document))

    def test_a_signed_badge_is_checked_without_a_network(self, document: IssuedDocument, key: None) -> None:
        report = check_badge(badge_jwt(document), installation_keys(), at=AT)
        assert report.is_proven
        assert outcome(report) == [Outcome.VALID]
        assert not report.problems

    def test_with_the_published_keys_alone(self, document: IssuedDocument, key: None) -> None:
        published = jwt.PyJWKSet.from_dict(jwks())
        assert check_badge(badge_jwt(document), [published.keys[0].key], at=AT).is_proven
        assert set(jwks()["keys"][0]) == {"kty", "n", "e", "kid", "alg", "use"}

    def test_any_change_is_noticed(self, document: IssuedDocument, key: None) -> None:
        head, claims, signature = badge_jwt(document).split(".")
        changed = claims[:-6] + ("A" if claims[-6] != "A" else "B") + claims[-5:]
        report = check_badge(f"{head}.{changed}.{signature}", installation_keys(), at=AT)
        assert not report.is_proven

    def test_a_forged_badge_is_refused(self, document: IssuedDocument, key: None) -> None:
        claims = jwt.decode(badge_jwt(document), options={"verify_signature": False})
        thief = generate_private_key(public_exponent=65537, key_size=2048)
        forged = jwt.encode(claims, thief, "RS256", {"kid": public_jwk(RSA)["kid"]})
        assert outcome(check_badge(forged, installation_keys(), at=AT)) == [Outcome.INVALID]
        unnamed = jwt.encode(claims, thief, "RS256")
        assert not check_badge(unnamed, installation_keys(), at=AT).is_proven

    @pytest.mark.parametrize("algorithm", ["none", "HS256"])
    def test_weak_algorithms_are_refused(self, document: IssuedDocument, key: None, algorithm: str) -> None:
        secret: Any = None if algorithm == "none" else "0123456789abcdef0123456789abcdef"
        forged = jwt.encode(credential(document), secret, algorithm)
        assert outcome(check_badge(forged, installation_keys(), at=AT)) == [Outcome.INVALID]

    def test_claims_that_disagree_with_the_credential_are_told(self, document: IssuedDocument) -> None:
        claims = {**credential(document), "jti": "urn:other", "iss": "https://other.example"}
        assert places(check_badge(jwt.encode(claims, RSA, "RS256"), [RSA], at=AT)) == ["iss", "jti"]

    def test_a_badge_signed_with_a_former_key_stays_valid(self, document: IssuedDocument, settings: Any) -> None:
        settings.BADGE_KEY = PEM
        old = badge_jwt(document)
        edwards = Ed25519PrivateKey.generate()
        new = edwards.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
        settings.BADGE_KEY = new + public(RSA).public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()

        for badge in (old, badge_jwt(document)):
            assert check_badge(badge, installation_keys(), at=AT).is_proven
        assert [one["alg"] for one in jwks()["keys"]] == ["EdDSA", "RS256"]

    def test_before_its_day_a_badge_does_not_hold(self, document: IssuedDocument, key: None) -> None:
        early = datetime(2026, 1, 1, tzinfo=UTC)
        assert places(check_badge(badge_jwt(document), installation_keys(), at=early)) == ["validFrom"]

    def test_without_a_key_nothing_is_signed(self, document: IssuedDocument) -> None:
        with pytest.raises(NoKeyError, match="make_badge_key"):
            badge_jwt(document)


class TestAddresses:
    def test_checkers_find_issuer_keys_and_revocations(
        self, client: Client, document: IssuedDocument, key: None
    ) -> None:
        badge = credential(document)
        path = "http://localhost:8000"
        issuer = client.get(badge["issuer"]["id"].removeprefix(path))
        assert issuer.json()["type"] == ["Profile"]
        assert client.get("/credentials/jwks.json").json()["keys"][0]["kid"] == public_jwk(RSA)["kid"]
        listed = client.get(badge["credentialStatus"]["id"].removeprefix(path)).json()
        assert listed["revokedCredential"] == []
        revoke(document, "Private reason", by=UserFactory.create(is_superuser=True))
        listed = client.get(badge["credentialStatus"]["id"].removeprefix(path)).json()
        assert listed["revokedCredential"] == [{"id": badge["id"], "revoked": True}]

    def test_a_badges_own_address_leads_to_the_document(self, client: Client, document: IssuedDocument) -> None:
        response = client.get(reverse("badges:credential", args=[document.public_id]))
        assert response["Location"].endswith(f"/verify/{document.public_id}/")
        unknown = reverse("badges:credential", args=["00000000-0000-4000-8000-000000000000"])
        assert client.get(unknown, follow=True).status_code == 404

    def test_the_holder_alone_gets_the_badge(self, client: Client, document: IssuedDocument, key: None) -> None:
        url = reverse("credentials:badge", args=[document.public_id])
        client.force_login(UserFactory.create(is_superuser=True))
        assert client.get(url).status_code == 404
        client.force_login(document.holder)
        response = client.get(url)
        assert response["Content-Type"] == "application/vc+jwt"
        assert check_badge(response.content.decode(), installation_keys(), at=AT).is_proven
        assert url in client.get("/ru/my-documents/").content.decode()

    def test_without_a_key_no_badge_is_offered(self, client: Client, document: IssuedDocument) -> None:
        url = reverse("credentials:badge", args=[document.public_id])
        client.force_login(document.holder)
        assert client.get(url).status_code == 404
        assert url not in client.get("/ru/my-documents/").content.decode()


class TestBadgesOfOthers:
    @pytest.fixture
    def simple(self, shared_data: Path) -> dict[str, Any]:
        return json.loads((shared_data / "badges" / "simple.json").read_text())

    def test_a_good_one_is_found_unchanged(self, simple: dict[str, Any]) -> None:
        report = check_badge(json.dumps(simple), at=AT)
        assert report.is_well_formed
        assert outcome(report) == [Outcome.UNCHANGED]
        assert not report.is_proven

    def test_one_whose_proof_is_another_badges_is_refused(self, shared_data: Path) -> None:
        report = check_badge((shared_data / "badges" / "simple-err-proof-value.json").read_text(), at=AT)
        assert outcome(report) == [Outcome.INVALID]
        assert not report.is_well_formed

    def test_the_largest_one_is_well_formed_and_says_what_is_not_checked(self, shared_data: Path) -> None:
        report = check_badge((shared_data / "badges" / "complete.json").read_text(), at=AT)
        assert report.problems == []
        assert set(outcome(report)) == {Outcome.NOT_CHECKED}

    def test_an_older_one_lacks_what_the_final_specification_asks(self, shared_data: Path) -> None:
        report = check_badge((shared_data / "badges" / "simple.jwt").read_text(), [RSA], at=AT)
        assert places(report) == ["credentialSubject.achievement"]
        assert outcome(report) == [Outcome.NOT_CHECKED]

    @pytest.mark.parametrize(
        ("path", "value"),
        [
            (["name"], "Another badge"),
            (["credentialSubject", "id"], "did:example:thief"),
            (["credentialSubject", "achievement", "criteria", "narrative"], "Nothing was asked"),
            (["validFrom"], "2011-01-01T00:00:00Z"),
            (["issuer", "name"], "Example University"),
            (["proof", 0, "created"], "2011-01-01T19:23:24Z"),
        ],
    )
    def test_every_change_of_a_member_is_noticed(self, simple: dict[str, Any], path: list[Any], value: str) -> None:
        target: Any = simple
        for step in path[:-1]:
            target = target[step]
        target[path[-1]] = value
        assert outcome(check_badge(json.dumps(simple), at=AT)) == [Outcome.INVALID]

    def test_what_is_not_known_is_not_passed_over(self, simple: dict[str, Any]) -> None:
        for place, name in ((simple, "evidence"), (simple["credentialSubject"], "role")):
            place[name] = "x"
            assert outcome(check_badge(json.dumps(simple), at=AT)) == [Outcome.NOT_CHECKED]
            del place[name]

    def test_an_issuer_that_is_its_key_is_proven(self, simple: dict[str, Any]) -> None:
        private = Ed25519PrivateKey.generate()
        raw = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        multikey = "z" + to_base58(b"\xed\x01" + raw)
        badge = deepcopy(simple)
        badge["issuer"]["id"] = f"did:key:{multikey}"
        proof = badge["proof"][0]
        proof["verificationMethod"] = f"did:key:{multikey}#{multikey}"
        from hashlib import sha256

        parts = (canonical_proof(proof), canonical_credential(badge))
        proof["proofValue"] = "z" + to_base58(private.sign(b"".join(sha256(part.encode()).digest() for part in parts)))
        assert check_badge(json.dumps(badge), at=AT).is_proven


class TestStructure:
    @pytest.mark.parametrize(
        ("changes", "place"),
        [
            ({"@context": ["https://www.w3.org/ns/credentials/v2"]}, "@context"),
            ({"type": ["VerifiableCredential"]}, "type"),
            ({"id": None}, "id"),
            ({"id": "no address"}, "id"),
            ({"issuer": None}, "issuer"),
            ({"issuer": {"id": "https://a.example"}}, "issuer.type"),
            ({"validFrom": "yesterday"}, "validFrom"),
            ({"validFrom": "2026-01-01T00:00:00"}, "validFrom"),
            ({"validFrom": None}, "validFrom"),
            ({"credentialSubject": None}, "credentialSubject"),
            ({"credentialSubject": "x"}, "credentialSubject"),
        ],
    )
    def test_each_problem_has_its_place(self, document: IssuedDocument, changes: dict[str, Any], place: str) -> None:
        assert place in [problem.place for problem in problems_of({**credential(document), **changes})]

    def test_every_problem_is_listed(self) -> None:
        places_ = [problem.place for problem in problems_of({})]
        assert len(places_) >= 7

    @pytest.mark.parametrize(
        "text", ["", "x", "a.b.c", "{", "[]", "{}", "null", '{"proof": 1}', '{"proof": [{}]}', "[" * 9000]
    )
    def test_rubbish_is_refused_in_words(self, text: str) -> None:
        report = check_badge(text, [RSA], at=AT)
        assert report.problems
        assert not report.is_proven

    def test_a_badge_that_is_too_large_is_not_read(self) -> None:
        assert len(check_badge("{" + " " * 1_100_000 + "}").problems) == 1

    @given(
        st.recursive(
            st.none() | st.booleans() | st.text(max_size=8) | st.integers(),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(
                    st.sampled_from(
                        ["@context", "id", "type", "issuer", "credentialSubject", "achievement", "proof", "validFrom"]
                    ),
                    inner,
                    max_size=5,
                )
            ),
            max_leaves=12,
        )
    )
    def test_no_json_breaks_the_check(self, value: Any) -> None:
        check_badge(json.dumps(value), at=AT)

    @given(
        st.dictionaries(
            st.sampled_from([*sorted(PROOF_MEMBERS), "domain"]),
            st.sampled_from(["DataIntegrityProof", "eddsa-rdfc-2022", "assertionMethod", "z1", "x#z6Mk1"])
            | st.integers()
            | st.lists(st.text(max_size=3), max_size=2),
        )
    )
    def test_no_proof_breaks_the_check(self, proof: dict[str, Any]) -> None:
        assert not check_badge(json.dumps({"@context": CONTEXTS, "proof": proof}), at=AT).is_proven

    @given(st.binary(max_size=70))
    def test_base58_survives(self, data: bytes) -> None:
        assert base58(to_base58(data)) == data

    @pytest.mark.parametrize("text", ["", "x123", "z0OIl", "z" + "1" * 2000])
    def test_what_is_no_multibase(self, text: str) -> None:
        with pytest.raises(ValueError, match=r".+"):
            multibase(text)


class TestKeys:
    def test_a_key_is_made_once_for_its_owner_alone(self, settings: Any) -> None:
        call_command("make_badge_key", stdout=StringIO())
        path = Path(settings.BADGE_KEY_FILE)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        first = jwks()["keys"][0]["kid"]
        with pytest.raises(CommandError, match="--rotate"):
            call_command("make_badge_key", stdout=StringIO())
        call_command("make_badge_key", "--rotate", stdout=StringIO())
        assert [key["kid"] for key in jwks()["keys"]][1] == first
        assert stat.S_IMODE(path.stat().st_mode) == 0o600

    def test_a_key_may_come_from_the_environment_on_one_line(self, settings: Any) -> None:
        settings.BADGE_KEY = PEM.replace("\n", "\\n")
        assert public_jwk(installation_keys()[0])["kid"] == public_jwk(RSA)["kid"]

    def test_a_damaged_key_is_told(self) -> None:
        with pytest.raises(KeyProblem):
            read_keys("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----")

    def test_a_thumbprint_is_a_sha256(self) -> None:
        kid = public_jwk(RSA)["kid"]
        assert len(urlsafe_b64decode(kid + "=")) == 32


class TestCommand:
    def check(self, tmp_path: Path, text: str, *options: str) -> str:
        path, out = tmp_path / "badge", StringIO()
        path.write_text(text)
        call_command("verify_badge", str(path), *options, stdout=out)
        return out.getvalue()

    def test_a_good_badge(
        self, tmp_path: Path, document: IssuedDocument, key: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("django.utils.timezone.now", lambda: AT)
        assert "valid" in self.check(tmp_path, badge_jwt(document))
        pem = tmp_path / "key.pem"
        pem.write_bytes(public(RSA).public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
        assert "valid" in self.check(tmp_path, badge_jwt(document), "--key", str(pem))

    def test_a_bad_badge_and_an_unproven_one_fail_differently(self, tmp_path: Path, shared_data: Path) -> None:
        with pytest.raises(CommandError, match="not valid"):
            self.check(tmp_path, "{}")
        with pytest.raises(CommandError, match="not proven") as caught:
            self.check(tmp_path, (shared_data / "badges" / "simple.json").read_text())
        assert caught.value.returncode == 2

    def test_a_file_that_is_not_there(self) -> None:
        with pytest.raises(CommandError, match="No such file"):
            call_command("verify_badge", "/nowhere/badge.json")
