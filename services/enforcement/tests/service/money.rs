//! Money at the service's surface: what is refused, and who wins a race.

use enforcement::domain::money::clock;
use kit::{access::Role, domain::Timestamp};
use proto::enforcement::v1 as wire;

use crate::{
    till::{Till, books_hold, item, payer, receipt, request},
    world::{Person, fields, id, on_every, reason},
};

#[tokio::test]
async fn a_transfer_is_entered_once_and_what_is_wrong_is_reported() {
    on_every(|world| async move {
        let till = Till::of(&world);
        till.receipt("A-1", 100, 1, "").await;
        let mut money = till.cashier.money();
        let again = money.create_receipt(request(receipt("A-1", 100, 1, ""))).await.unwrap_err();
        assert_eq!(reason(&again), "BANK_REFERENCE_EXISTS");
        let same = request(receipt("A-2", 100, 1, ""));
        let first = money.create_receipt(same.clone()).await.unwrap().into_inner();
        assert_eq!(money.create_receipt(same).await.unwrap().into_inner(), first);
        for amount in [0, -5, i64::MAX] {
            let refused = money.create_receipt(request(receipt("A-3", amount, 1, ""))).await.unwrap_err();
            assert_eq!(fields(&refused)[0].0, "receipt.amount_fen");
        }
        let mut early = receipt("A-3", 1, 1, "");
        early.notice_time = Some(Timestamp::now().plus_hours(-48).to_timestamp());
        let refused = money.create_receipt(request(early)).await.unwrap_err();
        assert_eq!(fields(&refused), [("receipt.notice_time".into(), "NOTICE_BEFORE_ARRIVAL".into())]);
        let refused = money.create_receipt(request(receipt("A-3", 1, -1, ""))).await.unwrap_err();
        assert_eq!(
            fields(&refused),
            [
                ("receipt.arrive_time".into(), "TIME_IN_FUTURE".into()),
                ("receipt.notice_time".into(), "TIME_IN_FUTURE".into())
            ]
        );
        let check = wire::CreateReceiptRequest { validate_only: true, ..request(receipt("A-4", 1, 1, "")) };
        money.create_receipt(check).await.unwrap();
        let refused = money.create_receipt(request(receipt("A-4", 1, 1, "cases/none"))).await.unwrap_err();
        assert_eq!(reason(&refused), "CASE_UNKNOWN");
        let refused =
            till.officer.money().create_receipt(request(receipt("A-4", 1, 1, ""))).await.unwrap_err();
        assert_eq!(refused.code(), tonic::Code::PermissionDenied);
        assert!(!first.payer.unwrap().account.contains("3300167"), "accounts are masked");
        let findings = books_hold(&world).await;
        assert_eq!((findings.receipts, findings.arrived_fen), (2, 200));
    })
    .await;
}

