//! Guards: what a case can't end with, who is not paid, which number is whose, and what is corrected by whom.

use kit::access::Role;
use proto::{enforcement::v1 as wire, identity::v1 as identity};
use tonic::Status;

use crate::{
    till::{Till, books_hold, item},
    world::{Person, case, day, fields, id, on_every, party, reason},
};

/// A paper.
pub(crate) fn paper(number: u8) -> String {
    format!("evidence/{}", format!("{number:02x}").repeat(32))
}

/// A part of a debt that was discharged, with its paper.
pub(crate) fn discharge(kind: wire::DischargeKind, amount_fen: i64) -> wire::Discharge {
    wire::Discharge { kind: kind.into(), amount_fen, evidence: vec![paper(1)], note: String::new() }
}

async fn performed(
    person: &Person,
    name: &str,
    discharges: Vec<wire::Discharge>,
) -> Result<wire::Case, Status> {
    let facts = wire::ClosingFacts { performed: true, discharges, ..Default::default() };
    let request = wire::CloseCaseRequest {
        request_id: id(),
        name: name.into(),
        ending: wire::Ending::Completed.into(),
        facts: Some(facts),
        ..Default::default()
    };
    person.cases().close_case(request).await.map(tonic::Response::into_inner)
}

async fn file(person: &Person, case: wire::Case) -> Result<wire::Case, Status> {
    let request = wire::CreateCaseRequest { request_id: id(), case: Some(case) };
    person.cases().create_case(request).await.map(tonic::Response::into_inner)
}

async fn story(person: &Person, name: &str) -> Vec<wire::TimelineEntry> {
    let request = wire::ListCaseTimelineRequest { parent: name.into(), ..Default::default() };
    person.cases().list_case_timeline(request).await.unwrap().into_inner().entries
}

/// Nothing ends as fully performed while a fen of the claim is neither paid nor discharged with a paper.
#[tokio::test]
async fn a_case_ends_as_performed_when_its_claim_is_paid_or_discharged() {
    on_every(|world| async move {
        let till = Till::of(&world);
        let filed = till.officer.file(1).await;
        let bare = performed(&till.officer, &filed.name, vec![]).await.unwrap_err();
        assert_eq!(reason(&bare), "CLAIM_NOT_SATISFIED");
        assert!(String::from_utf8_lossy(bare.details()).contains("78800.00"), "it says how much is open");
        // What was ticked counts first, and what is no paper proves nothing.
        let unticked = wire::CloseCaseRequest {
            request_id: id(),
            name: filed.name.clone(),
            ending: wire::Ending::Completed.into(),
            ..Default::default()
        };
        assert_eq!(reason(&till.officer.cases().close_case(unticked).await.unwrap_err()), "LAW_NOT_MET");
        let mut unproved = discharge(wire::DischargeKind::Waived, filed.claim_fen);
        unproved.evidence.clear();
        let refused = performed(&till.officer, &filed.name, vec![unproved]).await.unwrap_err();
        assert_eq!(fields(&refused), [("facts.discharges[0].evidence".into(), "PAPERS_MISSING".into())]);
        // Money that came in is not money that was paid out.
        let receipt = till.receipt("IN-1", 7_000_000, 1, &filed.name).await;
        let set_off = || discharge(wire::DischargeKind::SetOff, 880_000);
        let early = performed(&till.officer, &filed.name, vec![set_off()]).await.unwrap_err();
        assert_eq!(reason(&early), "CLAIM_NOT_SATISFIED");
        let payout = till.plan(&receipt.name, vec![item(1, 7_000_000)]).await.remove(0);
        assert_eq!(
            reason(&performed(&till.officer, &filed.name, vec![set_off()]).await.unwrap_err()),
            "CLAIM_NOT_SATISFIED",
            "approved is not paid"
        );
        till.confirm(&payout, "OUT-1").await.unwrap();
        let short = discharge(wire::DischargeKind::SetOff, 879_999);
        assert!(performed(&till.officer, &filed.name, vec![short]).await.is_err(), "one fen is open");
        let closed = performed(&till.officer, &filed.name, vec![set_off()]).await.unwrap();
        let closing = closed.closing.unwrap();
        assert_eq!((closing.paid_fen, closing.discharges), (7_000_000, vec![set_off()]));
        // Without a claim in money there is nothing to pay.
        let act = file(&till.officer, wire::Case { claim_fen: 0, ..case(2) }).await.unwrap();
        performed(&till.officer, &act.name, vec![]).await.unwrap();
    })
    .await;
}

