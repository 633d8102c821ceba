//! Requests to units: their columns, and how units answer.

use kit::{
    access::Scope,
    domain::{Timestamp, refusal::Refusal},
    storage::{
        Encryption, ScopeColumns, SqlParams,
        counts::{CountLead, Counts, Dimension, Due, Holds, SeenBy},
        list::Leads,
        sql,
    },
};
use sea_orm::{ConnectionTrait, Value};
use uuid::Uuid;

use super::{
    list::{self, Field, Listed, Sort, field},
    stored_record::{Imported, StoredRecord, import_index, inside},
};
use crate::domain::request::{AssistRequest, RequestState};

impl StoredRecord for AssistRequest {
    const TABLE: &'static str = "unit_requests";
    const COLUMNS: &'static [&'static str] = &[
        "state",
        "unit",
        "visible_unit",
        "matter",
        "case_name",
        "case_number",
        "proposer",
        "open_due",
        "submit_time",
        "outcome",
        "on_time",
        "total_micros",
        "court_micros",
        "import_key",
    ];
    const SCOPE: ScopeColumns<'static> =
        ScopeColumns { unit: Some("visible_unit"), ..ScopeColumns::region("region_code") };

    fn id(&self) -> Uuid {
        self.id
    }
    fn region(&self) -> &str {
        self.region_code.as_str()
    }
    fn version(&self) -> i64 {
        self.version
    }
    fn created(&self) -> Timestamp {
        self.created
    }
    fn columns(&self, encryption: &Encryption) -> Vec<Value> {
        let answer = self.first_answer();
        let outcome = match (answer, self.refusal.is_some()) {
            (None, _) => "",
            (Some(_), true) => "REFUSED",
            (Some(_), false) => "ANSWERED",
        };
        let on_time = answer.is_some_and(|answer| self.due.is_none_or(|due| answer <= due));
        let elapsed = self.elapsed(answer.unwrap_or(self.updated));
        let visible = if self.left_the_court() { self.unit.clone() } else { String::new() };
        vec![
            self.state.name().into(),
            self.unit.clone().into(),
            visible.into(),
            self.matter.clone().into(),
            self.case.name.clone().into(),
            self.case.number_text().into(),
            self.authors.first().cloned().unwrap_or_default().into(),
            self.due.filter(|_| self.state.awaits_unit()).map(Timestamp::micros).into(),
            self.first_submission().map(Timestamp::micros).into(),
            outcome.into(),
            i64::from(on_time).into(),
            (elapsed.court + elapsed.unit).into(),
            elapsed.court.into(),
            import_index::<Self>(encryption, &self.import_key).into(),
        ]
    }
}

impl Imported for AssistRequest {
    fn import_mark(&mut self) -> (&mut String, &mut String) {
        (&mut self.import_key, &mut self.import_digest)
    }
}

impl Listed for AssistRequest {
    const LEADS: Leads = list::OF_REQUESTS;
    const FIELDS: &'static [Field] = &[
        field("state", Sort::Name("REQUEST_STATE_", RequestState::NAMES)),
        field("unit", Sort::Resource("units/")),
        field("matter", Sort::Resource("matters/")),
        field("case", Sort::Resource("cases/")).in_column("case_name"),
        field("case_number", Sort::CaseNumber),
        field("proposer", Sort::Person),
        field("create_time", Sort::Moment),
        field("due_time", Sort::Moment).in_column("open_due"),
    ];
}

/// What is counted of requests. A unit counts those that left the court.
pub(crate) const COUNTS: Counts = Counts {
    method: list::OF_REQUESTS.method,
    table: "unit_requests",
    dimensions: &[
        Dimension::of("state", Holds::Names("REQUEST_STATE_", || RequestState::NAMES.to_vec())),
        Dimension::of("matter", Holds::Resources("matters/")),
        Dimension::of("unit", Holds::Resources("units/")),
        Dimension::of("proposer", Holds::People),
        Dimension::of("visible_unit", Holds::Resources("units/")).seen_by(SeenBy::Unit).of_scope(),
        Dimension::region(),
    ],
    leads: &[
        CountLead { name: "proposer", keeps: &["state", "matter", "unit", "region"] },
        CountLead { name: "visible_unit", keeps: &["state", "matter", "unit"] },
        CountLead { name: "region", keeps: &["state", "matter", "unit"] },
    ],
    due: Due::Instant("open_due"),
};

