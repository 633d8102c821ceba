//! What the guide asks at a door, by example. That it agrees with the law is in `tests/guide.rs`.

use jiff::civil::date;

use super::*;
use crate::articles::Citation;
use crate::identifiers::RegionCode;
use crate::service::{
    AddresseeKind, AddresseeStatus, DocumentKind, Mode, Place, Relation, Represents, ServerPresence, check,
};

const AS_OF: Date = date(2026, 11, 30);

fn context(document: DocumentKind) -> GuideContext {
    GuideContext {
        addressee_kind: Some(AddresseeKind::Person),
        addressee_status: Some(AddresseeStatus::None),
        residence: RegionCode::parse("330783201203").ok(),
        witnesses: vec!["李主任".into()],
        ..GuideContext::new(document)
    }
}

fn posting() -> NoticePosting {
    NoticePosting {
        addressee_missing: true,
        noted: Some(true),
        complete: Some(true),
        ..NoticePosting::default()
    }
}

fn contexts() -> Vec<GuideContext> {
    let notice = context(DocumentKind::Notice);
    let with_status = |status| GuideContext { addressee_status: Some(status), ..notice.clone() };
    vec![
        context(DocumentKind::MediationStatement),
        with_status(AddresseeStatus::Soldier),
        with_status(AddresseeStatus::Prisoner),
        GuideContext { addressee_kind: Some(AddresseeKind::Organisation), ..notice.clone() },
        GuideContext { notice: Some(posting()), ..notice.clone() },
        notice,
    ]
}

fn branch(guide: &VisitGuide, id: &str) -> GuideBranch {
    guide.branches.iter().find(|branch| branch.id == id).cloned().unwrap_or_else(|| panic!("no branch {id}"))
}

fn item(branch: &GuideBranch, id: &str) -> GuideItem {
    branch
        .items
        .iter()
        .find(|item| item.id == id)
        .cloned()
        .unwrap_or_else(|| panic!("{} asks no {id}", branch.id))
}

fn left() -> VisitRecord {
    VisitRecord {
        recipient: VisitRecipient { relation: Some(Relation::Addressee), ..VisitRecipient::default() },
        refused: true,
        refusal: Some(RefusalReason::NoneGiven),
        place: Some(Place::Residence),
        left: true,
        noted: Some(true),
        date: Some(AS_OF),
        witness: VisitWitness {
            display_name: "李主任".into(),
            represents: Some(Represents::ResidenceCommittee),
            ..VisitWitness::default()
        },
        server: VisitServer { display_name: "王法官".into(), presence: Some(ServerPresence::OnSite) },
        files: vec![VisitFile { kind: FileKind::Signature, role: FileRole::SignatureWitness }],
        ..VisitRecord::new(VisitOutcome::Refused)
    }
}

#[test]
fn a_visit_by_a_grid_worker_alone_is_assistance_and_says_what_is_missing() {
    let context = context(DocumentKind::Notice);
    let guide = guide(&context, AS_OF);
    let mut visit = left();
    assert_eq!(evaluate(&guide, &visit).branch.unwrap().id, "LEFT_WITNESSED");
    visit.server.presence = Some(ServerPresence::Absent);
    let found = evaluate(&guide, &visit);
    let missing: Vec<&str> = found.missing.iter().map(|item| item.id.as_str()).collect();
    assert_eq!((found.light, missing), (Light::Assistance, vec!["SERVER_PRESENCE"]));
    assert!(found.missing[0].cure.as_ref().unwrap().zh.contains("法院工作人员到现场"));
    visit.server.presence = Some(ServerPresence::Video);
    let found = evaluate(&guide, &visit);
    assert_eq!(
        (found.light, found.branch.unwrap().id.as_str()),
        (Light::Yellow, "LEFT_WITNESSED_TO_CONFIRM")
    );
    assert!(found.branch.unwrap().caution.zh.contains("待法院确认"));
}