fn payee(name: &str, account: usize) -> wire::Payee {
    wire::Payee { display_name: name.into(), account: format!("622202{account:010}"), ..Default::default() }
}

fn to(payee: wire::Payee, amount_fen: i64) -> wire::DistributionItem {
    wire::DistributionItem { payee: Some(payee), amount_fen, ..Default::default() }
}

fn by(kind: wire::EntitlementKind, named_by: &str, item: wire::DistributionItem) -> wire::DistributionItem {
    let entitlement =
        wire::PayeeEntitlement { kind: kind.into(), named_by: named_by.into(), evidence: vec![paper(2)] };
    wire::DistributionItem { entitlement: Some(entitlement), ..item }
}

/// Who is paid out of a case's money is a party, or somebody whom a paper entitles, and never more than is owed.
#[tokio::test]
async fn nobody_is_paid_who_is_not_entitled_and_nobody_more_than_is_owed() {
    use wire::EntitlementKind::{Costs, NamedByParty, ParticipatingCreditor};
    on_every(|world| async move {
        let till = Till::of(&world);
        let filed = file(&till.officer, wire::Case { claim_fen: 100, ..case(1) }).await.unwrap();
        let receipt = till.receipt("IN-1", 1000, 1, &filed.name).await.name;
        let stranger = till.draw_up(&receipt, vec![to(payee("路人", 1), 50)]).await.unwrap_err();
        assert_eq!(fields(&stranger), [("distribution.items[0].payee".into(), "PAYEE_NOT_ENTITLED".into())]);
        let much = till.draw_up(&receipt, vec![to(payee("张三", 1), 500)]).await.unwrap_err();
        assert_eq!(reason(&much), "CLAIM_EXCEEDED");
        let other = wire::Payee { identity_number: "34052419800101001X".into(), ..payee("张三", 1) };
        let other = till.draw_up(&receipt, vec![to(other, 50)]).await.unwrap_err();
        assert_eq!(fields(&other)[0].1, "PAYEE_NOT_ENTITLED", "one name, another number");
        // The debtor gets what is left over, and not before.
        let early = till.draw_up(&receipt, vec![to(payee("李四", 2), 10)]).await.unwrap_err();
        assert_eq!(reason(&early), "SURPLUS_BEFORE_CLAIM");
        let unproved = wire::DistributionItem {
            entitlement: Some(wire::PayeeEntitlement {
                kind: NamedByParty.into(),
                named_by: "张三".into(),
                evidence: vec![],
            }),
            ..to(payee("张三之妻", 3), 40)
        };
        let unproved = till.draw_up(&receipt, vec![unproved]).await.unwrap_err();
        assert_eq!(
            fields(&unproved),
            [("distribution.items[0].entitlement.evidence".into(), "PAPERS_MISSING".into())]
        );
        let named = by(NamedByParty, "王五", to(payee("张三之妻", 3), 40));
        let named = till.draw_up(&receipt, vec![named]).await.unwrap_err();
        assert_eq!(fields(&named)[0].1, "NOT_AN_APPLICANT");
        let items = vec![
            to(payee("张 三", 1), 60),
            by(NamedByParty, "张三", to(payee("张三之妻", 3), 40)),
            by(ParticipatingCreditor, "", to(payee("另案申请人", 4), 300)),
            by(Costs, "", to(payee("东阳市人民法院", 5), 50)),
            to(payee("李四", 2), 550),
        ];
        let payouts = till.plan(&receipt, items).await;
        assert_eq!(payouts.len(), 5);
        // What is granted counts, whether the bank has paid it or not; and what is proposed counts when it is approved.
        let second = till.receipt("IN-2", 1000, 1, &filed.name).await.name;
        let more = till.draw_up(&second, vec![to(payee("张三", 1), 1)]).await.unwrap_err();
        assert_eq!(reason(&more), "CLAIM_EXCEEDED");
        let next = file(&till.officer, wire::Case { claim_fen: 100, ..case(2) }).await.unwrap();
        let mut plans = Vec::new();
        for number in 3..5 {
            let receipt = till.receipt(&format!("IN-{number}"), 100, 1, &next.name).await.name;
            plans.push(till.draw_up(&receipt, vec![to(payee("张三", 1), 70)]).await.unwrap().name);
        }
        let approve = async |name: &str| {
            let request = wire::ApproveDistributionRequest {
                request_id: id(),
                name: name.into(),
                ..Default::default()
            };
            till.chief.money().approve_distribution(request).await
        };
        let both = tokio::join!(approve(&plans[0]), approve(&plans[1]));
        let ((Ok(_), Err(late)) | (Err(late), Ok(_))) = both else { panic!("{both:?}") };
        assert_eq!(reason(&late), "CLAIM_EXCEEDED");
        books_hold(&world).await;
    })
    .await;
}