#[tokio::test]
async fn of_two_cashiers_who_claim_at_once_one_wins() {
    on_every(|world| async move {
        let till = Till::of(&world);
        let case = till.officer.file(1).await;
        let receipt = till.receipt("B-1", 500, 1, "").await;
        let claim = async |person: Person| {
            let request = wire::ClaimReceiptRequest {
                request_id: id(),
                name: receipt.name.clone(),
                case: case.name.clone(),
                ..Default::default()
            };
            person.money().claim_receipt(request).await
        };
        let second = world.person("cashier2", Role::Cashier, "330783");
        let (one, other) = tokio::join!(claim(till.cashier.clone()), claim(second));
        let (won, lost) = if one.is_ok() { (one, other) } else { (other, one) };
        let (won, lost) = (won.unwrap().into_inner(), lost.unwrap_err());
        assert_eq!((won.state(), won.case.as_str()), (wire::ReceiptState::Claimed, case.name.as_str()));
        assert_eq!(reason(&lost), "RECEIPT_CLAIMED");
        assert!(String::from_utf8_lossy(lost.details()).contains(&won.claimant), "the loser learns who won");
        let name = if won.claimant == "people/cashier" { "章敏" } else { "吕晨" };
        let said = format!("这笔款已由{name}认领到{}案。", case.case_number);
        assert!(String::from_utf8_lossy(lost.details()).contains(&said), "{lost:?}");
        // Without the register the number alone is said.
        world.register.away.store(true, std::sync::atomic::Ordering::SeqCst);
        let unnamed = claim(till.cashier.clone()).await.unwrap_err();
        world.register.away.store(false, std::sync::atomic::Ordering::SeqCst);
        let said = format!("这笔款已认领到{}案。", case.case_number);
        assert!(String::from_utf8_lossy(unnamed.details()).contains(&said), "{unnamed:?}");
        let stranger = wire::GetReceiptRequest { name: receipt.name.clone() };
        let unseen = world.stranger().money().get_receipt(stranger).await.unwrap_err();
        assert_eq!(reason(&unseen), "RECEIPT_UNKNOWN");
        let back = wire::UnclaimReceiptRequest {
            request_id: id(),
            name: receipt.name.clone(),
            reason: "认领错案".into(),
            ..Default::default()
        };
        let back = till.chief.money().unclaim_receipt(back).await.unwrap().into_inner();
        assert_eq!(back.state(), wire::ReceiptState::Unidentified);
        let entries = wire::ListLedgerEntriesRequest { parent: receipt.name.clone(), ..Default::default() };
        let entries = till.officer.money().list_ledger_entries(entries).await.unwrap().into_inner().entries;
        assert_eq!(entries.len(), 6, "arrived, claimed, and the claim taken back by a posting of its own");
        books_hold(&world).await;
    })
    .await;
}

#[tokio::test]
async fn a_plan_stays_within_its_receipt_and_is_approved_once_by_another() {
    on_every(|world| async move {
        let till = Till::of(&world);
        let case = till.officer.file(2).await;
        let unclaimed = till.receipt("C-0", 100, 1, "").await;
        let refused = till.draw_up(&unclaimed.name, vec![item(1, 100)]).await.unwrap_err();
        assert_eq!(reason(&refused), "RECEIPT_UNIDENTIFIED");
        let receipt = till.receipt("C-1", 1000, 1, &case.name).await;
        let refused = till.draw_up(&receipt.name, vec![item(1, 600), item(2, 401)]).await.unwrap_err();
        assert_eq!(reason(&refused), "DISTRIBUTION_EXCEEDS_REST");
        // Two plans at once that fit alone and not together.
        let (one, other) = tokio::join!(
            till.draw_up(&receipt.name, vec![item(1, 600)]),
            till.draw_up(&receipt.name, vec![item(2, 600)])
        );
        let (plan, lost) = if one.is_ok() { (one, other) } else { (other, one) };
        assert_eq!(reason(&lost.unwrap_err()), "DISTRIBUTION_EXCEEDS_REST");
        let plan = plan.unwrap();
        let approve = async |person: &Person, name: &str| {
            let name = name.to_owned();
            let request = wire::ApproveDistributionRequest { request_id: id(), name, ..Default::default() };
            person.money().approve_distribution(request).await
        };
        let (one, other) =
            tokio::join!(approve(&till.chief, &plan.name), approve(&till.president, &plan.name));
        let (won, lost) = if one.is_ok() { (one, other) } else { (other, one) };
        let (won, lost) = (won.unwrap().into_inner(), lost.unwrap_err());
        assert_eq!(reason(&lost), "DISTRIBUTION_DECIDED");
        assert!(String::from_utf8_lossy(lost.details()).contains(&won.approver), "the loser learns who won");
        // Anyone who proposed does not approve, whatever their role.
        let own = wire::Distribution {
            receipt: receipt.name.clone(),
            items: vec![item(3, 100)],
            ..Default::default()
        };
        let own = wire::CreateDistributionRequest {
            request_id: id(),
            distribution: Some(own),
            ..Default::default()
        };
        let own = till.chief.money().create_distribution(own).await.unwrap().into_inner();
        assert_eq!(reason(&approve(&till.chief, &own.name).await.unwrap_err()), "APPROVER_IS_PROPOSER");
        let old = wire::ApproveDistributionRequest {
            request_id: id(),
            name: own.name.clone(),
            etag: "\"v9\"".into(),
        };
        let old = till.president.money().approve_distribution(old).await.unwrap_err();
        assert_eq!(reason(&old), "ETAG_MISMATCH");
        let now = till.look(&receipt.name).await;
        assert_eq!((now.payable_fen, now.proposed_fen, now.rest_fen), (600, 100, 300));
        let stored = wire::RejectDistributionRequest {
            request_id: id(),
            name: own.name,
            reason: "另案处理".into(),
            ..Default::default()
        };
        till.president.money().reject_distribution(stored).await.unwrap();
        assert_eq!(till.look(&receipt.name).await.rest_fen, 400);
        books_hold(&world).await;
    })
    .await;
}

