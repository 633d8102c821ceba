//! RegionService.

use kit::{
    access::Caller,
    domain::refusal::Refusal,
    fresh,
    rpc::geo_json_answer,
    storage::list::{Field, filter},
    unit_of_work::IdempotencyKey,
};
use law::identifiers::{RegionCode, RegionLevel};
use proto::{
    courts::v1::{self as wire, region_service_server::RegionService},
    google::api::HttpBody,
};
use tonic::{Request, Response, Status};

use super::{Api, ListCall, import, region_unknown};
use crate::{
    domain::{
        hand::Hand,
        region::{Region, level_name},
    },
    messages,
    store::{RegisterUpdate, shapes},
};

const METHOD: &str = "sharedcourt.courts.v1.RegionService.ListRegions";
const FIELDS: &[Field] = &[Field::equal("level"), Field::equal("parent").about("code")];

#[tonic::async_trait]
impl RegionService for Api {
    async fn get_region(
        &self,
        request: Request<wire::GetRegionRequest>,
    ) -> Result<Response<wire::Region>, Status> {
        let name = request.into_inner().name;
        let network = self.register.network();
        let region = name.strip_prefix("regions/").and_then(|code| network.region(code));
        Ok(Response::new(messages::network::region(region.ok_or_else(|| region_unknown(&name))?)))
    }

    async fn list_regions(
        &self,
        request: Request<wire::ListRegionsRequest>,
    ) -> Result<Response<wire::ListRegionsResponse>, Status> {
        let caller = Caller::of(&request)?;
        let asked = request.into_inner();
        let list = ListCall {
            method: "ListRegions",
            caller: &caller,
            filter: &asked.filter,
            size: asked.page_size,
            token: &asked.page_token,
        };
        let terms = filter::parse(&asked.filter, METHOD, FIELDS)?;
        let network = self.register.network();
        let (after, most) = self.page(&list)?;
        let rows = network.regions_after(&after);
        let (regions, next_page_token) =
            self.page_of((&list, most), &terms, rows, meets, |region| region.code.to_string())?;
        let regions = regions.into_iter().map(messages::network::region).collect();
        Ok(Response::new(wire::ListRegionsResponse { regions, next_page_token }))
    }

    async fn import_regions(
        &self,
        request: Request<wire::ImportRegionsRequest>,
    ) -> Result<Response<wire::ImportResult>, Status> {
        let caller = Caller::of(&request)?;
        let asked = request.into_inner();
        let call = IdempotencyKey::new(&caller, &asked.request_id, "ImportRegions", &asked)?;
        let drafts: Vec<_> = asked.regions.iter().map(messages::network::region_draft).collect();
        if asked.validate_only {
            let mut change = RegisterUpdate::begin(&self.register, caller.at, true).await?;
            return Ok(Response::new(import::regions(&mut change, &drafts, &Hand::of(&caller)).await?));
        }
        let mut change = fresh!(RegisterUpdate::once(&self.register, &call, true));
        let answer = import::regions(&mut change, &drafts, &Hand::of(&caller)).await?;
        let answer = change.commit(answer).await?;
        Ok(Response::new(answer))
    }

    async fn import_region_shapes(
        &self,
        request: Request<wire::ImportRegionShapesRequest>,
    ) -> Result<Response<wire::ImportResult>, Status> {
        let caller = Caller::of(&request)?;
        let asked = request.into_inner();
        let call = IdempotencyKey::new(&caller, &asked.request_id, "ImportRegionShapes", &asked)?;
        let drafts: Vec<_> = asked.shapes.into_iter().map(messages::network::shape_draft).collect();
        // The network stays as it is: borders are read where they are asked for.
        if asked.validate_only {
            let mut change = RegisterUpdate::begin(&self.register, caller.at, false).await?;
            return Ok(Response::new(import::shapes(&mut change, &drafts, &Hand::of(&caller)).await?));
        }
        let mut change = fresh!(RegisterUpdate::once(&self.register, &call, false));
        let answer = import::shapes(&mut change, &drafts, &Hand::of(&caller)).await?;
        let answer = change.commit(answer).await?;
        Ok(Response::new(answer))
    }

    async fn get_region_shapes(
        &self,
        request: Request<wire::GetRegionShapesRequest>,
    ) -> Result<Response<HttpBody>, Status> {
        let asked = request.into_inner();
        let network = self.register.network();
        let region = network.region(&asked.region_code).ok_or_else(|| region_unknown(&asked.region_code))?;
        let level = match asked.level() {
            wire::RegionLevel::County => RegionLevel::County,
            wire::RegionLevel::Town => RegionLevel::Town,
            wire::RegionLevel::Unspecified if region.code.level() <= RegionLevel::County => RegionLevel::Town,
            wire::RegionLevel::Village | wire::RegionLevel::Unspecified => RegionLevel::Village,
        };
        let shapes = shapes::inside(self.register.store().read(), &region.code, level).await?;
        Ok(geo_json_answer(messages::network::feature_collection(&network, &shapes)))
    }
}

fn meets(region: &Region, term: &filter::Term) -> Result<bool, Refusal> {
    let is = if term.field == "level" {
        let level = term.value.strip_prefix("REGION_LEVEL_").unwrap_or(&term.value);
        if !matches!(level, "COUNTY" | "TOWN" | "VILLAGE") {
            let (zh, en) = ("可用：COUNTY、TOWN、VILLAGE。", "there is COUNTY, TOWN, VILLAGE.");
            return Err(filter::bad_value(term, zh, en));
        }
        level_name(region.code.level()) == level
    } else {
        let code = term.value.strip_prefix("regions/").unwrap_or(&term.value);
        let Ok(parent) = RegionCode::parse(code) else {
            return Err(filter::bad_value(term, "须为 regions/代码。", "it is regions/{code}."));
        };
        region.code.parent() == Some(parent)
    };
    Ok(is == (term.op == filter::Op::Eq))
}
