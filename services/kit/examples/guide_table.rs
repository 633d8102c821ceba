//! Prints guides as packets carry them, visits, and what the law says of each visit under each guide, as one JSON object: the pages'
//! own evaluator is compared with it. `visits` are the records of which verdicts are known, `guides` have `verdicts` over them, a digit
//! for each of the visits from `from` on (0 assistance, 1 yellow, 2 green), and `nearest`: for some visits the branch that is shown and the
//! questions that it lacks.
//!
//! All facts are multiplied for guides that decide by the same questions once, and a sketch of the product for each of the others.

use std::{
    collections::BTreeSet,
    io::{self, Write as _},
    sync::atomic::{AtomicUsize, Ordering},
};

#[expect(dead_code, reason = "the law library compares by itself")]
#[path = "../../law/tests/visits/compare.rs"]
mod compare;
#[expect(dead_code, reason = "the whole product is walked by a bench of the law library")]
#[path = "../../law/tests/visits/mod.rs"]
mod visits;

use kit::domain::visit;
use law::guide::{GuideContext, VisitGuide, VisitRecord, evaluate, guide, light_by_law};
use prost::Message as _;
use prost_reflect::{DynamicMessage, SerializeOptions};
use serde_json::{Value, json};
use visits::{AS_OF, Depth};

/// Of so many visits one has its nearest branch in the table.
const NEAREST: usize = 311;

/// Visits that are walked together.
struct Walk {
    from: usize,
    visits: Vec<VisitRecord>,
}

fn walk(from: usize, each: impl FnOnce(&mut dyn FnMut(&VisitRecord))) -> Walk {
    let mut visits = Vec::new();
    each(&mut |visit| visits.push(visit.clone()));
    Walk { from, visits }
}

fn main() -> io::Result<()> {
    let sketch = walk(0, |see| visits::of_service(Depth::Sketch, see));
    let product = walk(sketch.visits.len(), |see| visits::of_service(Depth::Lawful, see));
    let notices = walk(product.from + product.visits.len(), |see| visits::of_notice(see));

    let mut seen = BTreeSet::new();
    let service = visits::contexts().into_iter().chain(visits::other_contexts());
    let jobs: Vec<(GuideContext, VisitGuide, &Walk)> = service
        .chain(visits::notice_contexts())
        .filter_map(|context| {
            let guide = guide(&context, AS_OF);
            let is_first = seen.insert(compare::decides_by(&guide));
            let walk = match (&context.notice, is_first) {
                (Some(_), true) => &notices,
                (Some(_), false) => return None,
                (None, true) => &product,
                (None, false) => &sketch,
            };
            Some((context, guide, walk))
        })
        .collect();
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        while let Some(job) = jobs.get(next.fetch_add(1, Ordering::Relaxed)) {
            done.push(row(job));
        }
        done
    };
    let guides: Vec<Value> = std::thread::scope(|scope| {
        let other = scope.spawn(work);
        work().into_iter().chain(other.join().expect("a table")).collect()
    });
    let visits = [&sketch, &product, &notices].into_iter().flat_map(|walk| &walk.visits);
    let visits: Vec<&VisitRecord> = visits.collect();
    let mut out = io::BufWriter::new(io::stdout().lock());
    serde_json::to_writer(&mut out, &json!({ "visits": visits, "guides": guides }))?;
    out.flush()
}

fn row((context, guide, walk): &(GuideContext, VisitGuide, &Walk)) -> Value {
    let verdict = |visit: &VisitRecord| match light_by_law(visit, context) as u8 {
        0 => '0',
        1 => '1',
        _ => '2',
    };
    let nearest = walk.visits.iter().enumerate().step_by(NEAREST).map(|(at, visit)| {
        let found = evaluate(guide, visit);
        let missing: Vec<&str> = found.missing.iter().map(|item| item.id.as_str()).collect();
        json!([at, found.branch.map(|branch| &branch.id), missing])
    });
    json!({
        "guide": packed(guide),
        "context": context,
        "from": walk.from,
        "verdicts": walk.visits.iter().map(verdict).collect::<String>(),
        "nearest": nearest.collect::<Vec<_>>(),
    })
}

/// A guide as the gateway writes it into a packet.
fn packed(of: &VisitGuide) -> Value {
    let described = proto::POOL.get_message_by_name("sharedcourt.evidence.v1.VisitGuide");
    let bytes = visit::guide::to_message(of.clone()).encode_to_vec();
    let message = DynamicMessage::decode(described.expect("the contract has it"), bytes.as_slice());
    let options = SerializeOptions::new().skip_default_fields(false);
    let value =
        message.expect("its own bytes").serialize_with_options(serde_json::value::Serializer, &options);
    value.expect("a message is JSON")
}
