"""The web form: what is answered with 2xx is on disk, and what cannot be taken is given back to its writer."""

import base64
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from counter import PAGE, URL, Counter, counter

from helpdesk.channels.gateway.spool import Spool
from helpdesk.model.message import Party, Proof


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Counter]:
    with counter(tmp_path) as made:
        yield made


def test_a_posted_form_is_on_disk_when_it_is_answered(desk: Counter, tmp_path: Path) -> None:
    answered = desk.ask("It is on fire.", name="Ana", phone="+351 21 000")
    assert answered.status_code == 202
    ((message,), _) = Spool(tmp_path).waiting()
    assert (message.subject, message.text, message.channel) == ("Printer", "It is on fire.", "web")
    assert message.sender == Party(name="Ana", email="ana@example.org", phone="+351 21 000")
    assert message.proof is Proof.NONE


def test_what_the_label_on_a_thing_says_stands_at_the_head_of_the_text(desk: Counter) -> None:
    assert desk.ask("It smells.", asset="LT-0042\n\nx").status_code == 202
    (message,) = desk.waiting()
    assert message.text == "Asset: LT-0042 x\n\nIt smells."


def test_the_receipt_turns_into_the_reference(desk: Counter) -> None:
    place = desk.ask().headers["location"]
    assert place.startswith(f"{URL}/receipt/")
    assert desk.client.get(place).json()["status"] == "accepted"
    desk.land()
    assert desk.client.get(place).json()["reference"] == "HD-000001"


def test_a_receipt_cannot_be_guessed_from_a_key_that_staff_can_read(desk: Counter) -> None:
    place = desk.ask().headers["location"]
    (message,) = desk.waiting()
    assert desk.client.get(f"/receipt/{message.key.replace(':', '.')}").status_code == 404
    assert desk.client.get(place[:-1] + ("a" if place[-1] != "a" else "b")).status_code == 404


def test_a_quick_pass_is_waited_for_and_the_answer_has_the_reference(tmp_path: Path) -> None:
    with counter(tmp_path, patience=10.0) as desk:
        done = threading.Event()

        def passes() -> None:
            while not done.is_set():
                if desk.spool.wait(0.05):
                    desk.land()

        beside = threading.Thread(target=passes)
        beside.start()
        try:
            answered = desk.ask()
        finally:
            done.set()
            beside.join()
    assert (answered.status_code, answered.json()["reference"]) == (201, "HD-000001")


def test_the_same_idempotency_key_is_one_request_before_and_after_it_landed(desk: Counter) -> None:
    first = desk.ask(headers={"idempotency-key": "abc"})
    again = desk.ask(headers={"idempotency-key": "abc"})
    assert len(desk.waiting()) == 1
    desk.land()
    late = desk.ask(headers={"idempotency-key": "abc"})
    assert first.headers["location"] == again.headers["location"] == late.headers["location"]
    assert (late.status_code, late.json()["reference"]) == (201, "HD-000001")
    assert not desk.waiting()


def test_an_idempotency_key_used_for_something_else_is_refused(desk: Counter) -> None:
    desk.ask("One.", headers={"idempotency-key": "abc"})
    refused = desk.ask("Two.", headers={"idempotency-key": "abc"})
    assert (refused.status_code, refused.json()["code"]) == (422, "key-reused")
    assert [message.text for message in desk.waiting()] == ["One."]


def test_what_is_wrong_comes_back_as_problem_details_all_at_once(desk: Counter) -> None:
    answered = desk.ask(email="nobody", subject=" ")
    assert answered.status_code == 422
    assert answered.headers["content-type"] == "application/problem+json"
    assert [error["field"] for error in answered.json()["errors"]] == ["email", "subject"]
    assert not desk.waiting()


def test_the_desks_own_address_is_refused_while_the_sender_can_still_mend_it(desk: Counter) -> None:
    assert desk.ask(email="Help+x@Example.org").json()["errors"][0]["field"] == "email"


def test_a_catalogue_items_answers_are_checked_and_kept_by_field(desk: Counter) -> None:
    form = {"email": "ana@example.org", "answers": {"size": "15 inch"}}
    wrong = desk.client.post("/request/laptop", json=form)
    assert wrong.json()["errors"][0]["field"] == "field.size"
    form["answers"] = {"size": "14 inch", "extras": ["Mouse", "Dock"]}
    assert desk.client.post("/request/laptop", json=form).status_code == 202
    (message,) = desk.waiting()
    assert message.fields == {"form": "laptop", "size": "14 inch", "extras": "Mouse, Dock"}
    assert message.subject == "A laptop"


def test_items_for_staff_are_not_offered_to_whom_nothing_proves(desk: Counter) -> None:
    assert desk.client.post("/request/keys", json={"email": "ana@example.org"}).status_code == 404
    assert "Master keys" not in desk.client.get("/request", headers=PAGE).text


