//! Those who handle money, and what they do all day.

use enforcement::verify_money_in;
use kit::{access::Role, domain::Timestamp};
use proto::enforcement::v1 as wire;
use tonic::Status;

use crate::world::{Person, World, id};

/// Those who handle money, and their ways of doing it.
pub(crate) struct Till {
    pub(crate) cashier: Person,
    pub(crate) officer: Person,
    pub(crate) chief: Person,
    pub(crate) president: Person,
}

impl Till {
    pub(crate) fn of(world: &World) -> Self {
        Self {
            cashier: world.person("cashier", Role::Cashier, "330783"),
            officer: world.officer(),
            chief: world.person("chief", Role::BureauChief, "330783"),
            president: world.president(),
        }
    }

    /// Enters a receipt that arrived some days ago; the finance office gave notice the same day.
    pub(crate) async fn receipt(
        &self,
        reference: &str,
        amount_fen: i64,
        days_ago: i64,
        case: &str,
    ) -> wire::Receipt {
        let request = request(receipt(reference, amount_fen, days_ago, case));
        self.cashier.money().create_receipt(request).await.unwrap().into_inner()
    }

    /// Has a plan over a receipt drawn up and approved; its payouts, in the order of the items.
    pub(crate) async fn plan(&self, receipt: &str, items: Vec<wire::DistributionItem>) -> Vec<String> {
        let plan = self.draw_up(receipt, items).await.unwrap();
        let approve =
            wire::ApproveDistributionRequest { request_id: id(), name: plan.name, ..Default::default() };
        let plan = self.chief.money().approve_distribution(approve).await.unwrap().into_inner();
        plan.items.into_iter().map(|item| item.payout).collect()
    }

    pub(crate) async fn draw_up(
        &self,
        receipt: &str,
        items: Vec<wire::DistributionItem>,
    ) -> Result<wire::Distribution, Status> {
        let distribution = Some(wire::Distribution { receipt: receipt.into(), items, ..Default::default() });
        let request =
            wire::CreateDistributionRequest { request_id: id(), distribution, ..Default::default() };
        Ok(self.officer.money().create_distribution(request).await?.into_inner())
    }

    pub(crate) async fn confirm(&self, payout: &str, reference: &str) -> Result<wire::Payout, Status> {
        let request = wire::ConfirmPayoutRequest {
            request_id: id(),
            name: payout.into(),
            bank_reference: reference.into(),
            ..Default::default()
        };
        Ok(self.cashier.money().confirm_payout(request).await?.into_inner())
    }

    /// The chief decides on a changed account.
    pub(crate) async fn decide_account(&self, payout: &str, approve: bool) -> Result<wire::Payout, Status> {
        let request = wire::DecidePayoutAccountRequest {
            request_id: id(),
            name: payout.into(),
            approve,
            reason: if approve { String::new() } else { "户名不符".into() },
            ..Default::default()
        };
        Ok(self.chief.money().decide_payout_account(request).await?.into_inner())
    }

    pub(crate) async fn fail(&self, payout: &str) -> Result<wire::Payout, Status> {
        let request = wire::FailPayoutRequest {
            request_id: id(),
            name: payout.into(),
            reason: "账户名称不符".into(),
            ..Default::default()
        };
        Ok(self.cashier.money().fail_payout(request).await?.into_inner())
    }

    pub(crate) async fn look(&self, receipt: &str) -> wire::Receipt {
        let request = wire::GetReceiptRequest { name: receipt.into() };
        self.cashier.money().get_receipt(request).await.unwrap().into_inner()
    }
}

pub(crate) fn receipt(reference: &str, amount_fen: i64, days_ago: i64, case: &str) -> wire::Receipt {
    let arrived = Timestamp::now().plus_hours(-24 * days_ago).plus_seconds(-60).to_timestamp();
    wire::Receipt {
        bank_reference: reference.into(),
        amount_fen,
        arrive_time: Some(arrived),
        notice_time: Some(arrived),
        payer: Some(wire::Payer {
            display_name: "某建设公司".into(),
            account: "33001676789012345678".into(),
            ..Default::default()
        }),
        case: case.into(),
        ..Default::default()
    }
}

pub(crate) fn request(receipt: wire::Receipt) -> wire::CreateReceiptRequest {
    wire::CreateReceiptRequest { request_id: id(), receipt: Some(receipt), ..Default::default() }
}

/// A payment to the applicant of a case, on one of their accounts.
pub(crate) fn item(number: usize, amount_fen: i64) -> wire::DistributionItem {
    let payee = wire::Payee {
        display_name: "张三".into(),
        account: format!("622202{number:010}"),
        ..Default::default()
    };
    wire::DistributionItem { payee: Some(payee), amount_fen, ..Default::default() }
}

/// Proves the books.
pub(crate) async fn books_hold(world: &World) -> enforcement::Findings {
    let findings = verify_money_in(&world.store).await.unwrap();
    assert!(findings.wrong.is_empty(), "{:#?}", findings.wrong);
    findings
}

/// The payer, as a payee.
pub(crate) fn payer() -> wire::Payee {
    wire::Payee {
        display_name: "某建设公司".into(),
        account: "33001676789012345678".into(),
        ..Default::default()
    }
}

/// Takes a receipt out of the books.
pub(crate) async fn reverse(person: &Person, receipt: &str) -> Result<wire::Receipt, Status> {
    let request = wire::ReverseReceiptRequest {
        request_id: id(),
        name: receipt.into(),
        reason: "金额登记有误".into(),
        ..Default::default()
    };
    Ok(person.money().reverse_receipt(request).await?.into_inner())
}

/// Takes a payment out of the books.
pub(crate) async fn reverse_payout(person: &Person, payout: &str) -> Result<wire::Payout, Status> {
    let request = wire::ReversePayoutRequest {
        request_id: id(),
        name: payout.into(),
        reason: "银行并未付款，登记有误".into(),
        ..Default::default()
    };
    Ok(person.money().reverse_payout(request).await?.into_inner())
}
