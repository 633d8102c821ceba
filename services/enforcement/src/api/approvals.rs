//! ApprovalService.

use kit::{
    access::{Caller, Role},
    storage::list::{Place, page},
};
use proto::enforcement::v1::{self as wire, approval_service_server::ApprovalService};
use tonic::{Request, Response};

use super::{Answer, Api};
use crate::{messages, store::approvals};

#[tonic::async_trait]
impl ApprovalService for Api {
    async fn list_approvals(
        &self,
        request: Request<wire::ListApprovalsRequest>,
    ) -> Answer<wire::ListApprovalsResponse> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let (limit, scope) = (page::size(body.page_size)?, caller.scope());
        let is_president = caller.acts_as(Role::President);
        let asked = format!("ListApprovals\u{1e}{is_president}\u{1e}{scope:?}");
        let after = self.pages.after(&asked, &body.page_token)?.as_deref().and_then(Place::of);
        let (read, encryption) = (self.units.store().read(), self.units.encryption());
        let found = approvals::list(read, &scope, is_president, (after, limit), encryption).await?;
        let next = found.next.map(|place| self.pages.token(&asked, &place));
        Ok(Response::new(wire::ListApprovalsResponse {
            approvals: found.rows.iter().map(messages::approval::to_message).collect(),
            next_page_token: next.unwrap_or_default(),
            ..Default::default()
        }))
    }
}
