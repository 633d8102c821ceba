//! The whole product: every visit under every kind of guide, some hundred million of them, by the guide and by the law. The tests walk
//! what the law distinguishes; this takes minutes, so it is no test. It panics where the two differ.

use std::{collections::BTreeSet, time::Instant};

#[path = "../tests/visits/compare.rs"]
mod compare;
#[path = "../tests/visits/mod.rs"]
mod visits;

use compare::{compare, decides_by};
use law::guide::guide;
use visits::{AS_OF, Depth};

fn main() {
    let begun = Instant::now();
    let contexts = visits::contexts().into_iter().chain(visits::other_contexts());
    let mut seen = BTreeSet::new();
    let mut jobs: Vec<_> = contexts
        .map(|context| {
            let is_first = seen.insert(decides_by(&guide(&context, AS_OF)));
            (context, if is_first { Depth::Whole } else { Depth::Lawful })
        })
        .collect();
    jobs.extend(visits::notice_contexts().into_iter().map(|context| (context, Depth::Lawful)));
    compare(&jobs, 1).report("the whole product");
    println!("{} contexts, {} kinds of guides, in {:?}", jobs.len(), seen.len(), begun.elapsed());
}
