//! Years of old records.

use std::collections::HashMap;

use kit::{
    access::Caller,
    refusal::{Kind, Refusal},
};
use proto::enforcement::v1 as wire;
use tonic::{Request, Response};

use super::{Answer, Api, words};
use crate::{
    api::{date, own_region},
    domain::case::{Case, Imported},
    store::{Begun, cases},
};

/// How many rows are taken by one call.
const ROWS: usize = 1000;

impl Api {
    /// Keeps the good rows and tells the bad ones. Without a request id: the number of a case makes it safe to repeat.
    pub(super) async fn import(
        &self,
        request: Request<wire::ImportCasesRequest>,
    ) -> Answer<wire::ImportCasesResponse> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        if body.rows.len() > ROWS {
            return Err(too_many().into());
        }
        let Begun::Now(mut work) =
            self.house.begin::<wire::ImportCasesResponse>(&caller, "", "ImportCases", &body).await?
        else {
            return Err(Refusal::internal(&"a call without an id was carried out before").into());
        };
        let (own, validate_only) = (own_region(&caller)?, body.validate_only);
        let mut answer = wire::ImportCasesResponse::default();
        let mut good: Vec<Case> = Vec::with_capacity(body.rows.len());
        let mut seen: HashMap<String, usize> = HashMap::new();
        for (index, row) in body.rows.into_iter().enumerate() {
            match imported(row).check(&own, &caller.person, caller.at) {
                Ok(case) => {
                    if seen.insert(case.number.to_string(), index).is_some() {
                        answer.present += 1;
                    } else {
                        good.push(case);
                    }
                }
                Err(refusal) => answer.bad_rows.extend(bad(index, &refusal)),
            }
        }
        let added = cases::add(&work.tx, &good, work.seal()).await?;
        let new: Vec<&Case> = good.iter().filter(|case| added.contains(&case.id)).collect();
        for case in &new {
            work.tell(case.filed());
            work.measure([case.measured_filing()]);
            work.measure(case.measured_closing(None));
        }
        answer.created = i32::try_from(new.len()).unwrap_or(i32::MAX);
        answer.present += i32::try_from(good.len() - new.len()).unwrap_or(i32::MAX);
        if validate_only {
            // Dropped before it is finished, it never was.
            return Ok(Response::new(answer));
        }
        Ok(work.finish(answer).await?)
    }
}

fn imported(row: wire::ImportedCase) -> Imported {
    Imported {
        ending: words::ending(row.ending()),
        closed: row.closing_date.as_ref().map(date),
        excluded_days: row.excluded_days,
        draft: words::draft(row.case.unwrap_or_default()),
    }
}

/// What is wrong with a row: an entry for each field.
fn bad(index: usize, refusal: &Refusal) -> Vec<wire::BadRow> {
    let row = |field: &str, reason: &str, text: &kit::refusal::Text| wire::BadRow {
        index: i32::try_from(index).unwrap_or(i32::MAX),
        field: field.to_owned(),
        reason: reason.to_owned(),
        message: text.zh.clone(),
        message_en: text.en.clone(),
    };
    if refusal.fields().is_empty() {
        return vec![row("", refusal.reason(), refusal.text())];
    }
    refusal.fields().iter().map(|fault| row(&fault.field, fault.reason, &fault.text)).collect()
}

fn too_many() -> Refusal {
    Refusal::new(
        Kind::Invalid,
        "TOO_MANY_ROWS",
        "一次最多 1000 行，请分批导入。",
        "At most 1000 rows at a time.",
    )
    .at("rows")
}