#[tokio::test]
async fn a_payout_confirmed_twice_is_one_payment() {
    on_every(|world| async move {
        let till = Till::of(&world);
        let case = till.officer.file(3).await;
        let receipt = till.receipt("D-1", 1000, 40, &case.name).await;
        let payouts = till.plan(&receipt.name, vec![item(1, 600), item(2, 400)]).await;
        // Twice at once, with request ids of their own: the same payment.
        let (one, other) = tokio::join!(till.confirm(&payouts[0], "P-1"), till.confirm(&payouts[0], "P-1"));
        assert_eq!(one.unwrap().state(), wire::PayoutState::Paid);
        assert_eq!(other.unwrap().bank_reference, "P-1");
        assert_eq!(reason(&till.confirm(&payouts[0], "P-2").await.unwrap_err()), "PAYOUT_PAID");
        assert_eq!(reason(&till.fail(&payouts[0]).await.unwrap_err()), "PAYOUT_PAID");
        assert_eq!(till.look(&receipt.name).await.paid_fen, 600);
        till.fail(&payouts[1]).await.unwrap();
        assert_eq!(reason(&till.confirm(&payouts[1], "P-3").await.unwrap_err()), "PAYOUT_FAILED");
        let retry = wire::RetryPayoutRequest {
            request_id: id(),
            name: payouts[1].clone(),
            account: "6217 0000 1111 2222".into(),
            ..Default::default()
        };
        let retried = till.cashier.money().retry_payout(retry.clone()).await.unwrap().into_inner();
        assert_eq!((retried.state(), retried.failures.len()), (wire::PayoutState::AwaitingApproval, 1));
        assert_eq!(retried.payee.unwrap().account, "****2222");
        assert_eq!(reason(&till.confirm(&payouts[1], "P-3").await.unwrap_err()), "ACCOUNT_NOT_APPROVED");
        // Who decides sees what changed; nobody else sees the whole account.
        let get = || wire::GetPayoutRequest { name: payouts[1].clone() };
        let waits = till.chief.money().get_payout(get()).await.unwrap().into_inner();
        let change = waits.account_change.unwrap();
        assert_eq!(
            (change.account.as_str(), change.previous_account.as_str()),
            ("6217000011112222", "****0002")
        );
        assert_eq!(change.proposer, "people/cashier");
        let seen = till.cashier.money().get_payout(get()).await.unwrap().into_inner();
        assert_eq!(seen.account_change.unwrap().account, "****2222");
        till.decide_account(&payouts[1], true).await.unwrap();
        assert_eq!(reason(&till.confirm(&payouts[1], "P-3").await.unwrap_err()), "ACCOUNT_ENTERED_BY_YOU");
        till.fail(&payouts[1]).await.unwrap();
        let retry =
            wire::RetryPayoutRequest { request_id: id(), account: "6217000011113333".into(), ..retry };
        till.officer.money().retry_payout(retry).await.unwrap();
        let refused = till.decide_account(&payouts[1], false).await.unwrap();
        assert_eq!(refused.state(), wire::PayoutState::Failed);
        assert_eq!(refused.payee.unwrap().account, "****2222", "the account from before stands again");
        let retry = wire::RetryPayoutRequest {
            request_id: id(),
            name: payouts[1].clone(),
            account: "6217000011113333".into(),
            ..Default::default()
        };
        till.officer.money().retry_payout(retry).await.unwrap();
        till.decide_account(&payouts[1], true).await.unwrap();
        // The cashier, whose account was replaced again, confirms what the officer entered.
        till.confirm(&payouts[1], "P-3").await.unwrap();
        let settled = till.look(&receipt.name).await;
        assert_eq!((settled.state(), settled.rest_fen), (wire::ReceiptState::Paid, 0));
        let story = wire::ListCaseTimelineRequest { parent: case.name, ..Default::default() };
        let story = till.officer.cases().list_case_timeline(story).await.unwrap().into_inner().entries;
        let kinds: Vec<_> = story.iter().map(|entry| entry.kind.as_str()).collect();
        for kind in ["RECEIPT_CLAIMED", "DISTRIBUTION_APPROVED", "PAYOUT_FAILED", "RECEIPT_SETTLED"] {
            assert!(kinds.contains(&kind), "{kind} in {kinds:?}");
        }
        let findings = books_hold(&world).await;
        assert_eq!((findings.payouts, findings.paid_fen), (2, 1000));
    })
    .await;
}

