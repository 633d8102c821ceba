//! Case funds from the bank's list: a row for each transfer. The bank's reference makes a row known again.

use super::{
    row::{Row, RowError},
    row_reader::{ParsedRows, RowReader, each},
    send::{One, Sent, send_each},
    table::Table,
};
use crate::{client::Client, error::Failure};
use proto::enforcement::v1 as enforcement;

/// The name of a row's message in the contract.
pub(super) const MESSAGE: &str = "sharedcourt.enforcement.v1.Receipt";

/// The name of a row's message of an opening.
pub(super) const OPENING: &str = "sharedcourt.enforcement.v1.MoneyInHand";

const KNOWN: [&str; 8] = [
    "bank_reference",
    "amount_yuan",
    "arrive_time",
    "notice_time",
    "payer",
    "payer_account",
    "payer_bank",
    "remark",
];
const REQUIRED: [&str; 4] = ["bank_reference", "amount_yuan", "arrive_time", "notice_time"];

/// Rows of a table.
pub(super) fn rows(table: Table) -> ParsedRows<enforcement::Receipt> {
    each(table, &REQUIRED, &KNOWN, receipt)
}

/// Rows of a table of money in hand on a day: with the case to which it belongs.
pub(super) fn in_hand(table: Table) -> ParsedRows<enforcement::MoneyInHand> {
    let known = [&KNOWN[..], &["case_number"]].concat();
    each(table, &REQUIRED, &known, |row| enforcement::MoneyInHand {
        case_number: row.text("case_number"),
        receipt: Some(receipt(row)),
    })
}

fn receipt(row: &mut RowReader<'_>) -> enforcement::Receipt {
    enforcement::Receipt {
        bank_reference: row.text("bank_reference"),
        amount_fen: row.fen("amount_yuan"),
        arrive_time: row.time("arrive_time"),
        notice_time: row.time("notice_time"),
        payer: Some(enforcement::Payer {
            display_name: row.text("payer"),
            account: row.text("payer_account"),
            bank: row.text("payer_bank"),
        }),
        remark: row.text("remark"),
        ..enforcement::Receipt::default()
    }
}

/// Sends rows. A reference that is there already with the same amount is the same transfer.
pub(super) async fn send(
    client: &Client,
    rows: Vec<Row<enforcement::Receipt>>,
    bad: Vec<RowError>,
    validate_only: bool,
) -> Result<Sent, Failure> {
    send_each(rows, bad, "receipt", async |request_id, receipt: enforcement::Receipt| {
        let mut money = client.money();
        let known = format!("bank_reference=\"{}\"", receipt.bank_reference.replace('"', ""));
        let request = enforcement::ListReceiptsRequest { filter: known, page_size: 1, ..Default::default() };
        if let Ok(found) = money.list_receipts(request).await
            && found.into_inner().receipts.iter().any(|there| there.amount_fen == receipt.amount_fen)
        {
            return Ok(One::Present);
        }
        let request = enforcement::CreateReceiptRequest { request_id, receipt: Some(receipt), validate_only };
        money.create_receipt(request).await.map(|_| One::Created)
    })
    .await
}
