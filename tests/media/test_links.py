"""A link opens one picture until its time is over, and nobody but the service can make one."""

import pytest

from service.media.links import is_genuine, sign

SPRING, SUMMER = b"spring" * 6, b"summer" * 6
KEYS = {"spring": SPRING, "summer": SUMMER}
PHOTO, ENDS = "photos/17", 1_780_000_000


def test_a_link_opens_no_other_picture():
    assert not is_genuine(KEYS, "photos/18", ENDS, sign("spring", KEYS, PHOTO, ENDS))


def test_the_end_of_a_link_cannot_be_moved():
    assert not is_genuine(KEYS, PHOTO, ENDS + 60, sign("spring", KEYS, PHOTO, ENDS))


def test_expiry_and_subject_cannot_be_mixed_up():
    assert not is_genuine(KEYS, "5\n" + PHOTO, ENDS, sign("spring", KEYS, PHOTO, ENDS))
    assert not is_genuine(KEYS, f"{ENDS}\n{PHOTO}", 5, sign("spring", KEYS, PHOTO, ENDS))


def test_an_older_key_still_opens_its_links_after_a_new_one_came():
    before = sign("spring", {"spring": SPRING}, PHOTO, ENDS)

    assert is_genuine(KEYS, PHOTO, ENDS, before)


def test_a_key_that_was_taken_out_opens_nothing():
    before = sign("spring", KEYS, PHOTO, ENDS)

    assert not is_genuine({"summer": SUMMER}, PHOTO, ENDS, before)


def test_a_link_of_one_key_is_not_taken_for_one_of_another():
    code = sign("spring", KEYS, PHOTO, ENDS).partition(".")[2]

    assert not is_genuine(KEYS, PHOTO, ENDS, f"summer.{code}")
    assert not is_genuine({"spring": SUMMER, "summer": SPRING}, PHOTO, ENDS, f"summer.{code}")


@pytest.mark.parametrize(
    "forged",
    ["", ".", "spring", "spring.", "autumn.AAAA", ".AAAA", "spring.图片", "spring.\udcff", "a" * 9999],
)
def test_a_made_up_signature_is_invalid(forged):
    assert not is_genuine(KEYS, PHOTO, ENDS, forged)


def test_a_signature_is_taken_only_letter_for_letter():
    signature = sign("spring", KEYS, PHOTO, ENDS)
    altered = [signature + "=", signature + " ", signature[:-1], signature.swapcase(), "x" + signature]
    altered += [
        signature[:at] + ("A" if signature[at] != "A" else "B") + signature[at + 1 :] for at in range(50)
    ]

    assert not any(is_genuine(KEYS, PHOTO, ENDS, one) for one in altered)


def test_a_signature_may_stand_in_a_url_as_it_is():
    signature = sign("spring", KEYS, PHOTO, ENDS)

    assert len(signature) == len("spring.") + 43
    assert signature.replace(".", "").replace("-", "").replace("_", "").isalnum()


@pytest.mark.parametrize(
    ("key_id", "key"), [("spring", b"short"), ("a.b", SPRING), ("a\nb", SPRING), ("", SPRING)]
)
def test_a_weak_key_or_an_ambiguous_key_id_signs_nothing(key_id, key):
    with pytest.raises(ValueError):
        sign(key_id, {key_id: key}, PHOTO, ENDS)


def test_an_unknown_key_signs_nothing():
    with pytest.raises(KeyError):
        sign("autumn", KEYS, PHOTO, ENDS)