/// Of a sum of fewer fen than there are claims each gets one fen or none.
#[tokio::test]
async fn forty_three_fen_are_split_over_eighty_five_equal_claims() {
    on_every(|world| async move {
        let till = Till::of(&world);
        let mut parties: Vec<_> = (0..85)
            .map(|number| wire::Party {
                side: wire::Side::Applicant.into(),
                display_name: format!("工人{number}"),
                identity: Some(unknown()),
                ..Default::default()
            })
            .collect();
        parties.push(party(wire::Side::Debtor, "李四", "34052419800101001X"));
        let filed = file(&till.officer, wire::Case { parties, ..case(1) }).await.unwrap();
        let receipt = till.receipt("IN-1", 43, 1, &filed.name).await.name;
        let items = (0..85)
            .map(|number| wire::DistributionItem {
                claim_fen: 100,
                ..to(payee(&format!("工人{number}"), number), 0)
            })
            .collect();
        let distribution =
            Some(wire::Distribution { receipt: receipt.clone(), items, split_fen: 43, ..Default::default() });
        let request =
            wire::CreateDistributionRequest { request_id: id(), distribution, ..Default::default() };
        let plan = till.officer.money().create_distribution(request).await.unwrap().into_inner();
        let shares: Vec<i64> = plan.items.iter().map(|item| item.amount_fen).collect();
        assert_eq!((shares.iter().filter(|share| **share == 1).count(), plan.total_fen), (43, 43));
        assert!(shares.iter().all(|share| matches!(share, 0 | 1)));
        let request =
            wire::ApproveDistributionRequest { request_id: id(), name: plan.name, ..Default::default() };
        let plan = till.chief.money().approve_distribution(request).await.unwrap().into_inner();
        assert_eq!(plan.items.iter().filter(|item| !item.payout.is_empty()).count(), 43);
        let paid = plan.items.iter().map(|item| &item.payout).find(|payout| !payout.is_empty()).unwrap();
        till.confirm(paid, "OUT-1").await.unwrap();
        books_hold(&world).await;
    })
    .await;
}

fn unknown() -> identity::Identity {
    identity::Identity {
        kind: identity::IdentityKind::Unknown.into(),
        unknown_reason: "务工人员未留证件".into(),
        ..Default::default()
    }
}

