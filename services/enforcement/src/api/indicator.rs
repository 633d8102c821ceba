//! Indicators, the rows behind them, and snapshots.

use std::collections::BTreeSet;

use kit::{
    access::Caller,
    domain::{
        reason,
        refusal::{Kind, Refusal, Violations},
    },
    storage::list::{ListQuery, Place, page},
};
use law::identifiers::RegionCode;
use proto::enforcement::v1::{self as wire, indicator_service_server::IndicatorService};
use tonic::{Request, Response};
use uuid::Uuid;

use super::{
    Answer, Api,
    indicator_query::{
        IndicatorQuery, QueryTexts, definition, make, make_all, points, thawed, to_definition,
    },
    own_region, work,
};
use crate::{
    domain::indicator::{DEFINITIONS, Definition, Period, Snapshot, Span, Sums},
    store::{
        indicator_sums::{self, Record},
        snapshots,
    },
};

#[tonic::async_trait]
impl IndicatorService for Api {
    async fn list_indicators(
        &self,
        request: Request<wire::ListIndicatorsRequest>,
    ) -> Answer<wire::ListIndicatorsResponse> {
        let caller = Caller::of(&request)?;
        let body = request.get_ref();
        let query = IndicatorQuery::read(
            &caller,
            &QueryTexts {
                from: &body.from,
                to: &body.to,
                region: &body.region,
                compare_from: &body.compare_from,
                compare_to: &body.compare_to,
            },
        )?;
        let made = make_all(self.units.store(), &query).await?;
        let indicators = made.into_iter().map(|one| one.message(query.window, &query.region)).collect();
        Ok(Response::new(wire::ListIndicatorsResponse { indicators, next_page_token: String::new() }))
    }

    async fn get_indicator(&self, request: Request<wire::GetIndicatorRequest>) -> Answer<wire::Indicator> {
        let caller = Caller::of(&request)?;
        let body = request.get_ref();
        let query = IndicatorQuery::read(
            &caller,
            &QueryTexts {
                from: &body.from,
                to: &body.to,
                region: &body.region,
                compare_from: &body.compare_from,
                compare_to: &body.compare_to,
            },
        )?;
        let definition = definition(&body.name, body.definition_version, query.window)?;
        let made = make(self.units.store(), &query, &[definition]).await?.pop();
        let made = made.ok_or_else(|| Refusal::internal(&"a definition made no figure"))?;
        Ok(Response::new(made.message(query.window, &query.region)))
    }

    async fn query_indicator(
        &self,
        request: Request<wire::QueryIndicatorRequest>,
    ) -> Answer<wire::QueryIndicatorResponse> {
        let caller = Caller::of(&request)?;
        let body = request.get_ref();
        let query = IndicatorQuery::read(
            &caller,
            &QueryTexts {
                from: &body.from,
                to: &body.to,
                region: &body.region,
                compare_from: &body.compare_from,
                compare_to: &body.compare_to,
            },
        )?;
        let definition = definition(&body.name, body.definition_version, query.window)?;
        let period = match body.period() {
            wire::IndicatorPeriod::Unspecified => Period::Whole,
            wire::IndicatorPeriod::Day => Period::Day,
            wire::IndicatorPeriod::Month => Period::Month,
            wire::IndicatorPeriod::Quarter => Period::Quarter,
            wire::IndicatorPeriod::Year => Period::Year,
        };
        // How many digits the code of such a region has.
        let digits = match body.group_by() {
            wire::IndicatorGroup::Unspecified => None,
            wire::IndicatorGroup::Town => Some(9),
            wire::IndicatorGroup::Village => Some(12),
        };
        let points = points(self.units.store(), &query, definition, (period, digits)).await?;
        Ok(Response::new(wire::QueryIndicatorResponse {
            points,
            unit: definition.unit.code().to_owned(),
            definition_version: definition.version,
            ..Default::default()
        }))
    }

