//! Supervision items by example and by property.

use kit::domain::{Timestamp, refusal::Refusal};
use law::identifiers::RegionCode;
use proptest::prelude::*;
use uuid::Uuid;

use super::*;

const DAY: i64 = 24 * 3600;

fn now() -> Timestamp {
    Timestamp::parse("2026-11-23T01:00:00Z").unwrap()
}

fn region() -> RegionCode {
    RegionCode::parse("330783").unwrap()
}

fn person(id: &str) -> Actor {
    Actor { who: kit::domain::Actor::person(format!("people/{id}")), of_command: id == "command" }
}

fn draft() -> Draft {
    Draft {
        subject: "cases/1".into(),
        matter: "三日内书面说明进展".into(),
        owner: "people/officer".into(),
        ..Draft::default()
    }
}

fn number(serial: i64) -> Number {
    Number { series: Series::from_id("330783".into()), year: 2026, serial }
}

fn item() -> Item {
    let issue = draft().check("people/chief", &region(), now()).unwrap();
    Item::issue(issue, Uuid::from_u128(1), number(1), now())
}

fn by_rule() -> Item {
    let issue = Issue::by_rule(subject(Rule::MoneyAging), now());
    Item::issue(issue, Uuid::from_u128(2), number(2), now())
}

fn subject(rule: Rule) -> Subject {
    Subject {
        name: "receipts/1".into(),
        rule,
        case: "cases/1".into(),
        owner: "people/officer".into(),
        region_code: region(),
        limit: now(),
    }
}

fn replied() -> Item {
    let mut item = item();
    item.sign(&person("officer"), now()).unwrap();
    item.reply("已约谈被执行人", &person("officer"), now().plus_seconds(60)).unwrap();
    item
}

fn reason<T: std::fmt::Debug>(result: Result<T, Refusal>) -> &'static str {
    result.unwrap_err().reason()
}

#[test]
fn an_item_goes_from_its_issue_to_its_closing() {
    let mut item = item();
    let owner = person("officer");
    assert_eq!(item.number.to_string(), "〔2026〕督1号");
    item.sign(&owner, now()).unwrap();
    item.begin(&owner, now()).unwrap();
    item.reply("已查控房产一处", &owner, now().plus_seconds(DAY)).unwrap();
    item.send_back(
        "请补充评估进度",
        Some(now().plus_seconds(9 * DAY)),
        &person("chief"),
        now().plus_seconds(DAY),
    )
    .unwrap();
    assert_eq!((item.state, item.returns, item.due), (State::Returned, 1, now().plus_seconds(9 * DAY)));
    item.begin(&owner, now().plus_seconds(2 * DAY)).unwrap();
    item.reply("评估已委托", &owner, now().plus_seconds(3 * DAY)).unwrap();
    item.accept("", &person("chief"), now().plus_seconds(4 * DAY)).unwrap();
    assert_eq!((item.state, item.version, item.steps.len()), (State::Accepted, 8, 8));
    let measured = item.measured();
    assert_eq!(measured[0].facet, "accepted/by-hand");
    assert_eq!((measured[1].facet.as_str(), measured[1].amount), ("on-time/reopened/by-hand", 4));
}

#[test]
fn who_has_not_signed_does_not_reply() {
    let mut item = item();
    assert_eq!(reason(item.reply("好", &person("officer"), now())), "SUPERVISION_NOT_SIGNED");
    assert_eq!(item.state, State::Issued);
}

#[test]
fn an_owner_never_closes_their_own_item() {
    let mut item = replied();
    // Not even where they are of the command centre, for which rules issue.
    for by in [person("officer"), Actor { of_command: true, ..person("officer") }] {
        assert_eq!(reason(item.accept("", &by, now())), "OWNER_MAY_NOT_CLOSE");
        assert_eq!(reason(item.send_back("补", None, &by, now())), "OWNER_MAY_NOT_CLOSE");
        assert_eq!(reason(item.cancel("撤", &by, now())), "OWNER_MAY_NOT_CLOSE");
    }
    assert_eq!(reason(draft().check("people/officer", &region(), now())), "OWNER_IS_ISSUER");
}

#[test]
fn only_the_issuer_closes_and_for_a_rule_the_command_centre() {
    let mut by_hand = replied();
    assert_eq!(reason(by_hand.accept("", &person("command"), now())), "NOT_THE_ISSUER");
    by_hand.accept("", &person("chief"), now()).unwrap();
    let mut ruled = by_rule();
    ruled.sign(&person("officer"), now()).unwrap();
    ruled.reply("已发放", &person("officer"), now()).unwrap();
    assert_eq!(reason(ruled.accept("", &person("chief"), now())), "NOT_THE_ISSUER");
    ruled.accept("", &person("command"), now()).unwrap();
    assert_eq!(reason(ruled.cancel("撤", &person("command"), now())), "SUPERVISION_STATE_CONFLICT");
}

#[test]
fn nobody_else_signs_begins_or_replies() {
    let mut item = item();
    let other = person("officer2");
    assert_eq!(reason(item.sign(&other, now())), "NOT_THE_OWNER");
    item.sign(&person("officer"), now()).unwrap();
    assert_eq!(reason(item.sign(&person("officer"), now())), "SUPERVISION_STATE_CONFLICT");
    assert_eq!(reason(item.begin(&other, now())), "NOT_THE_OWNER");
    assert_eq!(reason(item.reply("好", &other, now())), "NOT_THE_OWNER");
}