/// However a number is written, it is one case's; a number of a paper is none's.
#[tokio::test]
async fn one_case_has_one_number_however_it_is_written() {
    on_every(|world| async move {
        let officer = world.officer();
        let numbered = |number: &str| wire::Case { case_number: number.into(), ..case(1) };
        let paper = file(&officer, numbered("（2023）浙0783执7001号之一")).await.unwrap_err();
        assert_eq!(reason(&paper), "NUMBER_OF_PAPER");
        let filed = file(&officer, numbered("（2023）浙0783执7001号")).await.unwrap();
        for number in ["（2023）浙0783执字第7001号", "(2023)浙0783执7001号之一", "〔2023〕浙0783执 7001 号"]
        {
            let again = file(&officer, numbered(number)).await.unwrap_err();
            assert_eq!(reason(&again), "CASE_EXISTS", "{number}");
            let unseen = file(&world.stranger(), numbered(number)).await.unwrap_err();
            assert_eq!(reason(&unseen), "CASE_NUMBER_REFUSED", "{number}");
            let filter = format!("case_number=\"{number}\"");
            let request = wire::ListCasesRequest { filter, ..Default::default() };
            let found = officer.cases().list_cases(request).await.unwrap().into_inner().cases;
            assert_eq!(found.len(), 1, "{number}");
            assert_eq!(found[0].name, filed.name);
        }
        file(&officer, numbered("（2023）浙0783执恢7001号")).await.unwrap();
    })
    .await;
}

async fn update(person: &Person, case: wire::Case, paths: &[&str], why: &str) -> Result<wire::Case, Status> {
    let mask = prost_types::FieldMask { paths: paths.iter().map(|path| (*path).to_owned()).collect() };
    let request = wire::UpdateCaseRequest {
        request_id: id(),
        etag: case.etag.clone(),
        case: Some(case),
        update_mask: Some(mask),
        reason: why.into(),
    };
    person.cases().update_case(request).await.map(tonic::Response::into_inner)
}

/// A case's particulars are corrected by its handler or a chief, with a reason that stands in its story.
#[tokio::test]
async fn a_case_is_corrected_by_its_handler_with_a_reason() {
    on_every(|world| async move {
        let officer = world.officer();
        let chief = world.person("chief", Role::BureauChief, "330783");
        let typed = wire::Case {
            parties: vec![
                party(wire::Side::Applicant, "\u{202e}张\u{200b}\n三", "11010519491231002X"),
                party(wire::Side::Debtor, "李四", "34052419800101001X"),
            ],
            ..case(1)
        };
        let filed = file(&officer, typed).await.unwrap();
        assert_eq!(filed.parties[0].display_name, "张三", "what nobody sees is not stored");
        let only = wire::Case { parties: vec![party(wire::Side::Applicant, "\u{200b}", "")], ..case(2) };
        let refused = file(&officer, only).await.unwrap_err();
        assert!(fields(&refused).contains(&("case.parties[0].display_name".into(), "REQUIRED".into())));
        let mut corrected = filed.clone();
        corrected.parties[1].display_name = "李四四".into();
        corrected.cause = "劳动报酬".into();
        let paths = ["parties", "cause"];
        let other = world.person("officer2", Role::Officer, "330783");
        let refused = update(&other, corrected.clone(), &paths, "笔误").await.unwrap_err();
        assert_eq!(reason(&refused), "NOT_THE_HANDLER");
        let silent = update(&officer, corrected.clone(), &paths, " ").await.unwrap_err();
        assert_eq!(fields(&silent), [("reason".into(), "REQUIRED".into())]);
        let path = update(&officer, corrected.clone(), &["state"], "笔误").await.unwrap_err();
        assert_eq!(fields(&path), [("update_mask.paths[0]".into(), "NOT_CORRECTABLE".into())]);
        let done = update(&officer, corrected.clone(), &paths, "身份证复印件姓名有误").await.unwrap();
        assert_eq!((done.parties[1].display_name.as_str(), done.cause.as_str()), ("李四四", "劳动报酬"));
        assert_eq!(
            done.parties[1].identity_number, filed.parties[1].identity_number,
            "a masked number stays"
        );
        assert_eq!(done.corrections[0].fields, ["cause", "parties"]);
        let stale = update(&officer, corrected, &paths, "再改").await.unwrap_err();
        assert_eq!(reason(&stale), "ETAG_MISMATCH");
        let entries = story(&officer, &filed.name).await;
        let entry = entries.iter().find(|entry| entry.kind == "CASE_CORRECTED").unwrap();
        assert_eq!(
            (entry.summary.as_str(), entry.reason.as_str()),
            ("更正案件信息：案由、当事人", "身份证复印件姓名有误")
        );
        let find = async |number: &str| {
            let filter = format!("identity_number={number}");
            let request = wire::ListCasesRequest { filter, ..Default::default() };
            officer.cases().list_cases(request).await.unwrap().into_inner().cases.len()
        };
        let mut swapped = done.clone();
        swapped.parties[1].identity_number = "110105194912310038".into();
        swapped.parties[1].identity = None;
        let swapped = update(&officer, swapped, &["parties"], "证件号有误").await.unwrap();
        assert_eq!((find("34052419800101001X").await, find("110105194912310038").await), (0, 1));
        // A number is one's own or nobody's.
        officer.file(2).await;
        let taken = wire::Case { case_number: "（2023）浙0783执字第2号".into(), ..swapped.clone() };
        let taken = update(&officer, taken, &["case_number"], "案号有误").await.unwrap_err();
        assert_eq!(reason(&taken), "CASE_EXISTS");
        let moved =
            wire::Case {
                case_number: "（2023）浙0783执3号".into(), filing_date: day(2023, 3, 2), ..swapped
            };
        let moved = update(&chief, moved, &["case_number", "filing_date"], "案号、日期有误").await.unwrap();
        assert_eq!(moved.case_number, "（2023）浙0783执3号");
        assert_eq!(crate::batches::counted(&world, "case-filed").await.0, 2, "counted once, on its own day");
    })
    .await;
}

