"""The pages of what waits: a stranger reads no person in it before he has taken it on."""

from service.feedback.routing import Queue
from tests.feedback.conftest import frozen, life, people
from tests.feedback.test_words_of_waiting import MASKED, READ, TEXT, sofa
from tests.web.test_desk import FRAGMENT, MOST_STATEMENTS

__all__ = ["frozen", "life", "people", "sofa"]


def test_every_page_of_what_waits_shows_no_person_until_it_is_taken_on(visit, hands, sofa):
    number, qian = sofa(Queue.PUBLIC), visit("volunteer-qian")
    paths = ("/desk", "/desk?q=沙发", f"/desk/tickets/{number}", f"/tickets/{number}")
    before = [qian.get(path).text for path in paths] + [qian.client.get("/desk/waiting", headers=FRAGMENT).text]
    hands("volunteer-qian").do(number, "claim")
    after = [qian.get(path).text for path in (f"/desk/tickets/{number}", f"/tickets/{number}")]

    assert all(READ in text and not [secret for secret in MASKED if secret in text] for text in before)
    assert all(TEXT in text for text in after)


def test_the_desk_does_not_find_what_it_does_not_show(visit, sofa):
    number, qian = sofa(Queue.PUBLIC), visit("volunteer-qian")

    assert number in qian.get("/desk?q=旧沙发").text
    assert not [q for q in MASKED if number in qian.get(f"/desk?q={q}").text]


def test_a_search_at_the_desk_asks_little_however_much_waits(visit, sofa, statements):
    for _ in range(5):
        sofa(Queue.PARTY_MEMBER)
    wang = visit("member-wang")
    wang.client.get("/desk?q=沙发", headers=FRAGMENT)

    with statements() as sent:
        answer = wang.client.get("/desk?q=沙发", headers=FRAGMENT)

    assert (answer.status_code, len(sent) <= MOST_STATEMENTS) == (200, True), "\n".join(sent)
