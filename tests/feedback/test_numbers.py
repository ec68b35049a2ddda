"""A ticket number that was misheard or mistyped finds no ticket at all, never another person's."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from stdnum import damm

from service.feedback.numbers import LARGEST_SEQUENCE, LONGEST_NUMBER, Number, canonical, compose, parse

CHANGSHOU = "500115"
DAY = date(2026, 11, 22)
NUMBER = Number(CHANGSHOU, DAY, 123)

CODES = st.text("0123456789", min_size=6, max_size=6)
SEQUENCES = st.one_of(st.integers(1, 9999), st.integers(1, LARGEST_SEQUENCE))
NUMBERS = st.builds(Number, CODES, st.dates(), SEQUENCES)
UNHURRIED = settings(deadline=None)  # a busy machine is no mistake in a number


def _digit_places(number):
    return [place for place, sign in enumerate(number) if sign != "-"]


def _spellings(number):
    """The number as people may type it after a slip: with its dashes and without."""
    return number, number.replace("-", "")


def test_a_number_says_district_day_sequence_and_check_digit():
    assert compose(CHANGSHOU, DAY, 123) == "500115-20261122-0123-0"


def test_the_sequence_grows_past_four_digits():
    assert compose(CHANGSHOU, DAY, 12345).split("-")[2] == "12345"


def test_the_longest_number_fits_its_column():
    assert len(compose(CHANGSHOU, DAY, LARGEST_SEQUENCE)) == LONGEST_NUMBER


@UNHURRIED
@given(NUMBERS)
def test_a_composed_number_is_read_back_as_it_was(number):
    assert parse(compose(*number)) == number


@UNHURRIED
@given(NUMBERS)
def test_a_number_may_be_typed_without_any_dash(number):
    assert parse(compose(*number).replace("-", "")) == number


@UNHURRIED
@given(NUMBERS, st.data())
def test_every_single_wrong_digit_is_refused(number, data):
    right = compose(*number)
    place = data.draw(st.sampled_from(_digit_places(right)))
    digit = data.draw(st.sampled_from("0123456789".replace(right[place], "")))

    for typed in _spellings(right[:place] + digit + right[place + 1:]):
        with pytest.raises(ValueError, match="工单号"):
            parse(typed)


@UNHURRIED
@given(NUMBERS, st.data())
def test_every_swap_of_two_neighbours_is_refused(number, data):
    right = compose(*number)
    places = _digit_places(right)
    first, second = data.draw(st.sampled_from(list(zip(places, places[1:], strict=False))))
    assume(right[first] != right[second])
    signs = list(right)
    signs[first], signs[second] = signs[second], signs[first]

    for typed in _spellings("".join(signs)):
        with pytest.raises(ValueError, match="工单号"):
            parse(typed)


def test_every_slip_in_one_ordinary_number_is_refused():
    right = compose(*NUMBER).replace("-", "")
    places = range(len(right))
    wrong = {right[:place] + digit + right[place + 1:] for place in places for digit in "0123456789"}
    wrong |= {right[:i] + right[i + 1] + right[i] + right[i + 2:] for i in places[:-1]}

    for typed in wrong - {right}:
        with pytest.raises(ValueError, match="工单号"):
            parse(typed)


@pytest.mark.parametrize("typed", [
    "500115-20261122-0123-0",
    "  500115-20261122-0123-0\n",
    "500115 20261122 0123 0",
    "500115 - 20261122 - 0123 - 0",
    "5001 1520 2611 2201 230",
    "５００１１５－２０２６１１２２－０１２３－０",
    "５００１１５\u3000２０２６１１２２\u3000０１２３\u3000０",
    "500115–20261122–0123–0",
    "500115——20261122——0123——0",
    "500115-20261122-01230",
    "50011520261122-0123-0",
    "\u200b500115-20261122-0123-0\ufeff",
])
def test_what_people_type_is_understood(typed):
    assert parse(typed) == NUMBER
    assert canonical(typed) == "500115-20261122-0123-0"


@pytest.mark.parametrize("typed", [
    "50011-520261122-0123-0",
    "500115-20261122-012-30",
    "500115-20261122-0123-0-",
    "-500115-20261122-0123-0",
    "500115/20261122/0123/0",
    "500115-20261122-123-0",
    "50011520261122",
    "500115-20261122-0123-０x",
    "500115-20261122-٠١٢٣-0",
    "长寿",
])
def test_another_shape_is_refused_with_an_example(typed):
    with pytest.raises(ValueError, match="格式不对.*500115-20261122-0123-0"):
        parse(typed)


def test_a_long_run_of_digits_is_refused_as_politely_as_a_short_one():
    with pytest.raises(ValueError, match="格式不对"):
        parse("1" * 10_000)


def test_a_sequence_has_only_one_spelling():
    padded = "5001152026112200123"

    with pytest.raises(ValueError, match="格式不对"):
        parse(padded + damm.calc_check_digit(padded))


@pytest.mark.parametrize("typed", ["", "  ", "\u3000"])
def test_an_empty_field_asks_for_the_number(typed):
    with pytest.raises(ValueError, match="请输入工单号"):
        parse(typed)


def test_a_wrong_check_digit_is_told_as_a_slip():
    with pytest.raises(ValueError, match="校验码"):
        parse("500115-20261122-0123-1")


@pytest.mark.parametrize(("digits", "reason"), [
    ("500115202602300123", "日期不存在"),
    ("500115202613010123", "日期不存在"),
    ("500115000011220123", "日期不存在"),
    ("500115202611220000", "顺序号不能是 0"),
])
def test_a_number_never_given_out_is_refused_though_its_check_digit_is_right(digits, reason):
    with pytest.raises(ValueError, match=reason):
        parse(digits + damm.calc_check_digit(digits))


@pytest.mark.parametrize("code", ["50011", "5001155", "50011x", "５００１１５", "500115\n", ""])
def test_a_district_code_has_six_digits(code):
    with pytest.raises(ValueError, match="six digits"):
        compose(code, DAY, 1)


@pytest.mark.parametrize("sequence", [0, -1, LARGEST_SEQUENCE + 1])
def test_a_sequence_out_of_range_is_refused(sequence):
    with pytest.raises(ValueError, match="between 1 and"):
        compose(CHANGSHOU, DAY, sequence)


def test_a_moment_is_refused_where_a_local_day_is_meant():
    with pytest.raises(ValueError, match="local day"):
        compose(CHANGSHOU, datetime(2026, 11, 22, 20, tzinfo=UTC), 1)