/// Each kind of paper is one by which a party is known; it comes back masked, and the case is found by its number.
#[tokio::test]
async fn a_party_is_known_by_any_paper() {
    use identity::IdentityKind as Of;
    on_every(|world| async move {
        let officer = world.officer();
        for (number, (kind, paper, organisation)) in (1..).zip([
            (Of::Passport, "E12345678", false),
            (Of::HongKongMacaoPermit, "H1234567801", false),
            (Of::TaiwanPermit, "12345678", false),
            (Of::OfficerCard, "军字第2001988号", false),
            (Of::ForeignPermanentResidence, "CHN110108100406", false),
            (Of::OrganisationCode, "D2143569-X", true),
            (Of::CreditCode, "91350100M000100Y43", true),
        ]) {
            let identity =
                identity::Identity { kind: kind.into(), number: paper.into(), ..Default::default() };
            let debtor = wire::Party {
                side: wire::Side::Debtor.into(),
                display_name: "被执行人".into(),
                identity: Some(identity),
                ..Default::default()
            };
            let applicant = party(wire::Side::Applicant, "张三", "11010519491231002X");
            let filed = file(&officer, wire::Case { parties: vec![applicant, debtor], ..case(number) })
                .await
                .unwrap();
            let shown = &filed.parties[1];
            assert_eq!(shown.identity.as_ref().unwrap().kind(), kind);
            assert_eq!(shown.kind() == wire::PartyKind::Organisation, organisation, "{kind:?}");
            assert!(kind == Of::CreditCode || shown.identity_number.contains('*'), "{kind:?} is masked");
            let filter = format!("identity_number=\"{paper}\"");
            let request = wire::ListCasesRequest { filter, ..Default::default() };
            let found = officer.cases().list_cases(request).await.unwrap().into_inner().cases;
            assert_eq!(found.len(), 1, "{kind:?}");
        }
        let bad = wire::Party {
            side: wire::Side::Debtor.into(),
            display_name: "某厂".into(),
            kind: wire::PartyKind::Organisation.into(),
            identity_number: "91350203M0001QKT19".into(),
            ..Default::default()
        };
        let applicant = || party(wire::Side::Applicant, "张三", "11010519491231002X");
        let with = |debtor| wire::Case { parties: vec![applicant(), debtor], ..case(50) };
        let refused = file(&officer, with(bad.clone())).await.unwrap_err();
        assert_eq!(fields(&refused)[0].1, "CREDIT_CODE_MALFORMED");
        let reasoned = wire::Party { registered_as_is_reason: "登记机关存量代码".into(), ..bad };
        file(&officer, with(reasoned)).await.unwrap();
        let silent = wire::Party {
            display_name: "某人".into(),
            side: wire::Side::Debtor.into(),
            ..Default::default()
        };
        let refused = file(&officer, wire::Case { parties: vec![applicant(), silent], ..case(51) }).await;
        assert_eq!(fields(&refused.unwrap_err())[0].1, "IDENTITY_REQUIRED");
    })
    .await;
}