    async fn list_indicator_records(
        &self,
        request: Request<wire::ListIndicatorRecordsRequest>,
    ) -> Answer<wire::ListIndicatorRecordsResponse> {
        let caller = Caller::of(&request)?;
        let body = request.get_ref();
        let texts = QueryTexts {
            from: &body.from,
            to: &body.to,
            region: &body.region,
            compare_from: "",
            compare_to: "",
        };
        let query = IndicatorQuery::read(&caller, &texts)?;
        let definition = definition(&body.parent, body.definition_version, query.window)?;
        let limit = page::size(body.page_size)?;
        let question = format!(
            "ListIndicatorRecords\u{1e}{}.{}\u{1e}{:?}\u{1e}{:?}",
            definition.id, definition.version, query.window, query.place
        );
        let after = self.pages.after(&question, &body.page_token)?;
        let (records, next) = self.records(definition, &query, after.as_deref(), limit).await?;
        let next_page_token = next.map_or_else(String::new, |place| self.pages.token(&question, &place));
        let records = records.into_iter().map(|record| message(definition, record)).collect();
        Ok(Response::new(wire::ListIndicatorRecordsResponse {
            records,
            next_page_token,
            ..Default::default()
        }))
    }

    async fn list_indicator_definitions(
        &self,
        _request: Request<wire::ListIndicatorDefinitionsRequest>,
    ) -> Answer<wire::ListIndicatorDefinitionsResponse> {
        let definitions = DEFINITIONS.iter().map(to_definition).collect();
        Ok(Response::new(wire::ListIndicatorDefinitionsResponse { definitions }))
    }

    async fn create_indicator_snapshot(
        &self,
        request: Request<wire::CreateIndicatorSnapshotRequest>,
    ) -> Answer<wire::IndicatorSnapshot> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let own = own_region(&caller)?;
        let region = if body.region.is_empty() { own.as_str() } else { &body.region };
        let texts = QueryTexts { from: &body.from, to: &body.to, region, compare_from: "", compare_to: "" };
        let query = IndicatorQuery::read(&caller, &texts)?;
        let mut wrong = Violations::new();
        let title = wrong.optional_text("title", &body.title, 200).unwrap_or_default();
        wrong.check()?;
        let region = RegionCode::parse(&query.region)
            .map_err(|_| Refusal::internal(&"a snapshot without a region"))?;
        // Read before the transaction, which then only writes: what is frozen is one reading of the figures.
        let figures =
            make_all(self.units.store(), &query).await?.into_iter().map(super::indicator_query::Made::freeze);
        let snapshot = Snapshot {
            id: Uuid::now_v7(),
            window: query.window,
            region,
            title,
            creator: caller.person.clone(),
            created: caller.at,
            figures: figures.collect(),
        };
        let work = work!(self, caller, body, "CreateIndicatorSnapshot");
        snapshots::add(work.tx(), &snapshot).await?;
        Ok(work.commit(view(&snapshot)?).await?)
    }

    async fn list_indicator_snapshots(
        &self,
        request: Request<wire::ListIndicatorSnapshotsRequest>,
    ) -> Answer<wire::ListIndicatorSnapshotsResponse> {
        let caller = Caller::of(&request)?;
        let body = request.get_ref();
        let limit = page::size(body.page_size)?;
        let scope = caller.scope();
        let terms = snapshots::parse_filter(&body.filter)?;
        let asked = format!("ListIndicatorSnapshots\u{1e}{}\u{1e}{scope:?}", body.filter);
        let after = self.pages.after(&asked, &body.page_token)?.as_deref().and_then(Place::of);
        let query = ListQuery { scope: &scope, terms, order: snapshots::NEWEST, after, limit };
        let found = snapshots::list(self.units.store(), query).await?;
        let next = found.next.map(|place| self.pages.token(&asked, &place));
        Ok(Response::new(wire::ListIndicatorSnapshotsResponse {
            indicator_snapshots: found.rows.iter().map(view).collect::<Result<_, _>>()?,
            next_page_token: next.unwrap_or_default(),
            ..Default::default()
        }))
    }

    async fn get_indicator_snapshot(
        &self,
        request: Request<wire::GetIndicatorSnapshotRequest>,
    ) -> Answer<wire::IndicatorSnapshot> {
        let caller = Caller::of(&request)?;
        let name = &request.get_ref().name;
        let id = name.strip_prefix("indicatorSnapshots/").and_then(|id| Uuid::parse_str(id).ok());
        let id = id.ok_or_else(snapshot_unknown)?;
        let found = snapshots::get(self.units.store(), &caller.scope(), id).await?;
        Ok(Response::new(view(&found.ok_or_else(snapshot_unknown)?)?))
    }
}

