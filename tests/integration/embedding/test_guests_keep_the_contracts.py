"""What holds for our stores holds for a guest in an embedder's engine, and in its transaction."""
# ruff: noqa: F401

from tests.contracts.test_idempotency_store import (
    test_a_key_that_has_an_answer_is_given_no_second_one,
    test_an_answer_is_kept_with_the_change_or_not_at_all,
    test_an_answer_that_has_expired_gives_way_to_a_new_one_for_24_hours,
    test_an_answer_that_nobody_was_given_may_be_replaced_and_nothing_else_of_it,
    test_what_is_undone_leaves_a_key_that_can_be_claimed_again,
)
from tests.contracts.test_inventory import (
    test_a_line_that_is_restored_twice_is_taken_back_once,
    test_each_line_is_taken_back,
)
from tests.contracts.test_order_numbers import (
    test_numbers_count_up_from_1001,
    test_numbers_that_were_given_by_hand_are_skipped,
)
from tests.contracts.test_order_reader import (
    test_all_orders_come_by_id_across_the_border_of_a_chunk,
    test_what_was_committed_last_is_read,
)
from tests.contracts.test_order_repository import (
    test_ids_and_numbers_that_are_in_use_are_known,
    test_many_are_saved_together_each_with_its_own_change,
    test_units_that_a_cancelled_fulfillment_frees_can_be_fulfilled_anew,
)
from tests.contracts.test_order_search_by_hand import test_times_of_any_zone_mean_their_moment
from tests.contracts.test_outbox import (
    test_a_message_comes_out_as_it_went_in,
    test_an_amount_of_money_is_kept_exactly,
)
from tests.contracts.test_unit_of_work import (
    test_a_unit_of_work_sees_its_own_changes,
    test_a_unit_of_work_that_is_left_without_commit_leaves_nothing,
    test_an_exception_that_passes_through_leaves_nothing,
    test_undoing_before_anything_was_done_and_twice_is_fine,
    test_what_follows_what_was_undone_is_committed_alone,
    test_what_happens_after_the_commit_is_not_part_of_it,
    test_what_is_committed_is_there_wholly,
    test_what_is_undone_is_not_there_even_if_the_unit_of_work_is_committed,
)