/// A list that says that a known case has ended closes it as by hand, or says what it contradicts.
#[tokio::test]
async fn a_known_case_is_closed_by_a_list_as_by_hand_or_not_at_all() {
    on_every(|world| async move {
        let till = Till::of(&world);
        let import = async |person: &Person, rows: Vec<wire::ImportedCase>| {
            let request = wire::ImportCasesRequest { rows, file: "台账.csv".into(), ..Default::default() };
            person.cases().import_cases(request).await.unwrap().into_inner()
        };
        let row = |number: u32, over: bool| wire::ImportedCase {
            case: Some(case(number)),
            ending: if over { wire::Ending::Completed.into() } else { 0 },
            closing_date: if over { day(2023, 6, 1) } else { None },
            ..Default::default()
        };
        let filed = till.officer.file(1).await;
        let same = import(&till.officer, vec![row(1, false)]).await;
        assert_eq!((same.present, same.updated, same.bad_rows.len()), (1, 0, 0));
        // Nothing is paid: the row contradicts the money.
        let unpaid = import(&till.officer, vec![row(1, true)]).await;
        assert_eq!(unpaid.bad_rows[0].reason, "CLAIM_NOT_SATISFIED");
        let receipt = till.receipt("IN-1", filed.claim_fen, 1, &filed.name).await;
        let payout = till.plan(&receipt.name, vec![item(1, filed.claim_fen)]).await.remove(0);
        till.confirm(&payout, "OUT-1").await.unwrap();
        let command = world.person("command", Role::Command, "330783");
        let history = import(&command, vec![row(1, true)]).await;
        assert_eq!(history.bad_rows[0].reason, "CASE_STILL_OPEN");
        let tried =
            wire::ImportCasesRequest { rows: vec![row(1, true)], validate_only: true, ..Default::default() };
        let tried = till.officer.cases().import_cases(tried).await.unwrap().into_inner();
        assert_eq!(tried.updated, 1);
        let closed = import(&till.officer, vec![row(1, true)]).await;
        assert_eq!((closed.updated, closed.bad_rows.len()), (1, 0));
        assert_eq!(closed.changes[0].case, filed.name);
        let now =
            till.officer.cases().get_case(wire::GetCaseRequest { name: filed.name.clone() }).await.unwrap();
        assert_eq!(now.into_inner().closing.unwrap().date, day(2023, 6, 1));
        let again = import(&till.officer, vec![row(1, true)]).await;
        assert_eq!((again.present, again.updated, again.bad_rows.len()), (1, 0, 0));
        // What contradicts what is known is bad, and says in what.
        let mut other = row(1, true);
        other.closing_date = day(2023, 7, 1);
        assert_eq!(import(&till.officer, vec![other]).await.bad_rows[0].reason, "CONTRADICTS_CASE");
        let open = import(&till.officer, vec![row(1, false)]).await;
        assert_eq!(open.bad_rows[0].reason, "CONTRADICTS_CASE");
        let mut claim = row(1, true);
        claim.case.as_mut().unwrap().claim_fen = 5;
        let bad = import(&till.officer, vec![claim]).await.bad_rows;
        assert_eq!((bad[0].field.as_str(), bad[0].reason.as_str()), ("case.claim_fen", "CONTRADICTS_CASE"));
    })
    .await;
}

