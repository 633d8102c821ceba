//! Payments that were entered and not made: taken out of the books by a reversing entry, with another payout in their place.

use kit::{domain::Timestamp, storage::sql};
use proto::enforcement::v1 as wire;
use sea_orm::ConnectionTrait as _;

use crate::{
    till::{Till, books_hold, item, reverse_payout},
    world::{Person, World, day, id, on_every, reason},
};

async fn payout(person: &Person, name: &str) -> wire::Payout {
    let request = wire::GetPayoutRequest { name: name.into() };
    person.money().get_payout(request).await.unwrap().into_inner()
}

async fn counted(world: &World, what: &str) -> usize {
    let read = world.store.read();
    let text = format!("SELECT subject FROM measures WHERE what = '{what}'");
    read.query_all_raw(sql(read, &text, vec![])).await.unwrap().len()
}

#[tokio::test]
async fn a_payment_that_was_not_made_is_reversed_and_another_payout_stands_in_its_place() {
    on_every(|world| async move {
        let till = Till::of(&world);
        let case = till.officer.file(1).await;
        let receipt = till.receipt("IN-1", 500, 1, &case.name).await.name;
        let payouts = till.plan(&receipt, vec![item(1, 300), item(2, 200)]).await;
        let early = reverse_payout(&till.chief, &payouts[0]).await.unwrap_err();
        assert_eq!(reason(&early), "PAYOUT_STATE_CONFLICT", "nothing was paid");
        for (payout, reference) in payouts.iter().zip(["OUT-1", "OUT-2"]) {
            till.confirm(payout, reference).await.unwrap();
        }
        assert_eq!(till.look(&receipt).await.state(), wire::ReceiptState::Paid);
        assert_eq!((counted(&world, "payout").await, counted(&world, "receipt-days").await), (2, 1));
        assert!(reverse_payout(&till.cashier, &payouts[0]).await.is_err(), "it is not the cashier's to do");

        let reversed = reverse_payout(&till.chief, &payouts[0]).await.unwrap();
        let reversal = reversed.reversal.unwrap();
        assert_eq!(
            (reversed.state, reversal.person.as_str()),
            (wire::PayoutState::Reversed.into(), "people/chief")
        );
        assert_eq!(reversed.bank_reference, "OUT-1", "what was entered stays to be seen");
        let stands = payout(&till.cashier, &reversal.replacement).await;
        assert_eq!((stands.state(), stands.amount_fen), (wire::PayoutState::Payable, 300));
        assert_eq!(stands.payee, payout(&till.cashier, &payouts[0]).await.payee);
        let left = till.look(&receipt).await;
        assert_eq!(
            (left.state(), left.paid_fen, left.payable_fen),
            (wire::ReceiptState::Distributed, 200, 300)
        );
        assert_eq!((counted(&world, "payout").await, counted(&world, "receipt-days").await), (1, 0));
        let request = wire::GetDistributionRequest { name: reversed.distribution.clone() };
        let plan = till.officer.money().get_distribution(request).await.unwrap().into_inner();
        assert_eq!(plan.items[0].payout, reversal.replacement);
        books_hold(&world).await;

        // Nobody pays or reverses what is out of the books, and the plan is granted no second time over it.
        for refused in [
            reverse_payout(&till.chief, &payouts[0]).await.unwrap_err(),
            till.confirm(&payouts[0], "OUT-3").await.unwrap_err(),
            till.fail(&payouts[0]).await.unwrap_err(),
        ] {
            assert_eq!(reason(&refused), "PAYOUT_STATE_CONFLICT");
        }
        assert!(till.draw_up(&receipt, vec![item(1, 300)]).await.is_err(), "the money waits for its payee");
        // The number that was entered by mistake may be that of the payment that is made now.
        let taken = till.confirm(&reversal.replacement, "OUT-2").await.unwrap_err();
        assert_eq!(reason(&taken), "BANK_REFERENCE_USED");
        till.confirm(&reversal.replacement, "OUT-1").await.unwrap();
        assert_eq!(till.look(&receipt).await.state(), wire::ReceiptState::Paid);
        assert_eq!((counted(&world, "payout").await, counted(&world, "receipt-days").await), (2, 1));
        let held = books_hold(&world).await;
        assert_eq!((held.payouts, held.paid_fen), (3, 500));
    })
    .await;
}

#[tokio::test]
async fn a_payment_on_which_a_case_has_ended_is_not_reversed() {
    on_every(|world| async move {
        let till = Till::of(&world);
        let case = till.officer.file(1).await;
        let receipt = till.receipt("IN-1", case.claim_fen, 1, &case.name).await.name;
        let payouts = till.plan(&receipt, vec![item(1, case.claim_fen)]).await;
        till.confirm(&payouts[0], "OUT-1").await.unwrap();
        let today = Timestamp::now().legal_day();
        let close = wire::CloseCaseRequest {
            request_id: id(),
            name: case.name.clone(),
            ending: wire::Ending::Completed.into(),
            date: day(today.year().into(), today.month().into(), today.day().into()),
            facts: Some(wire::ClosingFacts { performed: true, ..Default::default() }),
            ..Default::default()
        };
        till.officer.cases().close_case(close).await.unwrap();
        let refused = reverse_payout(&till.chief, &payouts[0]).await.unwrap_err();
        assert_eq!(reason(&refused), "PAYOUT_OF_CLOSED_CASE");
        books_hold(&world).await;
    })
    .await;
}
