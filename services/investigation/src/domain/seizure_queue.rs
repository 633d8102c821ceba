//! The queue of one property: every seizure of it, who holds and who waits (轮候).
//!
//! The first made public is the first, no matter which was asked for first. One that takes only a part goes beside the others as long as the parts
//! together are no more than what the debtor is known to have; where that is not known, the second waits.

use jiff::{ToSpan as _, civil::Date};
use kit::domain::{
    Actor, Timestamp, reason,
    refusal::{Kind, Refusal},
    separation::Step,
};
use law::{
    equity::priority,
    seizure::{End, Entry, promote},
};
use uuid::Uuid;

use super::{
    event_kind::EventKind,
    reading,
    seizure::{Seizure, SeizureState},
};

/// What happened to which seizure.
pub type SeizureEvents = Vec<(Uuid, EventKind)>;

/// How a seizure ends by somebody's hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Released.
    Released,
    /// With the sale of the property.
    Disposed,
}

/// How long ago a seizure may have been carried out that is recorded by hand.
const BACKDATED_DAYS: i64 = 7;

/// Makes a recorded seizure public: it takes effect or waits. `all` are the live ones of the property and this one.
pub fn publish(
    all: &mut [Seizure],
    id: Uuid,
    when: Timestamp,
    number: &str,
    at: Timestamp,
) -> Result<SeizureEvents, Refusal> {
    if when > at {
        return Err(in_future());
    }
    let displaced = |one: &Seizure| {
        one.state == SeizureState::InForce && one.published.is_some_and(|(then, _)| when < then)
    };
    if when < at.plus_hours(-24 * BACKDATED_DAYS) && all.iter().any(displaced) {
        return Err(too_long_ago());
    }
    let next =
        all.iter().filter_map(|one| one.published).map(|(_, sequence)| sequence).max().unwrap_or(0) + 1;
    let one = find(all, id)?;
    if one.state != SeizureState::Recorded {
        return Err(one.conflict("实施", "carried out"));
    }
    one.published = Some((when, next));
    number.trim().clone_into(&mut one.notice_number);
    one.wait();
    one.version += 1;
    let mut events = rank(all, when.legal_day());
    if !events.iter().any(|(seizure, _)| *seizure == id) {
        events.push((id, EventKind::SeizureWaiting));
    }
    Ok(events)
}

/// Makes a recorded seizure public by hand: as [`publish`], and on no day longer ago than is entered late at all.
pub fn publish_by_hand(
    all: &mut [Seizure],
    id: Uuid,
    when: Timestamp,
    number: &str,
    at: Timestamp,
) -> Result<SeizureEvents, Refusal> {
    if when < at.plus_hours(-24 * BACKDATED_DAYS) {
        return Err(too_long_ago());
    }
    publish(all, id, when, number, at)
}

/// Puts one that a list says holds the property, or waits at a place, into its queue. Where the list is wrong, says which place it would
/// have; none where another that was made public later holds the property already.
pub fn take_over(all: &mut [Seizure], id: Uuid, at: Timestamp) -> Result<SeizureEvents, Option<i32>> {
    let Some(stated) = all.iter().find(|one| one.id == id).cloned() else { return Err(None) };
    let next =
        all.iter().filter_map(|one| one.published).map(|(_, sequence)| sequence).max().unwrap_or(0) + 1;
    for one in all.iter_mut().filter(|one| one.id == id) {
        one.published = Some((stated.published.map_or(at, |(when, _)| when), next));
        one.wait();
    }
    let changed = rank(all, stated.from.unwrap_or_else(|| at.legal_day()));
    if changed.iter().any(|(other, _)| *other != id) {
        return Err(None);
    }
    let Some(one) = all.iter_mut().find(|one| one.id == id) else { return Err(None) };
    if one.position != stated.position {
        return Err(Some(one.position));
    }
    (one.from, one.last_day) = (stated.from, stated.last_day);
    (one.renewals, one.version) = (stated.renewals, 1);
    let kind = if one.position == 0 { EventKind::SeizureInForce } else { EventKind::SeizureWaiting };
    Ok(vec![(id, kind)])
}

/// Somebody else than who recorded it carries it out.
pub fn check_four_eyes(seizure: &Seizure, by: &Actor) -> Result<(), Refusal> {
    by.may_take(Step::IssueRequest, [(Step::DraftRequest, seizure.proposer.as_str())])
}

/// Ends a seizure and lets the next follow, as the law says.
pub fn end(
    all: &mut [Seizure],
    id: Uuid,
    ending: Ending,
    reason: &str,
    at: Timestamp,
) -> Result<SeizureEvents, Refusal> {
    let reason = reading::required("reason", reason, 2000)?;
    let day = at.legal_day();
    let one = find(all, id)?;
    match (one.state_on(day), ending) {
        (SeizureState::InForce, _) | (SeizureState::Waiting | SeizureState::Recorded, Ending::Released) => {}
        _ => return Err(one.conflict("解除", "released")),
    }
    let held = one.state == SeizureState::InForce;
    Ok(match ending {
        Ending::Released => {
            one.end(SeizureState::Released, &reason, day);
            let mut events = vec![(id, EventKind::SeizureReleased)];
            if held {
                events.extend(follow(all, End::Released, day));
            } else {
                number(all);
            }
            events
        }
        Ending::Disposed => {
            one.end(SeizureState::Disposed, &reason, day);
            let mut events = vec![(id, EventKind::SeizureDisposed)];
            events.extend(follow(all, End::Disposed, day));
            events
        }
    })
}

