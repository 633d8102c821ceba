//! Projects of disposal and their parcels in the database, and their totals.

use kit::{access::Scope, moment::Moment, refusal::Refusal, seal::Seal, store::sql};
use sea_orm::{ConnectionTrait, DatabaseTransaction, Value};
use uuid::Uuid;

use super::{
    kept::{self, Bind, Kept, import_index, inside},
    list::{Field, Listed, Sort, field},
    seizures::take_turn,
};
use crate::domain::{
    disposal::{Disposal, DisposalState},
    disposal_draft::key,
    parcel::Parcel,
};

impl Kept for Disposal {
    const TABLE: &'static str = "disposals";
    const COLUMNS: &'static [&'static str] = &["state", "case_name", "case_number", "import_key"];
    const UNITS: Option<&'static str> = Some("asked_units");

    fn id(&self) -> Uuid {
        self.id
    }
    fn region(&self) -> &str {
        self.region_code.as_str()
    }
    fn version(&self) -> i64 {
        self.version
    }
    fn created(&self) -> Moment {
        self.created
    }
    fn columns(&self, seal: &Seal) -> Vec<Value> {
        let case = self.case.as_ref();
        vec![
            self.state.name().into(),
            case.map(|case| case.name.clone()).unwrap_or_default().into(),
            case.map(crate::domain::reading::CaseRef::number_text).unwrap_or_default().into(),
            import_index::<Self>(seal, &self.import_key).into(),
        ]
    }
}

impl Listed for Disposal {
    const FIELDS: &'static [Field] = &[
        field("state", Sort::Name("DISPOSAL_STATE_", DisposalState::NAMES)),
        Field { name: "case", column: "case_name", sort: Sort::Text },
        field("case_number", Sort::CaseNumber),
        field("create_time", Sort::Moment),
    ];
}

/// How a parcel is known in every project, without its number being written down.
fn parcel_key(seal: &Seal, parcel: &Parcel) -> Vec<u8> {
    seal.blind_index(format!("parcel\n{}", key(&parcel.number)))
}

/// Adds new projects with their parcels and the departments that are asked.
pub(crate) async fn add(tx: &DatabaseTransaction, new: &[Disposal], seal: &Seal) -> Result<(), Refusal> {
    kept::add(tx, new, seal).await?;
    let asked: Vec<_> =
        new.iter().flat_map(|one| one.required.iter().map(|unit| (unit.clone(), one.id))).collect();
    for some in asked.chunks(200) {
        let mut bind = Bind::default();
        let rows: Vec<_> = some.iter().map(|(unit, id)| bind.list([unit.clone(), id.to_string()])).collect();
        let text = format!("INSERT INTO asked_units (unit, id) VALUES {}", rows.join(", "));
        tx.execute_raw(sql(tx, &text, bind.0)).await?;
    }
    let parcels: Vec<_> =
        new.iter().flat_map(|one| one.parcels.iter().map(move |parcel| (one, parcel))).collect();
    mark(tx, &parcels, seal).await
}

/// Writes how parcels stand.
pub(crate) async fn mark(
    tx: &DatabaseTransaction,
    parcels: &[(&Disposal, &Parcel)],
    seal: &Seal,
) -> Result<(), Refusal> {
    for some in parcels.chunks(50) {
        let mut bind = Bind::default();
        let mut rows = Vec::with_capacity(some.len());
        for (project, parcel) in some {
            let sale = parcel.standing_sale();
            let values: Vec<Value> = vec![
                parcel.id.to_string().into(),
                project.id.to_string().into(),
                project.region_code.as_str().into(),
                parcel_key(seal, parcel).into(),
                parcel.first_listed.map(Moment::micros).into(),
                sale.map(|sale| sale.at.micros()).into(),
                parcel.land.parts().into(),
                parcel.floor.parts().into(),
                sale.map_or(0, |sale| sale.price.get()).into(),
            ];
            rows.push(bind.list(values));
        }
        let text = format!(
            "INSERT INTO parcels (id, disposal, region_code, parcel_key, list_time, sell_time, land, floor, price)
             VALUES {} ON CONFLICT (id) DO UPDATE SET list_time = excluded.list_time, sell_time = excluded.sell_time,
               price = excluded.price",
            rows.join(", ")
        );
        tx.execute_raw(sql(tx, &text, bind.0)).await?;
    }
    Ok(())
}

/// Stands in line for a parcel until the transaction ends, and says whether another project has sold it.
pub(crate) async fn sold_elsewhere(
    tx: &DatabaseTransaction,
    seal: &Seal,
    parcel: &Parcel,
) -> Result<bool, Refusal> {
    take_turn(tx, parcel_key(seal, parcel)).await?;
    Ok(sold(tx, seal, &[parcel]).await?.iter().any(|sold| *sold))
}

/// Which of these parcels were sold under another id.
pub(crate) async fn sold(
    tx: &DatabaseTransaction,
    seal: &Seal,
    parcels: &[&Parcel],
) -> Result<Vec<bool>, Refusal> {
    let keys: Vec<(Vec<u8>, String)> =
        parcels.iter().map(|parcel| (parcel_key(seal, parcel), parcel.id.to_string())).collect();
    let mut found: Vec<(Vec<u8>, String)> = Vec::new();
    for some in keys.chunks(500) {
        let mut bind = Bind::default();
        let list = bind.list(some.iter().map(|(key, _)| key.clone()));
        let text = format!(
            "SELECT parcel_key, id FROM parcels WHERE sell_time IS NOT NULL AND parcel_key IN {list}"
        );
        for row in tx.query_all_raw(sql(tx, &text, bind.0)).await? {
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
    (from, to): (Moment, Moment),
) -> Result<Totals, Refusal> {
    let mut bind = Bind::default();
    let (from, to) = (bind.one(from.micros()), bind.one(to.micros()));
    let inside = inside::<Disposal>(scope, &mut bind);
    let within = |column: &str| format!("{column} >= {from} AND {column} < {to} AND {inside}");
    let text = format!(
        "SELECT p.n AS projects, l.n AS listed, s.n AS sold, s.land AS land, s.floor AS floor, s.price AS price
         FROM (SELECT COUNT(*) AS n FROM disposals WHERE {}) p,
              (SELECT COUNT(DISTINCT parcel_key) AS n FROM parcels WHERE {}) l,
              (SELECT COUNT(*) AS n, CAST(COALESCE(SUM(land), 0) AS BIGINT) AS land,
                 CAST(COALESCE(SUM(floor), 0) AS BIGINT) AS floor, CAST(COALESCE(SUM(price), 0) AS BIGINT) AS price
               FROM parcels WHERE {}) s",
        within("create_time"),
        within("list_time"),
        within("sell_time"),
    );
    let Some(row) = connection.query_one_raw(sql(connection, &text, bind.0)).await? else {
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