#[test]
fn taking_an_item_back_or_sending_it_back_needs_a_reason() {
    let fields = |result: Result<Decision, Refusal>| {
        let refused = result.unwrap_err();
        refused.fields().iter().map(|fault| format!("{} {}", fault.field, fault.reason)).collect::<Vec<_>>()
    };
    assert_eq!(fields(item().cancel(" ", &person("chief"), now())), ["reason REQUIRED"]);
    assert_eq!(
        fields(replied().send_back("", Some(now()), &person("chief"), now())),
        ["reason REQUIRED", "due_time DUE_TIME_OUT_OF_RANGE"]
    );
    assert_eq!(fields(by_reply_without_words()), ["reply REQUIRED"]);
    let mut taken_back = item();
    taken_back.cancel("案件已移送", &person("chief"), now()).unwrap();
    assert_eq!(taken_back.measured()[0].facet, "cancelled/by-hand");
}

fn by_reply_without_words() -> Result<Decision, Refusal> {
    let mut item = item();
    item.sign(&person("officer"), now()).unwrap();
    item.reply("", &person("officer"), now())
}

#[test]
fn a_draft_is_refused_for_every_fault_at_once() {
    let draft = Draft {
        subject: "案件一".into(),
        case: "receipts/1".into(),
        owner: "officer".into(),
        due: Some(now()),
        region_code: "33".into(),
        ..Draft::default()
    };
    let refused = draft.check("people/chief", &region(), now()).unwrap_err();
    let fields: Vec<_> = refused.fields().iter().map(|fault| fault.field.as_str()).collect();
    assert_eq!(fields, ["subject", "case", "matter", "owner", "due_time"]);
}

#[test]
fn who_is_late_is_reported_above_once_each() {
    let mut item = item();
    let late = item.due.plus_seconds(1);
    assert!(!item.overdue(item.due) && item.overdue(late));
    assert!(item.escalate(late).is_empty());
    assert_eq!(item.escalate(item.due.plus_seconds(DAY + 1)).len(), 1);
    assert!(item.escalate(item.due.plus_seconds(2 * DAY)).is_empty());
    assert_eq!(item.escalate(item.due.plus_seconds(4 * DAY)).len(), 1);
    assert!(item.escalate(item.due.plus_seconds(400 * DAY)).is_empty());
    let levels: Vec<_> = item.escalations.iter().map(|escalation| escalation.level).collect();
    assert_eq!(levels, [Level::BureauChief, Level::President]);
    // Who looks only after a week reports both at once.
    let mut unseen = by_rule();
    assert_eq!(unseen.escalate(unseen.due.plus_seconds(7 * DAY)).len(), 2);
}

#[test]
fn who_replied_in_time_is_not_late_while_nobody_judges_the_reply() {
    let item = replied();
    assert_eq!((item.overdue(item.due.plus_seconds(DAY)), item.next_escalation()), (false, None));
    let mut late = by_rule();
    late.sign(&person("officer"), now()).unwrap();
    late.reply("迟了", &person("officer"), late.due.plus_seconds(1)).unwrap();
    assert!(late.overdue(late.due.plus_seconds(2)));
    late.accept("", &person("command"), late.due.plus_seconds(DAY)).unwrap();
    assert!(!late.overdue(late.due.plus_seconds(2 * DAY)));
    assert!(late.measured()[1].facet.starts_with("late/once/"));
}

#[test]
fn rules_speak_when_their_time_has_come() {
    for (rule, lead) in [
        (Rule::CaseDeadline, 15),
        (Rule::SeizureLapse, 30),
        (Rule::MoneyAging, 0),
        (Rule::RequestOverdue, 0),
        (Rule::TaskOverdue, 0),
    ] {
        let subject = subject(rule);
        let due_at = now().plus_seconds(-lead * DAY);
        assert!(!subject.needs_supervision(due_at), "{rule:?} is early");
        assert!(subject.needs_supervision(due_at.plus_seconds(1)), "{rule:?} is silent");
        assert!(!rule.matter().is_empty());
    }
    let orphan = Subject { owner: String::new(), ..subject(Rule::MoneyAging) };
    assert!(!orphan.needs_supervision(now().plus_seconds(DAY)));
    assert_eq!(subject(Rule::ByHand).due_at(), None);
    assert_eq!(subject(Rule::MoneyAging).due_again_at(now()), Some(now().plus_seconds(15 * DAY)));
}

#[test]
fn names_lead_back() {
    for state in State::ALL {
        assert_eq!(State::from_name(state.name()), Some(state));
    }
    for rule in Rule::ALL {
        assert_eq!(Rule::from_name(rule.name()), Some(rule));
    }
}

proptest! {
    #[test]
    fn whatever_is_tried_an_item_is_closed_by_its_issuer_alone_and_counted_once(
        tries in proptest::collection::vec((0_usize..6, 0_usize..4, 0_i64..40), 1..40)
    ) {
        let mut item = item();
        let mut at = now();
        for (act, who, hours) in tries {
            at = at.plus_hours(hours);
            let by = person(["officer", "chief", "command", "officer2"][who]);
            let before = item.clone();
            let done = match act {
                0 => item.sign(&by, at),
                1 => item.begin(&by, at),
                2 => item.reply("答复", &by, at),
                3 => item.accept("", &by, at),
                4 => item.send_back("退回", None, &by, at),
                _ => Ok(item.escalate(at)),
            };
            match done {
                Err(_) => prop_assert_eq!(&item, &before),
                Ok(kinds) => {
                    prop_assert!(kinds.is_empty() || before.state.is_open());
                    prop_assert_eq!(item.steps.len(), before.steps.len() + kinds.len());
                    let decided = kinds.iter().any(|h| matches!(h, EventKind::Accepted | EventKind::Returned));
                    prop_assert!(!decided || by.who.person == "people/chief");
                }
            }
            prop_assert!(item.escalations.len() <= 2);
            let closed = item.measured().len() == 2;
            prop_assert_eq!(closed, item.state == State::Accepted);
        }
    }
}
