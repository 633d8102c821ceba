//! Projects of disposal and their parcels in the database, and their totals.

use kit::{
    access::Scope,
    domain::{Timestamp, refusal::Refusal},
    storage::{Encryption, ScopeColumns, SqlParams, list::Leads, sql},
};
use sea_orm::{ConnectionTrait, DatabaseTransaction, Value};
use uuid::Uuid;

use super::{
    list::{self, Field, Listed, Sort, field},
    seizures::lock_key,
    stored_record::{self, Imported, StoredRecord, import_index, inside},
};
use crate::domain::{
    disposal::{Disposal, DisposalState},
    disposal_draft::key,
    parcel::Parcel,
};

impl StoredRecord for Disposal {
    const TABLE: &'static str = "disposals";
    const COLUMNS: &'static [&'static str] = &["state", "case_name", "case_number", "import_key"];
    const SCOPE: ScopeColumns<'static> = ScopeColumns {
        units_table: Some(("asked_units", "disposals.id")),
        ..ScopeColumns::region("region_code")
    };

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
        let case = self.case.as_ref();
        vec![
            self.state.name().into(),
            case.map(|case| case.name.clone()).unwrap_or_default().into(),
            case.map(crate::domain::reading::CaseRef::number_text).unwrap_or_default().into(),
            import_index::<Self>(encryption, &self.import_key).into(),
        ]
    }
}

impl Imported for Disposal {
    fn import_mark(&mut self) -> (&mut String, &mut String) {
        (&mut self.import_key, &mut self.import_digest)
    }
}

impl Listed for Disposal {
    const LEADS: Leads = list::OF_DISPOSALS;
    const FIELDS: &'static [Field] = &[
        field("state", Sort::Name("DISPOSAL_STATE_", DisposalState::NAMES)),
        field("case", Sort::Resource("cases/")).in_column("case_name"),
        field("case_number", Sort::CaseNumber),
        field("create_time", Sort::Moment),
    ];
}

/// How a parcel is known in every project, without its number being written down.
fn parcel_key(encryption: &Encryption, parcel: &Parcel) -> Vec<u8> {
    encryption.blind_index(format!("parcel\n{}", key(&parcel.number)))
}

/// Adds new projects with their parcels and the departments that are asked.
pub(crate) async fn add(
    tx: &DatabaseTransaction,
    new: &[Disposal],
    encryption: &Encryption,
) -> Result<(), Refusal> {
    stored_record::add(tx, new, encryption).await?;
    let asked: Vec<_> =
        new.iter().flat_map(|one| one.required.iter().map(move |unit| (unit.clone(), one))).collect();
    for some in asked.chunks(200) {
        let mut params = SqlParams::default();
        let row = |(unit, one): &(String, &Disposal)| -> [Value; 3] {
            [unit.clone().into(), one.id.to_string().into(), one.created.micros().into()]
        };
        let rows: Vec<_> = some.iter().map(|asked| params.list(row(asked))).collect();
        let text = format!("INSERT INTO asked_units (unit, id, create_time) VALUES {}", rows.join(", "));
        tx.execute_raw(sql(tx, &text, params.0)).await?;
    }
    let parcels: Vec<_> =
        new.iter().flat_map(|one| one.parcels.iter().map(move |parcel| (one, parcel))).collect();
    mark(tx, &parcels, encryption).await
}

/// Writes how parcels stand.
pub(crate) async fn mark(
    tx: &DatabaseTransaction,
    parcels: &[(&Disposal, &Parcel)],
    encryption: &Encryption,
) -> Result<(), Refusal> {
    for some in parcels.chunks(50) {
        let mut params = SqlParams::default();
        let mut rows = Vec::with_capacity(some.len());
        for (project, parcel) in some {
            let sale = parcel.standing_sale();
            let values: Vec<Value> = vec![
                parcel.id.to_string().into(),
                project.id.to_string().into(),
                project.region_code.as_str().into(),
                parcel_key(encryption, parcel).into(),
                parcel.first_listed.map(Timestamp::micros).into(),
                sale.map(|sale| sale.at.micros()).into(),
                parcel.land.parts().into(),
                parcel.floor.parts().into(),
                sale.map_or(0, |sale| sale.price.get()).into(),
            ];
            rows.push(params.list(values));
        }
        let text = format!(
            "INSERT INTO parcels (id, disposal, region_code, parcel_key, list_time, sell_time, land, floor, price)
             VALUES {} ON CONFLICT (id) DO UPDATE SET list_time = excluded.list_time, sell_time = excluded.sell_time,
               price = excluded.price",
            rows.join(", ")
        );
        tx.execute_raw(sql(tx, &text, params.0)).await?;
    }
    Ok(())
}

