//! What waits for the chief and the president, in one list; and sanctions against a party that the case knows.

use kit::access::Role;
use proto::enforcement::v1::{self as wire, ApprovalKind};

use crate::{
    till::Till,
    world::{Person, World, day, fields, id, on_every},
};

async fn waiting(person: &Person, page_size: i32) -> Vec<wire::Approval> {
    let (mut all, mut page_token) = (Vec::new(), String::new());
    loop {
        let request = wire::ListApprovalsRequest { page_size, page_token };
        let page = person.approvals().list_approvals(request).await.unwrap().into_inner();
        all.extend(page.approvals);
        page_token = page.next_page_token;
        if page_token.is_empty() {
            return all;
        }
    }
}

fn kinds(all: &[wire::Approval]) -> Vec<ApprovalKind> {
    all.iter().map(wire::Approval::kind).collect()
}

fn sanction(
    case: &str,
    kind: wire::SanctionKind,
    subject: wire::SanctionedSubject,
) -> wire::CreateSanctionRequest {
    let sanction = wire::Sanction {
        case: case.into(),
        kind: kind.into(),
        sanctioned: Some(subject),
        ground: "拒不报告财产".into(),
        amount_fen: 1_000_000,
        ..Default::default()
    };
    wire::CreateSanctionRequest { request_id: id(), sanction: Some(sanction), ..Default::default() }
}

/// Everything that can wait, each proposed by the officer.
async fn propose(world: &World) -> wire::Case {
    let (till, officer) = (Till::of(world), world.officer());
    let case = officer.file(1).await;
    let party = wire::SanctionedSubject {
        display_name: "李四".into(),
        party: format!("{}/parties/2", case.name),
        ..Default::default()
    };
    officer.sanctions().create_sanction(sanction(&case.name, wire::SanctionKind::Fine, party)).await.unwrap();
    let money = till.receipt("REF-1", 500_000, 1, &case.name).await;
    let until = kit::domain::Timestamp::now().plus_hours(24 * 30).legal_day();
    let deferral = wire::Deferral {
        reason: wire::DeferralReason::Objection.into(),
        note: "案外人提出异议".into(),
        until_date: day(until.year().into(), until.month().into(), until.day().into()),
        ..Default::default()
    };
    let request =
        wire::CreateDeferralRequest { request_id: id(), parent: money.name, deferral: Some(deferral) };
    officer.money().create_deferral(request).await.unwrap();
    let request = wire::ExtendCaseRequest {
        request_id: id(),
        name: case.name.clone(),
        months: 3,
        reason: "财产处置未完成".into(),
        ..Default::default()
    };
    officer.cases().extend_case(request).await.unwrap();
    let request = wire::RequestClosingRequest {
        request_id: id(),
        name: case.name.clone(),
        reason: "财产已查清，无可供执行".into(),
        ..Default::default()
    };
    officer.cases().request_closing(request).await.unwrap().into_inner()
}

#[tokio::test]
async fn what_waits_is_listed_for_who_can_decide_on_it_and_leaves_with_the_decision() {
    use ApprovalKind::{Closing, Deferral, Extension, Sanction};
    on_every(|world| async move {
        let case = propose(&world).await;
        let (president, chief) = (world.president(), world.person("chief", Role::BureauChief, "330783"));
        let all = waiting(&president, 2).await;
        assert_eq!(
            kinds(&all),
            [Sanction, Deferral, Extension, Closing],
            "the longest first, on pages of two"
        );
        assert!(all.iter().all(|one| one.proposer == "people/officer" && one.case == case.name));
        assert_eq!((&*all[0].about, all[0].sanction_kind()), ("李四", wire::SanctionKind::Fine));
        assert_eq!((all[1].amount_fen, &*all[1].reason), (500_000, "案外人提出异议"));
        assert_eq!((all[2].months, all[3].for_president), (3, true));
        assert_eq!(kinds(&waiting(&chief, 100).await), [Deferral], "a fine is the president's by law");
        let elsewhere = world.person("chief2", Role::BureauChief, "330784");
        assert_eq!(waiting(&elsewhere, 100).await, []);
        // Each decision rests on the version that the list gave.
        let request = wire::ApproveSanctionRequest {
            request_id: id(),
            name: all[0].subject.clone(),
            etag: all[0].etag.clone(),
            ..Default::default()
        };
        president.sanctions().approve_sanction(request).await.unwrap();
        let request = wire::ApproveDeferralRequest { request_id: id(), name: all[1].subject.clone() };
        chief.money().approve_deferral(request).await.unwrap();
        let request = wire::DecideExtensionRequest {
            request_id: id(),
            name: case.name.clone(),
            etag: all[2].etag.clone(),
            approve: false,
            reason: "可以先行评估".into(),
        };
        let decided = president.cases().decide_extension(request).await.unwrap().into_inner();
        assert_eq!(decided.extensions[0].refusal, "可以先行评估");
        let rest = waiting(&president, 100).await;
        assert_eq!(kinds(&rest), [Closing]);
        let reject = |reason: &str| wire::RejectClosingRequest {
            request_id: id(),
            name: case.name.clone(),
            etag: rest[0].etag.clone(),
            reason: reason.into(),
        };
        let refused = president.cases().reject_closing(reject(" ")).await.unwrap_err();
        assert_eq!(fields(&refused), [("reason".into(), "REQUIRED".into())]);
        let rejected = president.cases().reject_closing(reject("线索尚未核实")).await.unwrap().into_inner();
        let request = rejected.closing_request.unwrap();
        assert_eq!((request.state(), &*request.refusal), (wire::ExtensionState::Refused, "线索尚未核实"));
        assert_eq!(waiting(&president, 100).await, []);
        let findings = enforcement::verify_records_in(&world.store).await.unwrap();
        assert_eq!(findings.wrong, Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn a_sanction_names_a_party_of_its_case_alone() {
    on_every(|world| async move {
        let officer = world.officer();
        let (case, other) = (officer.file(1).await, officer.file(2).await);
        assert_eq!(case.parties[1].name, format!("{}/parties/2", case.name));
        let ask = async |party: &str, name: &str, number: &str| {
            let subject = wire::SanctionedSubject {
                display_name: name.into(),
                party: party.into(),
                identity_number: number.into(),
                ..Default::default()
            };
            officer.sanctions().create_sanction(sanction(&case.name, wire::SanctionKind::Fine, subject)).await
        };
        for (party, name, number, field, why) in [
            (&*case.parties[1].name, "张三", "", "party", "PARTY_CHANGED"),
            (&*other.parties[1].name, "李四", "", "party", "PARTY_UNKNOWN"),
            (&*case.parties[1].name, "李四", "34052419800101001X", "identity_number", "ONLY_ONE_OF"),
        ] {
            let refused = ask(party, name, number).await.unwrap_err();
            assert_eq!(fields(&refused), [(format!("sanction.sanctioned.{field}"), why.to_owned())]);
        }
        let made = ask(&case.parties[1].name, "李四", "").await.unwrap().into_inner().sanctioned.unwrap();
        assert_eq!(made.kind(), wire::SanctionedKind::Person);
        assert!(made.identity_number.contains('*') && made.party.is_empty());
    })
    .await;
}