#[tokio::test]
async fn of_a_payment_and_a_failure_at_once_one_is_entered() {
    on_every(|world| async move {
        let till = Till::of(&world);
        let case = till.officer.file(5).await;
        let receipt = till.receipt("H-1", 1000, 1, &case.name).await;
        let payouts = till.plan(&receipt.name, (1..=8).map(|number| item(number, 125)).collect()).await;
        for payout in &payouts {
            let (paid, failed) = tokio::join!(till.confirm(payout, payout), till.fail(payout));
            match (paid, failed) {
                (Ok(_), Err(refused)) => assert_eq!(reason(&refused), "PAYOUT_PAID"),
                (Err(refused), Ok(_)) => assert_eq!(reason(&refused), "PAYOUT_FAILED"),
                both => panic!("one of two is entered, not {both:?}"),
            }
        }
        let findings = books_hold(&world).await;
        assert_eq!(findings.paid_fen, i128::from(till.look(&receipt.name).await.paid_fen));
    })
    .await;
}

#[tokio::test]
async fn money_goes_back_to_its_payer_by_two_people() {
    on_every(|world| async move {
        let till = Till::of(&world);
        let receipt = till.receipt("E-1", 700, 1, "").await;
        let mut plan = wire::Distribution {
            receipt: receipt.name.clone(),
            items: vec![item(1, 700)],
            purpose: wire::DistributionPurpose::Return.into(),
            ..Default::default()
        };
        let ask = |plan: &wire::Distribution| wire::CreateDistributionRequest {
            request_id: id(),
            distribution: Some(plan.clone()),
            ..Default::default()
        };
        let refused = till.cashier.money().create_distribution(ask(&plan)).await.unwrap_err();
        assert_eq!(fields(&refused)[0].0, "distribution.note");
        plan.note = "误汇，申请退款".into();
        let refused = till.cashier.money().create_distribution(ask(&plan)).await.unwrap_err();
        assert_eq!(
            fields(&refused),
            [("distribution.items[0].payee".to_owned(), "NOT_THE_PAYER".to_owned())]
        );
        plan.items[0].payee = Some(payer());
        let plan = till.cashier.money().create_distribution(ask(&plan)).await.unwrap().into_inner();
        let approve =
            wire::ApproveDistributionRequest { request_id: id(), name: plan.name, ..Default::default() };
        let plan = till.chief.money().approve_distribution(approve).await.unwrap().into_inner();
        let own = till.confirm(&plan.items[0].payout, "R-1").await.unwrap_err();
        assert_eq!(reason(&own), "PAYER_IS_PROPOSER");
        let second = Till { cashier: world.person("cashier2", Role::Cashier, "330783"), ..Till::of(&world) };
        second.confirm(&plan.items[0].payout, "R-1").await.unwrap();
        let gone = till.look(&receipt.name).await;
        assert_eq!((gone.state(), gone.returned_fen), (wire::ReceiptState::Returned, 700));
        assert_eq!(books_hold(&world).await.paid_fen, 0);
    })
    .await;
}

