//! IdentityService: asked by the front door for every call.

use kit::access::Caller;
use proto::access::v1::{self as access, identity_service_server::IdentityService};
use tonic::{Request, Response, Status};

use super::{Api, convert_people};
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
        let (id, session, origin) = if asked.session_token.is_empty() {
            (PersonId::from_name(&asked.person)?, String::new(), Origin::installation())
        } else {
            let session = self.session(&asked.session_token, at).await?;
            (session.person, format!("sessions/{}", session.id), session.origin)
        };
        let person = self.register.caller(id).await?.ok_or_else(person::unknown)?;
        if person.deactivated.is_some() {
            return Err(person::deactivated().into());
        }
        origin.still_covers(&person, at, &self.register.network())?;
        Ok(Response::new(access::Principal { session, ..convert_people::principal(&person) }))
    }
}
