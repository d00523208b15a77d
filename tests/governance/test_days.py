from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from maillage.governance.enums import DayCount
from maillage.governance.queries.days import is_working_day, last_day_to_send, notice_between

FIRST_OF_MAY = date(2026, 5, 1)  # a Friday
DAYS = st.dates(date(2019, 1, 1), date(2035, 12, 31))


def test_plain_days_count_from_one_day_to_the_other():
    assert notice_between(date(2026, 5, 1), date(2026, 5, 6), DayCount.CALENDAR) == 5


def test_clear_days_count_neither_the_first_nor_the_last():
    assert notice_between(date(2026, 5, 1), date(2026, 5, 6), DayCount.CLEAR) == 4


def test_working_days_leave_out_weekends_and_public_holidays():
    assert not is_working_day(FIRST_OF_MAY)
    # 29 April: Thursday 30, Monday 4, Tuesday 5 count; 1 May, Saturday and Sunday do not
    assert notice_between(date(2026, 4, 29), date(2026, 5, 6), DayCount.WORKING) == 3


def test_after_the_meeting_there_is_no_notice():
    assert [notice_between(date(2026, 5, 9), date(2026, 5, 6), count) for count in DayCount] == [0, 0, 0]


def test_five_working_days_before_a_tuesday_after_easter():
    # 7, 8, 9, 10 and 13 April count; Easter Monday the 6th does not, though a mail may leave that day
    assert last_day_to_send(date(2026, 4, 14), 5, DayCount.WORKING) == date(2026, 4, 6)
    assert last_day_to_send(date(2026, 4, 14), 6, DayCount.WORKING) == date(2026, 4, 2)


@given(meeting=DAYS, days=st.integers(0, 30), count=st.sampled_from(DayCount.values))
def test_the_last_day_gives_the_notice_and_the_next_one_does_not(meeting, days, count):
    last = last_day_to_send(meeting, days, count)

    assert notice_between(last, meeting, count) >= days
    assert last == meeting or notice_between(last + timedelta(days=1), meeting, count) < days
