//! RegionService.

use kit::{
    access::Caller,
    domain::refusal::Refusal,
    fresh,
    storage::list::{Field, filter},
    unit_of_work::IdempotencyKey,
};
use law::identifiers::RegionCode;
use proto::courts::v1::{self as wire, region_service_server::RegionService};
use tonic::{Request, Response, Status};

use super::{Api, ListCall, import, region_unknown};
use crate::{
    domain::{
        hand::Hand,
        region::{Region, level_name},
    },
    messages,
    store::RegisterUpdate,
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