#[test]
fn a_missing_witness_or_two_open_questions_are_counted() {
    let guide = guide(&context(DocumentKind::Notice), AS_OF);
    let mut visit = left();
    visit.files.clear();
    visit.noted = None;
    // A film would be one thing, the witness's signature and the note are two.
    assert_eq!(evaluate(&guide, &visit).missing.len(), 1);
    visit.left = false;
    let found = evaluate(&guide, &visit);
    let missing: Vec<&str> = found.missing.iter().map(|item| item.id.as_str()).collect();
    assert_eq!(
        (found.branch.unwrap().id.as_str(), missing),
        ("LEFT_RECORDED", vec!["LEFT", "PROCESS_PHOTO"])
    );
}

#[test]
fn only_the_register_makes_a_witness_of_the_committee() {
    let context = context(DocumentKind::Notice);
    for (name, light) in [("李主任", Light::Green), ("张三", Light::Assistance), ("", Light::Assistance)]
    {
        let mut visit = left();
        visit.witness.display_name = name.into();
        assert_eq!(light_by_law(&visit, &context), light, "{name}");
    }
    let mut same = left();
    same.server.display_name = "李主任".into();
    assert_eq!(light_by_law(&same, &context), Light::Assistance, "the server does not witness");
    let guide = guide(&GuideContext { witnesses: Vec::new(), ..context }, AS_OF);
    assert!(guide.branches.iter().all(|branch| !branch.id.starts_with("LEFT_WITNESSED")));
}

#[test]
fn a_mediation_statement_goes_to_the_party_and_is_never_left() {
    let guide = guide(&context(DocumentKind::MediationStatement), AS_OF);
    let direct = branch(&guide, "DIRECT");
    assert_eq!(item(&direct, "RECEIVER").accepts, ["ADDRESSEE", "DESIGNATED_RECEIVER"]);
    assert!(
        direct.caution.zh.contains("调解书应当由当事人本人或者其指定的代收人签收"),
        "{}",
        direct.caution.zh
    );
    let refused: Vec<_> =
        guide.branches.iter().filter(|branch| branch.outcome == VisitOutcome::Refused).collect();
    assert_eq!(refused.iter().map(|branch| branch.id.as_str()).collect::<Vec<_>>(), ["REFUSAL"]);
    assert!(refused[0].caution.zh.contains("调解书不适用留置送达"), "{}", refused[0].caution.zh);
}

#[test]
fn papers_for_a_soldier_are_at_most_to_be_confirmed() {
    let context =
        GuideContext { addressee_status: Some(AddresseeStatus::Soldier), ..context(DocumentKind::Notice) };
    let guide = guide(&context, AS_OF);
    assert!(
        guide.branches.iter().all(|branch| branch.light != Light::Green && branch.mode != Some(Mode::Left))
    );
    let receivers = item(&branch(&guide, "DIRECT_TO_CONFIRM"), "RECEIVER").accepts;
    assert!(!receivers.iter().any(|relation| relation == "COHABITING_ADULT_FAMILY"), "{receivers:?}");
    assert!(branch(&guide, "REFUSAL").caution.zh.contains("改用转交送达"));
}

#[test]
fn an_organisation_is_served_by_its_head_or_receiving_staff() {
    let context =
        GuideContext { addressee_kind: Some(AddresseeKind::Organisation), ..context(DocumentKind::Notice) };
    let guide = guide(&context, AS_OF);
    let receivers = item(&branch(&guide, "DIRECT"), "RECEIVER").accepts;
    assert_eq!(receivers, ["LEGAL_REPRESENTATIVE", "RECEIVING_STAFF", "AGENT", "DESIGNATED_RECEIVER"]);
}