/// Anyone who handles a case is no party of it, whatever their name is written like.
#[tokio::test]
async fn nobody_handles_their_own_case() {
    on_every(|world| async move {
        let named = |name: &str| wire::Case {
            parties: vec![
                party(wire::Side::Applicant, "张三", "11010519491231002X"),
                party(wire::Side::Debtor, name, "34052419800101001X"),
            ],
            ..case(1)
        };
        let own = world.named("officer", "赵 六", Role::Officer);
        let refused = file(&own, named("赵\u{3000}六")).await.unwrap_err();
        assert_eq!(fields(&refused), [("case.handler".into(), "HANDLER_IS_PARTY".into())]);
        let other = wire::Case { handler: "people/officer2".into(), ..named("赵六") };
        file(&own, other).await.unwrap();
        let theirs = wire::Case { handler: "people/officer2".into(), ..named("officer2") };
        let refused = file(&own, theirs).await.unwrap_err();
        assert_eq!(fields(&refused), [("case.handler".into(), "HANDLER_IS_PARTY".into())]);
    })
    .await;
}

/// The account is given whole to who pays, while there is something to pay, and says so by a method that asks why.
#[tokio::test]
async fn whoever_pays_reads_the_whole_account() {
    on_every(|world| async move {
        let till = Till::of(&world);
        let filed = till.officer.file(1).await;
        let receipt = till.receipt("IN-1", 100, 1, &filed.name).await;
        let payout = till.plan(&receipt.name, vec![item(51, 100)]).await.remove(0);
        let reveal = || wire::RevealPayoutAccountRequest { name: payout.clone() };
        let read = till.cashier.money().get_payout(wire::GetPayoutRequest { name: payout.clone() }).await;
        assert_eq!(read.unwrap().into_inner().payee.unwrap().account, "****0051");
        let silent = till.cashier.money().reveal_payout_account(reveal()).await.unwrap_err();
        assert_eq!(reason(&silent), "ACCESS_REASON_REQUIRED");
        let ask = || {
            let mut request = tonic::Request::new(reveal());
            request.metadata_mut().insert("x-access-reason", "payment".parse().unwrap());
            request
        };
        let whole = till.cashier.money().reveal_payout_account(ask()).await.unwrap().into_inner();
        assert_eq!(whole.account, "6222020000000051");
        till.confirm(&payout, "OUT-1").await.unwrap();
        let late = till.cashier.money().reveal_payout_account(ask()).await.unwrap_err();
        assert_eq!(reason(&late), "PAYOUT_NOT_PAYABLE");
    })
    .await;
}

#[tokio::test]
async fn a_sanction_names_its_subject_by_any_paper() {
    on_every(|world| async move {
        let officer = world.officer();
        let case = officer.file(1).await.name;
        let against = |identity: identity::Identity| wire::CreateSanctionRequest {
            sanction: Some(wire::Sanction {
                case: case.clone(),
                kind: wire::SanctionKind::Fine.into(),
                sanctioned: Some(wire::SanctionedSubject {
                    display_name: "陈某".into(),
                    kind: wire::SanctionedKind::Person.into(),
                    identity_number: String::new(),
                    identity: Some(identity),
                    ..wire::SanctionedSubject::default()
                }),
                ground: "拒不报告财产".into(),
                amount_fen: 100_000,
                ..Default::default()
            }),
            ..Default::default()
        };
        let passport = identity::Identity {
            kind: identity::IdentityKind::Passport.into(),
            number: "E12345678".into(),
            issuing_state: "CHN".into(),
            ..Default::default()
        };
        let proposed = officer.sanctions().create_sanction(against(passport.clone())).await.unwrap();
        let known = proposed.into_inner().sanctioned.unwrap().identity.unwrap();
        assert_eq!(known.kind(), identity::IdentityKind::Passport);
        assert!(known.number.contains('*'), "not masked");
        let wrong = identity::Identity { number: "张".into(), ..passport };
        let refused = officer.sanctions().create_sanction(against(wrong)).await.unwrap_err();
        assert!(fields(&refused).iter().any(|(field, _)| field == "sanction.sanctioned.identity.number"));
    })
    .await;
}
