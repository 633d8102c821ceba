//! The shapes that definitions have, and how one is found among its versions.

use jiff::civil::{Date, date};

use super::{Definition, Term, Unit};

/// Whatever the window.
const ALWAYS: Date = date(1, 1, 1);

type Names = [&'static str; 3];

/// A count or a sum by itself.
pub(super) const fn plain(
    id: &'static str,
    [zh, en, basis]: Names,
    numerator: Term,
    unit: Unit,
) -> Definition {
    Definition {
        id,
        version: 1,
        from: Some(ALWAYS),
        zh,
        en,
        basis,
        numerator,
        denominator: None,
        times: 1,
        over: 1,
        decimals: 0,
        unit,
        limit: None,
    }
}

/// One thing divided by another.
pub(super) const fn ratio(
    id: &'static str,
    names: Names,
    numerator: Term,
    denominator: Term,
    unit: Unit,
) -> Definition {
    Definition { denominator: Some(denominator), decimals: 2, ..plain(id, names, numerator, unit) }
}

/// How many of a hundred.
pub(super) const fn share(id: &'static str, names: Names, numerator: Term, denominator: Term) -> Definition {
    Definition { times: 100, ..ratio(id, names, numerator, denominator, Unit::Percent) }
}

/// How many days it took on average.
pub(super) const fn mean_days(id: &'static str, names: Names, what: &'static str) -> Definition {
    ratio(id, names, Term::amount(what, &[]), Term::count(what, &[]), Unit::Days)
}

/// A sum of fen, shown in yuan.
pub(super) const fn yuan(id: &'static str, names: Names, numerator: Term) -> Definition {
    Definition { over: 100, decimals: 2, ..plain(id, names, numerator, Unit::Yuan) }
}

/// Another way to make the same figure, which is only used when asked for by number.
pub(super) const fn alternative(version: i32, definition: Definition) -> Definition {
    Definition { version, from: None, ..definition }
}

/// The version asked for, or without one that which is in force on a day.
#[must_use]
pub fn find(table: &'static [Definition], id: &str, version: i32, day: Date) -> Option<&'static Definition> {
    let versions = table.iter().filter(|definition| definition.id == id);
    if version != 0 {
        return versions.into_iter().find(|definition| definition.version == version);
    }
    versions.filter(|d| d.from.is_some_and(|from| from <= day)).max_by_key(|d| (d.from, d.version))
}

/// Every indicator by its definition that is in force on a day, in the order of the table.
#[must_use]
pub fn all_in_force(table: &'static [Definition], day: Date) -> Vec<&'static Definition> {
    let in_force = |definition: &&Definition| find(table, definition.id, 0, day) == Some(*definition);
    table.iter().filter(in_force).collect()
}
