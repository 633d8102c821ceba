//! IdentityService: asked by the front door for every call.

use kit::access::Caller;
use proto::access::v1::{self as access, identity_service_server::IdentityService};
use tonic::{Request, Response, Status};

use super::Api;
use crate::domain::{
    hand::Origin,
    person::{self, PersonId},
};

#[tonic::async_trait]
impl IdentityService for Api {
    async fn identify_principal(
        &self,
        request: Request<access::IdentifyPrincipalRequest>,
    ) -> Result<Response<access::Principal>, Status> {
        let at = Caller::of(&request)?.at;
        let asked = request.into_inner();
        if !asked.service_secret.is_empty() {
            return Ok(Response::new(self.program(&asked.service_secret, at).await?));
        }
        let (id, session, origin) = if asked.session_token.is_empty() {
            (PersonId::from_name(&asked.person)?, None, Origin::installation())
        } else {
            let session = self.session(&asked.session_token, at).await?;
            (session.person.clone(), Some(session.clone()), session.origin)
        };
        let person = self.register.caller(id).await?.ok_or_else(person::unknown)?;
        if person.deactivated.is_some() {
            return Err(person::deactivated().into());
        }
        origin.still_covers(&person, at, &self.register.network())?;
        let principal = self.principal(&person, session.as_ref(), asked.second_factor_shown, at).await?;
        Ok(Response::new(principal))
    }
}
