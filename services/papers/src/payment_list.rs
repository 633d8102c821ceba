//! The list of payments of a batch (案款发放清单).

use jiff::civil::Date;
use law::identifiers::Fen;
use serde::Serialize;

use crate::{Court, chinese, paper};

/// How many rows stand on a page, with a sum of their own below (小计).
const ROWS: usize = 25;

/// Who is paid what.
#[derive(Clone, Debug)]
pub struct PaymentList {
    /// The resource name of the batch.
    pub name: String,
    /// The court.
    pub court: Court,
    /// What the batch is called.
    pub batch: String,
    /// The debtor.
    pub debtor: String,
    /// The payments.
    pub payments: Vec<Payment>,
    /// The day.
    pub issued: Date,
}

/// One row.
#[derive(Clone, Debug)]
pub struct Payment {
    /// The number of the case.
    pub case_number: String,
    /// Who is paid.
    pub payee: String,
    /// The account number, masked as for the person who prints.
    pub account: String,
    /// The bank.
    pub bank: String,
    /// What is claimed.
    pub claim: Fen,
    /// What is paid.
    pub amount: Fen,
    /// Where it stands.
    pub state: String,
}

#[derive(Serialize)]
struct Sheet {
    rows: Vec<[String; 8]>,
    subtotal: String,
}

#[derive(Serialize)]
struct Form<'a> {
    court: &'a Court,
    batch: &'a str,
    debtor: &'a str,
    count: usize,
    sheets: Vec<Sheet>,
    #[serde(serialize_with = "paper::money")]
    total: Fen,
    claims: String,
    #[serde(serialize_with = "paper::formal_day")]
    issued: Date,
}

impl Serialize for PaymentList {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let sum = |amounts: &mut dyn Iterator<Item = Fen>| {
            Fen::checked_sum(amounts).ok_or_else(|| serde::ser::Error::custom("the sum is too large"))
        };
        let mut sheets = Vec::new();
        for (page, payments) in self.payments.chunks(ROWS).enumerate() {
            let rows = payments.iter().enumerate().map(|(row, payment)| {
                [
                    (page * ROWS + row + 1).to_string(),
                    payment.case_number.clone(),
                    payment.payee.clone(),
                    payment.account.clone(),
                    payment.bank.clone(),
                    chinese::figures(payment.claim),
                    chinese::figures(payment.amount),
                    payment.state.clone(),
                ]
            });
            let subtotal = sum(&mut payments.iter().map(|payment| payment.amount))?;
            sheets.push(Sheet { rows: rows.collect(), subtotal: chinese::figures(subtotal) });
        }
        let form = Form {
            court: &self.court,
            batch: &self.batch,
            debtor: &self.debtor,
            count: self.payments.len(),
            sheets,
            total: sum(&mut self.payments.iter().map(|payment| payment.amount))?,
            claims: chinese::figures(sum(&mut self.payments.iter().map(|payment| payment.claim))?),
            issued: self.issued,
        };
        form.serialize(to)
    }
}

impl paper::Paper for PaymentList {
    const TEMPLATE: &'static str = "payment_list.typ";

    fn title(&self) -> String {
        format!("案款发放清单 {}", self.batch)
    }

    fn day(&self) -> Date {
        self.issued
    }

    fn name(&self) -> &str {
        &self.name
    }
}