#[test]
fn a_notice_is_green_while_the_holidays_of_its_last_day_are_known() {
    let context = GuideContext { notice: Some(posting()), ..context(DocumentKind::Notice) };
    let guide = guide(&context, AS_OF);
    let days = item(&branch(&guide, "POSTED"), "POSTING_DATE").accepts;
    assert_eq!(days, ["2022-04-10", "2026-12-01"], "thirty days after 1 December lie in 2026");
    let later = branch(&guide, "POSTED_TO_CONFIRM");
    assert!(item(&later, "POSTING_DATE").accepts.is_empty());
    assert!(later.caution.zh.contains("2027年的放假安排未收录"), "{}", later.caution.zh);
    let summary = GuideContext { procedure: Some(crate::service::Procedure::Summary), ..context };
    let guide = super::guide(&summary, AS_OF);
    assert!(branch(&guide, "POSTING").caution.zh.contains("简易程序"));
}

#[test]
fn what_blocks_names_its_article_and_its_cure() {
    for context in contexts() {
        let guide = guide(&context, AS_OF);
        for branch in guide.branches.iter().filter(|branch| branch.light > Light::Assistance) {
            let presence = item(branch, "SERVER_PRESENCE");
            assert!(presence.blocking && !presence.accepts.iter().any(|value| value == "ABSENT"));
            for item in branch.items.iter().filter(|item| item.blocking) {
                let name = format!("{} {}", branch.id, item.id);
                assert!(Citation::parse(&item.article).is_some(), "{name}: {}", item.article);
                // A notice that hangs elsewhere is none, so that no condition speaks of it.
                assert!(item.cure.is_some() || item.id == "POSTING_PLACE", "{name}");
            }
        }
    }
}

#[test]
fn a_branch_is_asked_once_and_in_two_languages() {
    for context in contexts() {
        let guide = guide(&context, AS_OF);
        for branch in &guide.branches {
            let mut ids: Vec<&str> = branch.items.iter().map(|item| item.id.as_str()).collect();
            ids.sort_unstable();
            assert!(ids.windows(2).all(|pair| pair[0] != pair[1]), "{}: {ids:?}", branch.id);
            let texts = branch.items.iter().map(|item| &item.ask).chain([&branch.title, &branch.caution]);
            for text in texts.chain(branch.items.iter().filter_map(|item| item.cure.as_ref())) {
                assert!(!text.zh.is_empty() && !text.zh.is_ascii() && text.en.is_ascii(), "{text}");
                assert!(
                    !text.en.is_empty() && !text.zh.contains("。。") && !text.en.contains(".."),
                    "{text}"
                );
            }
        }
        let ids: Vec<&String> = guide.branches.iter().map(|branch| &branch.id).collect();
        assert!(ids.iter().all(|id| ids.iter().filter(|other| other == &id).count() == 1), "{ids:?}");
    }
}

#[test]
fn the_act_that_is_drafted_names_only_what_was_seen() {
    let context = context(DocumentKind::Ruling);
    let act = draft_act(&left(), &context).unwrap();
    assert_eq!((act.mode, act.document, act.served_date), (Mode::Left, DocumentKind::Ruling, Some(AS_OF)));
    assert_eq!(check(&act).value(), Some(&AS_OF));
    let empty = draft_act(&VisitRecord::new(VisitOutcome::Delivered), &context).unwrap();
    assert!(empty.server.is_none() && empty.signed.is_none() && !empty.thumbprint);
    for outcome in [VisitOutcome::NotFound, VisitOutcome::Moved, VisitOutcome::Other] {
        assert_eq!(draft_act(&VisitRecord { outcome, ..left() }, &context), None);
    }
}

#[test]
fn of_several_papers_the_mediation_statement_decides() {
    let papers = [DocumentKind::Notice, DocumentKind::MediationStatement, DocumentKind::Ruling];
    assert_eq!(decisive(&papers), DocumentKind::MediationStatement);
    assert_eq!(decisive(&papers[..1]), DocumentKind::Notice);
    assert_eq!(decisive(&[]), DocumentKind::Other);
}
