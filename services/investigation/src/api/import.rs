//! What every import of old records has in common.

use std::collections::HashSet;

use kit::refusal::{Refusal, Text, Violations};

/// The most rows of one import.
const ROWS: usize = 2000;

/// Refuses too many rows at once.
pub(super) fn few_enough(rows: usize) -> Result<(), Refusal> {
    let mut v = Violations::new();
    if rows > ROWS {
        v.add("rows", "TOO_MANY", Text::new("一次最多导入 2000 行。", "At most 2000 rows at once."));
    }
    v.check()
}

/// Notes every row whose key an earlier one has.
pub(super) fn each_once<'a>(keys: impl Iterator<Item = &'a str>, v: &mut Violations) {
    let mut seen = HashSet::new();
    for (index, key) in keys.enumerate() {
        if !seen.insert(key.trim()) {
            let text = Text::new("这一行的编号前面已经有了。", "An earlier row has this key.");
            v.add(format!("rows[{index}].import_key"), "ROW_REPEATED", text);
        }
    }
}

/// A number of rows, as the contract writes it.
pub(super) fn count(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}