/// How a unit answers in one matter; times in microseconds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Answers {
    pub(crate) unit: String,
    pub(crate) matter: String,
    pub(crate) submitted: i64,
    pub(crate) answered: i64,
    pub(crate) refused: i64,
    pub(crate) on_time: i64,
    pub(crate) quick: i64,
    pub(crate) total: i64,
    pub(crate) court: i64,
    pub(crate) max: Option<i64>,
    pub(crate) median: Option<i64>,
    pub(crate) p95: Option<i64>,
}

/// How units answer what was first submitted in [from, to). One pass over the window by its index; the ranks are nearest ranks.
pub(crate) async fn answers(
    connection: &impl ConnectionTrait,
    scope: &Scope,
    (from, to): (Timestamp, Timestamp),
    unit: Option<&str>,
) -> Result<Vec<Answers>, Refusal> {
    let mut params = SqlParams::default();
    let mut all = vec![
        format!("submit_time >= {}", params.bind(from.micros())),
        format!("submit_time < {}", params.bind(to.micros())),
        inside::<AssistRequest>(scope, &mut params),
    ];
    if let Some(unit) = unit {
        all.push(format!("unit = {}", params.bind(unit)));
    }
    let text = format!(
        "SELECT unit, matter, COUNT(*) AS submitted,
            CAST(SUM(CASE WHEN outcome = 'ANSWERED' THEN 1 ELSE 0 END) AS BIGINT) AS answered,
            CAST(SUM(CASE WHEN outcome = 'REFUSED' THEN 1 ELSE 0 END) AS BIGINT) AS refused,
            CAST(SUM(CASE WHEN outcome <> '' THEN on_time ELSE 0 END) AS BIGINT) AS on_time,
            CAST(SUM(CASE WHEN outcome <> '' AND total_micros <= 300000000 THEN 1 ELSE 0 END) AS BIGINT) AS quick,
            CAST(SUM(CASE WHEN outcome <> '' THEN total_micros ELSE 0 END) AS BIGINT) AS total,
            CAST(SUM(CASE WHEN outcome <> '' THEN court_micros ELSE 0 END) AS BIGINT) AS court,
            MAX(CASE WHEN outcome <> '' THEN total_micros END) AS longest,
            MAX(CASE WHEN outcome <> '' AND place = (n * 50 + 99) / 100 THEN total_micros END) AS median,
            MAX(CASE WHEN outcome <> '' AND place = (n * 95 + 99) / 100 THEN total_micros END) AS p95
         FROM (SELECT unit, matter, outcome, on_time, total_micros, court_micros,
                ROW_NUMBER() OVER (PARTITION BY unit, matter, outcome <> '' ORDER BY total_micros) AS place,
                COUNT(*) OVER (PARTITION BY unit, matter, outcome <> '') AS n
               FROM unit_requests WHERE {}) ranked
         GROUP BY unit, matter ORDER BY unit, matter LIMIT 1000",
        all.join(" AND ")
    );
    let rows = connection.query_all_raw(sql(connection, &text, params.0)).await?;
    rows.iter()
        .map(|row| {
            Ok(Answers {
                unit: row.try_get("", "unit")?,
                matter: row.try_get("", "matter")?,
                submitted: row.try_get("", "submitted")?,
                answered: row.try_get("", "answered")?,
                refused: row.try_get("", "refused")?,
                on_time: row.try_get("", "on_time")?,
                quick: row.try_get("", "quick")?,
                total: row.try_get("", "total")?,
                court: row.try_get("", "court")?,
                max: row.try_get("", "longest")?,
                median: row.try_get("", "median")?,
                p95: row.try_get("", "p95")?,
            })
        })
        .collect()
}