def test_files_come_as_multipart_and_as_base64(desk: Counter) -> None:
    form = {"email": "ana@example.org", "subject": "Log", "text": "See file."}
    desk.client.post("/request", data=form, files={"files": ("error.log", b"broken", "text/plain")})
    desk.ask(attachments=[{"name": "e.log", "type": "text/plain", "content": base64.b64encode(b"broken").decode()}])
    assert [(file.name, file.content) for message in desk.waiting() for file in message.attachments] == [
        ("error.log", b"broken"),
        ("e.log", b"broken"),
    ]


def test_a_file_beyond_what_the_desk_keeps_is_refused_before_it_is_lost(desk: Counter) -> None:
    form = {"email": "ana@example.org", "subject": "Log"}
    answered = desk.client.post("/request", data=form, files={"files": ("big", b"x" * 1001)})
    assert answered.json()["errors"][0] == {
        "field": "files",
        "what": "big has 1,001 bytes",
        "remedy": "1,000 are the most",
    }


def test_a_browser_is_led_to_its_receipt_and_sees_the_reference_there(desk: Counter) -> None:
    form = {"email": "ana@example.org", "subject": "Printer", "text": "On fire."}
    answered = desk.client.post("/request", data=form, headers=PAGE)
    assert answered.status_code == 303
    place = answered.headers["location"]
    assert 'http-equiv="refresh"' in desk.client.get(place, headers=PAGE).text
    desk.land()
    shown = desk.client.get(place, headers=PAGE).text
    assert "HD-000001" in shown and "refresh" not in shown


def test_a_double_click_is_one_request_and_an_edited_form_another(desk: Counter) -> None:
    form = {"email": "ana@example.org", "subject": "Printer", "text": "On fire.", "key": "of-the-page"}
    desk.client.post("/request", data=form, headers=PAGE)
    desk.client.post("/request", data=form, headers=PAGE)
    desk.client.post("/request", data={**form, "text": "Still on fire."}, headers=PAGE)
    assert [message.text for message in desk.waiting()] == ["On fire.", "Still on fire."]


def test_a_form_with_a_mistake_comes_back_with_what_was_typed_as_text(desk: Counter) -> None:
    typed = '"><script>alert(1)</script>'
    form = {"email": "nobody", "subject": typed, "text": typed, "name": "Ana", "field.size": "14 inch"}
    answered = desk.client.post("/request/laptop", data=form, headers=PAGE)
    assert answered.status_code == 422
    assert "<script" not in answered.text
    assert answered.text.count("&lt;script&gt;") == 2
    assert 'value="Ana"' in answered.text
    assert "<option selected>14 inch</option>" in answered.text


def test_pages_let_nothing_run_and_are_kept_by_nobody(desk: Counter) -> None:
    headers = desk.client.get("/request", headers=PAGE).headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert (headers["cache-control"], headers["referrer-policy"]) == ("no-store", "same-origin")


def test_a_field_that_people_cannot_see_marks_what_a_program_filled(desk: Counter) -> None:
    desk.ask(website="https://casino.example")
    assert desk.waiting()[0].spam


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_a_page_of_another_site_cannot_post_the_form(desk: Counter, headers: dict[str, str]) -> None:
    assert desk.ask(headers=headers).status_code == 403
    assert not desk.waiting()


def test_a_portal_on_another_address_may_post_when_the_owner_names_it(tmp_path: Path) -> None:
    with counter(tmp_path, origins=("https://portal.example.org",)) as desk:
        asked = desk.client.options("/request", headers={"origin": "https://portal.example.org"})
        assert asked.headers["access-control-allow-origin"] == "https://portal.example.org"
        answered = desk.ask(headers={"origin": "https://portal.example.org", "sec-fetch-site": "cross-site"})
        assert answered.status_code == 202
        assert answered.headers["access-control-allow-origin"] == "https://portal.example.org"


def test_no_get_changes_anything(desk: Counter) -> None:
    for path in ("/request", "/request/laptop", "/github", "/health", "/receipt/x"):
        desk.client.get(path, params={"email": "ana@example.org", "subject": "x"})
    assert not desk.waiting()


def test_everything_accepted_lands_in_the_order_it_came(desk: Counter) -> None:
    for number in range(5):
        desk.ask(str(number))
    desk.land()
    assert [message.text for message in desk.landed] == ["0", "1", "2", "3", "4"]
    assert not desk.waiting()


def test_a_receipt_is_forgotten_after_its_time_and_says_so(desk: Counter, tmp_path: Path) -> None:
    place = desk.ask().headers["location"]
    desk.land()
    Spool(tmp_path).forget(datetime.now(UTC) + timedelta(seconds=1))
    answered = desk.client.get(place)
    assert answered.status_code == 404
    assert "30 days" in answered.json()["detail"]