impl Api {
    /// The rows that a figure counts, after a place. One index range for each thing that it counts: two at most.
    async fn records(
        &self,
        definition: &Definition,
        query: &IndicatorQuery,
        after: Option<&[String]>,
        limit: u64,
    ) -> Result<(Vec<Record>, Option<[String; 3]>), Refusal> {
        let terms: Vec<_> = definition.terms().collect();
        let sums: Sums = indicator_sums::sums(self.units.store(), &terms, query.window, &query.place).await?;
        let after = match after {
            None => None,
            Some([what, day, subject]) => {
                let day: i64 = day.parse().map_err(|fault| Refusal::internal(&fault))?;
                Some((what.clone(), (day, subject.clone())))
            }
            Some(_) => return Err(Refusal::internal(&"a place of another list")),
        };
        let whats: BTreeSet<_> = terms.iter().map(|term| term.what).collect();
        let mut records = Vec::new();
        for what in whats {
            let place = match &after {
                Some((past, _)) if what < past.as_str() => continue,
                Some((past, place)) if what == past.as_str() => Some(place.clone()),
                Some(_) | None => None,
            };
            let of_this = || terms.iter().filter(|term| term.what == what);
            let until_end = of_this().any(|term| term.span == Span::UntilEnd);
            let span = if until_end { Span::UntilEnd } else { Span::InWindow };
            let facets: Vec<&str> =
                sums.facets(span, what).filter(|facet| of_this().any(|term| term.admits(facet))).collect();
            if facets.is_empty() {
                continue;
            }
            if records.len() as u64 == limit {
                // The next page begins with the first row of this: no day is below zero.
                return Ok((records, Some([what.to_owned(), "-1".to_owned(), String::new()])));
            }
            let days = ((!until_end).then_some(query.window.from()), query.window.to());
            let left = limit - records.len() as u64;
            let (found, next) =
                indicator_sums::records(self.units.store(), (what, &facets), days, &query.place, place, left)
                    .await?;
            records.extend(found);
            if let Some((day, subject)) = next {
                return Ok((records, Some([what.to_owned(), day.to_string(), subject])));
            }
        }
        Ok((records, None))
    }
}

fn message(definition: &Definition, record: Record) -> wire::IndicatorRecord {
    let stands_in =
        |term: crate::domain::indicator::Term| term.what == record.what && term.admits(&record.facet);
    wire::IndicatorRecord {
        in_numerator: stands_in(definition.numerator),
        in_denominator: definition.denominator.is_some_and(stands_in),
        day: record.day.to_string(),
        subject: record.subject,
        what: record.what,
        facet: record.facet,
        amount: record.amount,
        region_code: record.region_code,
    }
}

fn view(snapshot: &Snapshot) -> Result<wire::IndicatorSnapshot, Refusal> {
    let region = snapshot.region.as_str();
    let indicators = snapshot.figures.iter().map(|frozen| thawed(frozen, snapshot.window, region));
    let indicators = indicators.collect::<Option<Vec<_>>>();
    Ok(wire::IndicatorSnapshot {
        name: snapshot.name(),
        from: snapshot.window.from().to_string(),
        to: snapshot.window.to().to_string(),
        region: region.to_owned(),
        title: snapshot.title.clone(),
        creator: snapshot.creator.clone(),
        create_time: Some(snapshot.created.to_timestamp()),
        indicators: indicators
            .ok_or_else(|| Refusal::internal(&"a snapshot of a definition that is gone"))?,
        ..Default::default()
    })
}

fn snapshot_unknown() -> Refusal {
    Refusal::new(
        Kind::NotFound,
        reason::SNAPSHOT_UNKNOWN,
        "没有这份指标快照，或不在您的辖区内。",
        "There is no such snapshot, or it is not yours to see.",
    )
    .with("resource", "indicator_snapshot")
}