/// Ends what was not renewed until a day, and lets the next follow on the day after.
pub fn lapse(all: &mut [Seizure], day: Date) -> SeizureEvents {
    let mut events = SeizureEvents::new();
    // One that follows may itself have run out since: again until nothing moves.
    loop {
        let due: Vec<(Uuid, Date)> = all
            .iter()
            .filter(|one| one.state == SeizureState::InForce && one.state_on(day) == SeizureState::Lapsed)
            .filter_map(|one| Some((one.id, one.last_day?)))
            .collect();
        let Some(first) = due.iter().map(|(_, last)| *last).min() else { return events };
        let after = first.saturating_add(1.day());
        for (id, _) in due.iter().filter(|(_, last)| *last == first) {
            if let Some(one) = all.iter_mut().find(|one| one.id == *id) {
                one.end(SeizureState::Lapsed, "", after);
                events.push((*id, EventKind::SeizureLapsed));
            }
        }
        events.extend(follow(all, End::Lapsed, after));
    }
}

/// Lets those who wait follow. Nothing follows a disposal: then the waiting end too.
fn follow(all: &mut [Seizure], end: End, day: Date) -> SeizureEvents {
    let entries: Vec<Entry> = all
        .iter()
        .filter(|one| one.state == SeizureState::Waiting)
        .filter_map(|one| {
            let (registered, sequence) = place(one)?;
            Some(Entry { id: one.id.to_string(), registered, sequence, withdrawn: false })
        })
        .collect();
    let Some(class) = all.first().map(|one| one.class) else { return SeizureEvents::new() };
    if end == End::Disposed && !all.iter().any(|one| one.state == SeizureState::InForce) {
        let waiting = all.iter_mut().filter(|one| one.state == SeizureState::Waiting);
        return waiting
            .map(|one| {
                one.end(SeizureState::Disposed, "", day);
                (one.id, EventKind::SeizureDisposed)
            })
            .collect();
    }
    if promote(class, &entries, end, day).promoted.is_none() {
        return SeizureEvents::new();
    }
    rank(all, day)
}

fn place(one: &Seizure) -> Option<(jiff::civil::DateTime, u64)> {
    let (when, sequence) = one.published?;
    let instant = jiff::Timestamp::from_microsecond(when.micros()).ok()?;
    Some((jiff::tz::Offset::UTC.to_datetime(instant), sequence))
}

/// Gives every live seizure its place and says whose place changed.
fn rank(all: &mut [Seizure], day: Date) -> SeizureEvents {
    let mut events = SeizureEvents::new();
    let mut taken: u64 = 0;
    let mut full = false;
    let mut waiting = 0;
    for index in priority(all, |one| if one.state.is_live() { place(one) } else { None }) {
        let Some(one) = all.get_mut(index) else { continue };
        let room = match (one.share, one.held) {
            (Some(share), Some(held)) if !full => taken + u64::from(share.ppm()) <= u64::from(held.ppm()),
            _ => !full && taken == 0,
        };
        if room {
            taken += one.share.map_or(u64::MAX / 2, |share| u64::from(share.ppm()));
            one.position = 0;
            if one.state == SeizureState::Waiting {
                one.take_effect(day);
                one.version += 1;
                events.push((one.id, EventKind::SeizureInForce));
            }
        } else {
            // A later one does not pass one that waits.
            full = true;
            waiting += 1;
            one.position = waiting;
            if one.state == SeizureState::InForce {
                one.wait();
                one.version += 1;
                events.push((one.id, EventKind::SeizureWaiting));
            }
        }
    }
    events
}

/// Numbers those who wait, after one of them went.
fn number(all: &mut [Seizure]) {
    let order = priority(all, |one| if one.state == SeizureState::Waiting { place(one) } else { None });
    for (position, index) in (1..).zip(order) {
        if let Some(one) = all.get_mut(index) {
            one.position = position;
        }
    }
}

fn find(all: &mut [Seizure], id: Uuid) -> Result<&mut Seizure, Refusal> {
    all.iter_mut()
        .find(|one| one.id == id)
        .ok_or_else(|| Refusal::internal(&"a seizure is not in its ledger"))
}

fn too_long_ago() -> Refusal {
    Refusal::new(
        Kind::Invalid,
        reason::PUBLISHED_TOO_LONG_AGO,
        format!(
            "实施（公示）时间最多补登 {BACKDATED_DAYS} 日以内的；更早的请作为期初数据，由第二人核对后登记。"
        ),
        format!(
            "A seizure may have been carried out {BACKDATED_DAYS} days ago at the most; what is older is entered as an opening, which a second person confirms."
        ),
    )
}

fn in_future() -> Refusal {
    Refusal::new(
        Kind::Invalid,
        reason::TIME_IN_FUTURE,
        "公示（登记）时间不能晚于现在。",
        "It can't have been made public in the future.",
    )
    .at("publish_time")
}
