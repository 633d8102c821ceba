//! How long one answer takes. Both are asked once per row of a list.

use std::hint::black_box;

use divan::Bencher;
use jiff::civil::date;
use law::deadline::{Kind, due};
use law::period::{Interval, Intervals, Measure, last_day, reckon};
use law::seizure::{AssetClass, chain};
use law::service::{Act, Mode, Place, Relation, Represents, Server, Witness, check};

#[global_allocator]
static ALLOCATIONS: divan::AllocProfiler = divan::AllocProfiler::system();

fn main() {
    divan::main();
}

#[divan::bench]
fn period_last_day() -> jiff::civil::Date {
    last_day(black_box(date(2023, 9, 22)), black_box(Measure::Days(7)), &Intervals::NONE)
}

#[divan::bench]
fn period_last_day_with_exclusions(bencher: Bencher) {
    let excluded = Intervals::of([
        Interval { from: date(2023, 4, 1), to: date(2023, 4, 10) },
        Interval { from: date(2023, 6, 1), to: date(2023, 7, 10) },
    ]);
    bencher.bench_local(|| last_day(black_box(date(2023, 3, 1)), black_box(Measure::Months(6)), &excluded));
}

#[divan::bench]
fn period_with_its_reasons() -> law::period::Period {
    reckon(black_box(date(2023, 9, 22)), black_box(Measure::Days(7)), &Intervals::NONE)
}

#[divan::bench]
fn enforcement_limit() -> bool {
    due(Kind::EnforcementLimit, black_box(date(2023, 3, 1)), &[], &[]).is_met()
}

#[divan::bench]
fn seizure_chain() -> bool {
    chain(AssetClass::Deposit, black_box(date(2023, 3, 1)), None, &[]).is_met()
}

fn left() -> Act {
    Act {
        recipient: Some(Relation::Addressee),
        refused: true,
        place: Some(Place::Residence),
        server: Some(Server { display_name: "王法官".into(), court_staff: true }),
        witness: Some(Witness {
            display_name: "李主任".into(),
            represents: Some(Represents::ResidenceCommittee),
            signed: Some(true),
            ..Witness::default()
        }),
        served_date: Some(date(2023, 3, 6)),
        noted: Some(true),
        ..Act::new(Mode::Left)
    }
}

#[divan::bench]
fn service_check_valid(bencher: Bencher) {
    let act = left();
    bencher.bench_local(|| check(black_box(&act)).is_met());
}

#[divan::bench]
fn service_check_unmet(bencher: Bencher) {
    let act = Act { witness: None, place: None, ..left() };
    bencher.bench_local(|| check(black_box(&act)).is_met());
}

#[divan::bench]
fn service_check_printed(bencher: Bencher) {
    let act = left();
    bencher.bench_local(|| serde_json::to_string(check(black_box(&act)).why()));
}
