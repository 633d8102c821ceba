//! Case funds from old books: a row for each transfer. The bank's reference makes a row known again.

use proto::enforcement::v1 as enforcement;
use tonic::Code;

use super::{
    cases::fen,
    file::{Bad, Row, Table},
    rows::{Read, each},
    send::{Counts, Sent, request_id},
};
use crate::{
    client::House,
    told::{Failure, Told},
};

/// The name of a row's message in the contract.
pub(super) const MESSAGE: &str = "sharedcourt.enforcement.v1.Receipt";

/// Rows of a table.
pub(super) fn rows(table: Table) -> Read<enforcement::Receipt> {
    let known = [
        "bank_reference",
        "amount_yuan",
        "arrive_time",
        "notice_time",
        "payer",
        "payer_account",
        "payer_bank",
        "remark",
    ];
    each(table, &["bank_reference", "amount_yuan", "arrive_time", "notice_time"], &known, |row| {
        enforcement::Receipt {
            bank_reference: row.text("bank_reference"),
            amount_fen: fen(row, "amount_yuan"),
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
    })
}

/// Sends rows one by one: each is money of its own, and one that is refused says nothing about the others. A reference that is
/// there already with the same amount is the same transfer.
pub(super) async fn send(
    house: &House,
    rows: Vec<Row<enforcement::Receipt>>,
    mut bad: Vec<Bad>,
    validate_only: bool,
) -> Result<Sent, Failure> {
    let mut counts = Counts::default();
    let mut money = house.money();
    for row in rows {
        let known = format!("bank_reference=\"{}\"", row.message.bank_reference.replace('"', ""));
        let request = enforcement::ListReceiptsRequest { filter: known, page_size: 1, ..Default::default() };
        if let Ok(found) = money.list_receipts(request).await
            && found.into_inner().receipts.iter().any(|there| there.amount_fen == row.message.amount_fen)
        {
            counts.unchanged += 1;
            continue;
        }
        let request = enforcement::CreateReceiptRequest {
            request_id: request_id(&row.message),
            receipt: Some(row.message.clone()),
            validate_only,
        };
        match money.create_receipt(request).await {
            Ok(_) => counts.created += 1,
            Err(status) if matches!(status.code(), Code::InvalidArgument | Code::AlreadyExists) => {
                let told = Told::from(&status);
                bad.extend(told.faults.iter().map(|fault| {
                    let field = fault.field.trim_start_matches("receipt.");
                    Bad::new(row.line, field, &fault.reason, &fault.zh, &fault.en)
                }));
            }
            Err(status) => return Err(status.into()),
        }
    }
    bad.sort_by_key(|bad| bad.line);
    Ok(Sent { counts, bad })
}