#[tokio::test]
async fn a_deferral_by_two_people_explains_what_is_late() {
    use wire::ReceiptColour::{Near, New, Overdue};
    on_every(|world| async move {
        let till = Till::of(&world);
        let old = till.receipt("F-1", 100, 100, "").await;
        // Holidays push the last day: on which day a week is left depends on the calendar.
        let days = |days: &i64| {
            let notice = Timestamp::now().plus_hours(-24 * days).plus_seconds(-60);
            let (due, today) = (clock::due(notice).end, Timestamp::now().legal_day());
            clock::colour(due, due, today) == clock::Colour::Near
        };
        let near = till.receipt("F-2", 100, (1..60).find(days).unwrap(), "").await;
        let new = till.receipt("F-3", 100, 1, "").await;
        let colours = [old.colour(), near.colour(), new.colour()];
        assert_eq!(colours, [Overdue, Near, New]);
        for (filter, name) in [("OVERDUE", &old.name), ("NEAR", &near.name), ("NEW", &new.name)] {
            let ask = wire::ListReceiptsRequest {
                filter: format!("state=UNIDENTIFIED AND colour={filter}"),
                ..Default::default()
            };
            let found = till.officer.money().list_receipts(ask).await.unwrap().into_inner().receipts;
            let names: Vec<_> = found.iter().map(|receipt| &receipt.name).collect();
            assert_eq!(names, [name], "{filter}");
        }
        let mut officer = till.officer.money();
        let refused = officer
            .create_deferral(wire::CreateDeferralRequest {
                request_id: id(),
                parent: near.name.clone(),
                deferral: Some(wire::Deferral::default()),
            })
            .await
            .unwrap_err();
        let wrong: Vec<_> = fields(&refused).into_iter().map(|(field, _)| field).collect();
        assert_eq!(wrong, ["deferral.reason", "deferral.until_date"]);
        let until = Timestamp::now().plus_hours(24 * 60).legal_day();
        let deferral = wire::Deferral {
            reason: wire::DeferralReason::PayeeUnreachable.into(),
            until_date: crate::world::day(until.year().into(), until.month().into(), until.day().into()),
            ..Default::default()
        };
        let ask = wire::CreateDeferralRequest {
            request_id: id(),
            parent: near.name.clone(),
            deferral: Some(deferral),
        };
        let deferral = till.chief.money().create_deferral(ask).await.unwrap().into_inner();
        let approve = || wire::ApproveDeferralRequest { request_id: id(), name: deferral.name.clone() };
        let own = till.chief.money().approve_deferral(approve()).await.unwrap_err();
        assert_eq!(reason(&own), "APPROVER_IS_PROPOSER");
        let granted = till.president.money().approve_deferral(approve()).await.unwrap().into_inner();
        assert_eq!(granted.state(), wire::DeferralState::Approved);
        assert_eq!(till.look(&near.name).await.covered_until_date, granted.until_date);
        let again = till.president.money().approve_deferral(approve()).await.unwrap_err();
        assert_eq!(reason(&again), "DEFERRAL_DECIDED");
        books_hold(&world).await;
    })
    .await;
}
