//! Arithmetic that overflows ends the call in every profile: a sum of money never wraps around. The test command runs this file in the
//! release profile too.

use std::{hint::black_box, panic::catch_unwind};

#[test]
fn a_sum_that_overflows_is_caught() {
    assert!(catch_unwind(|| black_box(i64::MAX) + black_box(1)).is_err());
    assert!(catch_unwind(|| black_box(i64::MIN) - black_box(1)).is_err());
    assert!(catch_unwind(|| black_box(i64::MAX) * black_box(2)).is_err());
}
