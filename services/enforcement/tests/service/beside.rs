//! What happens beside a batch: money claimed to a member's case, a number of the bank used again, somebody under control.

use proto::enforcement::v1::{self as wire, BatchStep};
use sea_orm::ConnectionTrait as _;

use crate::{
    batches::{ask, counted, counts, look, member, request, run},
    till::{Till, books_hold, item},
    world::{fields, on_every, reason},
};

fn payment(member: i32, reference: &str) -> wire::BatchPayment {
    wire::BatchPayment { member, bank_reference: reference.into(), ..Default::default() }
}

fn pay(batch: &str, payments: Vec<wire::BatchPayment>) -> wire::RunBatchRequest {
    wire::RunBatchRequest { payments, ..run(batch, BatchStep::Pay) }
}

#[tokio::test]
async fn one_movement_at_the_bank_is_one_payment() {
    on_every(|world| async move {
        let till = Till::of(&world);
        let case = till.officer.file(3).await;
        let receipt = till.receipt("IN-1", 1000, 1, &case.name).await;
        let payouts = till.plan(&receipt.name, vec![item(1, 600), item(2, 400)]).await;
        // The same number for two payouts, at once: one is confirmed.
        let (one, other) =
            tokio::join!(till.confirm(&payouts[0], "OUT-1"), till.confirm(&payouts[1], " OUT-1 "));
        let refused = [one, other].into_iter().filter_map(Result::err).collect::<Vec<_>>();
        assert_eq!(refused.len(), 1);
        assert!(["BANK_REFERENCE_USED", "ENTERED_MEANWHILE"].contains(&reason(&refused[0]).as_str()));
        let mut waits = Vec::new();
        for payout in &payouts {
            let request = wire::GetPayoutRequest { name: payout.clone() };
            let payout = till.cashier.money().get_payout(request).await.unwrap().into_inner();
            waits.extend((payout.state() == wire::PayoutState::Payable).then_some(payout.name));
        }
        let [waits] = &waits[..] else { panic!("one of the two waits: {waits:?}") };
        assert_eq!(reason(&till.confirm(waits, "OUT-1").await.unwrap_err()), "BANK_REFERENCE_USED");
        till.confirm(waits, "OUT-2").await.unwrap();
        assert_eq!(till.look(&receipt.name).await.paid_fen, 1000);
        books_hold(&world).await;
    })
    .await;
}

#[tokio::test]
async fn money_claimed_beside_a_batch_is_not_paid_a_second_time() {
    use BatchStep::{Allocate, Approve, Close, FileCases, Propose};
    on_every(|world| async move {
        let till = Till::of(&world);
        let members = vec![member(1, 100), member(2, 200), member(3, 300)];
        let batch = till.officer.batches().create_batch(request(members)).await.unwrap().into_inner();
        let name = batch.name;
        ask(&till.officer, run(&name, FileCases)).await.unwrap();
        let cases: Vec<_> = look(&world, &name).await.members.into_iter().map(|member| member.case).collect();
        // The first member's case is under control; the second got all, beside the batch.
        let text = format!("INSERT INTO controls (case_name, at) VALUES ('{}', 0)", cases[0]);
        let tx = world.store.begin().await.unwrap();
        tx.execute_unprepared(&text).await.unwrap();
        tx.commit().await.unwrap();
        let beside = till.receipt("BESIDE-1", 200, 0, &cases[1]).await;
        let worker = wire::DistributionItem {
            payee: member(2, 200).payee,
            amount_fen: 200,
            ..wire::DistributionItem::default()
        };
        let payouts = till.plan(&beside.name, vec![worker]).await;
        till.confirm(&payouts[0], "B-1").await.unwrap();

        let receipt = till.receipt("BATCH-1", 600, 0, "").await;
        let over = wire::RunBatchRequest { receipt: receipt.name.clone(), ..run(&name, Allocate) };
        let allocated = ask(&till.cashier, over).await.unwrap();
        assert_eq!(counts(&allocated), (2, 1, 0));
        let shares: Vec<_> =
            allocated.batch.unwrap().members.iter().map(|member| member.allocated_fen).collect();
        assert_eq!(shares, [100, 0, 300]);
        ask(&till.officer, run(&name, Propose)).await.unwrap();
        ask(&till.chief, run(&name, Approve)).await.unwrap();

        // A number twice in one file stops the file; one that was used before stops its row.
        let twice = ask(&till.cashier, pay(&name, vec![payment(1, "P-1"), payment(3, "P-1")])).await;
        assert_eq!(fields(&twice.unwrap_err())[0].1, "BANK_REFERENCE_DUPLICATE");
        let used = ask(&till.cashier, pay(&name, vec![payment(1, "P-1"), payment(3, "B-1")])).await.unwrap();
        assert_eq!((counts(&used), used.results[2].reason.as_str()), ((1, 1, 1), "BANK_REFERENCE_USED"));
        let end = ask(&till.cashier, pay(&name, vec![payment(3, "P-3")])).await.unwrap();
        assert_eq!(end.batch.unwrap().totals.unwrap().paid_members, 3);
        assert_eq!(counts(&ask(&till.officer, run(&name, Close)).await.unwrap()), (3, 0, 0));
        assert_eq!(counted(&world, "control-outcome").await, (1, 100), "what a batch brought counts");
        let rest = till.look(&receipt.name).await;
        assert_eq!((rest.paid_fen, rest.rest_fen), (400, 200));
        books_hold(&world).await;
    })
    .await;
}