/// Stands in line for a parcel until the transaction ends, and says whether another project has sold it.
pub(crate) async fn sold_elsewhere(
    tx: &DatabaseTransaction,
    encryption: &Encryption,
    parcel: &Parcel,
) -> Result<bool, Refusal> {
    lock_key(tx, parcel_key(encryption, parcel)).await?;
    Ok(sold(tx, encryption, &[parcel]).await?.iter().any(|sold| *sold))
}

/// Which of these parcels were sold under another id.
pub(crate) async fn sold(
    tx: &DatabaseTransaction,
    encryption: &Encryption,
    parcels: &[&Parcel],
) -> Result<Vec<bool>, Refusal> {
    let keys: Vec<(Vec<u8>, String)> =
        parcels.iter().map(|parcel| (parcel_key(encryption, parcel), parcel.id.to_string())).collect();
    let mut found: Vec<(Vec<u8>, String)> = Vec::new();
    for some in keys.chunks(500) {
        let mut params = SqlParams::default();
        let list = params.list(some.iter().map(|(key, _)| key.clone()));
        let text = format!(
            "SELECT parcel_key, id FROM parcels WHERE sell_time IS NOT NULL AND parcel_key IN {list}"
        );
        for row in tx.query_all_raw(sql(tx, &text, params.0)).await? {
            found.push((row.try_get("", "parcel_key")?, row.try_get("", "id")?));
        }
    }
    let found: std::collections::HashMap<_, _> = found.into_iter().collect();
    Ok(keys.iter().map(|(key, id)| found.get(key).is_some_and(|other| other != id)).collect())
}

/// Exact sums of a window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Totals {
    pub(crate) projects: i64,
    pub(crate) listed: i64,
    pub(crate) sold: i64,
    pub(crate) land: i64,
    pub(crate) floor: i64,
    pub(crate) price: i64,
}

/// Counts [from, to): projects by their proposal, parcels by their first listing and by the sale that stands. Each is one pass over
/// the window by its index.
pub(crate) async fn totals(
    connection: &impl ConnectionTrait,
    scope: &Scope,
    (from, to): (Timestamp, Timestamp),
) -> Result<Totals, Refusal> {
    let mut params = SqlParams::default();
    let (from, to) = (params.bind(from.micros()), params.bind(to.micros()));
    let inside = inside::<Disposal>(scope, &mut params);
    // A unit sees the parcels of the projects about which it was asked.
    let of_project =
        ScopeColumns { units_table: Some(("asked_units", "parcels.disposal")), ..Disposal::SCOPE };
    let parcels_inside = params.in_scope(scope, of_project);
    let within = |column: &str, inside: &str| format!("{column} >= {from} AND {column} < {to} AND {inside}");
    let text = format!(
        "SELECT p.n AS projects, l.n AS listed, s.n AS sold, s.land AS land, s.floor AS floor, s.price AS price
         FROM (SELECT COUNT(*) AS n FROM disposals WHERE {}) p,
              (SELECT COUNT(DISTINCT parcel_key) AS n FROM parcels WHERE {}) l,
              (SELECT COUNT(*) AS n, CAST(COALESCE(SUM(land), 0) AS BIGINT) AS land,
                 CAST(COALESCE(SUM(floor), 0) AS BIGINT) AS floor, CAST(COALESCE(SUM(price), 0) AS BIGINT) AS price
               FROM parcels WHERE {}) s",
        within("create_time", &inside),
        within("list_time", &parcels_inside),
        within("sell_time", &parcels_inside),
    );
    let Some(row) = connection.query_one_raw(sql(connection, &text, params.0)).await? else {
        return Ok(Totals::default());
    };
    let number = |name: &str| row.try_get::<i64>("", name);
    Ok(Totals {
        projects: number("projects")?,
        listed: number("listed")?,
        sold: number("sold")?,
        land: number("land")?,
        floor: number("floor")?,
        price: number("price")?,
    })
}
