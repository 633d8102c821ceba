//! The calls of an enrolled device's page that set cookies: its own, when it is enrolled, and those of the person who was signed in on it by
//! their phone. They are for scripts alone.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    response::{IntoResponse as _, Response},
};
use http::{
    HeaderMap, HeaderValue, Method, StatusCode,
    header::{CACHE_CONTROL, CONTENT_TYPE},
    request::Parts,
};
use kit::rpc::ClientChannel;
use proto::access::v1::{
    CompleteSignInRequest, RedeemEnrolmentRequest, Session, device_service_client::DeviceServiceClient,
};
use tonic::Status;

use super::{
    form::{Form, admitted, local},
    signed_in, with_id,
};
use crate::{
    Inner,
    auth::{authentication::missing, not_identified::not_identified},
    http::{problem::HttpError, request_id},
};

/// Where a device is enrolled by a code.
pub(crate) const ENROLMENT_PATH: &str = "/sign-in/enrolment";
/// Where a device asks whether somebody has approved the code that it shows.
pub(crate) const DEVICE_PATH: &str = "/sign-in/device";
/// The method that is asked then, as it stands in the list of what a device may call.
const COMPLETE: &str = "sharedcourt.access.v1.DeviceService.CompleteSignIn";

/// Enrols the device of this browser.
pub(crate) async fn enrol(State(gateway): State<Arc<Inner>>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let enrolled = async {
        let form = admitted(&gateway, &head, body).await?;
        let asked = RedeemEnrolmentRequest { code: form.one("code") };
        let mut devices = DeviceServiceClient::new(gateway.stranger(&head)?);
        Ok::<_, Status>(devices.redeem_enrolment(with_id(asked, &head.headers)).await?.into_inner())
    };
    match enrolled.await {
        Ok(credential) => {
            let said = serde_json::json!({"device": credential.device}).to_string();
            let mut response = quiet(said.into_response());
            response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            put_device(&gateway, &mut response, &credential.token);
            response
        }
        Err(status) => HttpError::from(status).response(&head),
    }
}

/// Signs in the person who has approved the code of this device: 204, and 202 as long as nobody has.
pub(crate) async fn complete(State(gateway): State<Arc<Inner>>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let completed = async {
        let form = admitted(&gateway, &head, body).await?;
        fetched(&gateway, &head, &form).await.map(|found| (found, local(Some(form.one("next")))))
    };
    match completed.await {
        Ok(((token, Some(session)), next)) => {
            let mut response = signed_in(&gateway, &head, &session, &next);
            // Put anew, so that it lasts as long as the device is in use.
            put_device(&gateway, &mut response, &token);
            response
        }
        Ok(((_, None), _)) => quiet(StatusCode::ACCEPTED.into_response()),
        Err(status) => HttpError::from(status).response(&head),
    }
}

/// The token of the device that asks, and the session that begins on it.
async fn fetched(gateway: &Inner, head: &Parts, form: &Form) -> Result<(String, Option<Session>), Status> {
    let identity = &gateway.identity;
    let token = identity.cookies.device(&head.headers, &Method::POST)?.ok_or_else(missing)?;
    let (mut principal, _) = identity.of_device(token.clone(), &request_id::of(&head.headers)).await?;
    gateway.rates.person(&principal.person).await?;
    COMPLETE.clone_into(&mut principal.method);
    let asked = CompleteSignInRequest { code: form.one("code") };
    let mut devices: DeviceServiceClient<ClientChannel> =
        DeviceServiceClient::new(identity.channel_of(principal)?);
    let answer = devices.complete_sign_in(with_id(asked, &head.headers)).await;
    Ok((token, answer.map_err(|no| not_identified(&no))?.into_inner().session))
}

fn put_device(gateway: &Inner, response: &mut Response, token: &str) {
    let headers: &mut HeaderMap = response.headers_mut();
    for (name, value) in gateway.identity.cookies.set_device(token) {
        headers.append(name, value);
    }
}

fn quiet(mut response: Response) -> Response {
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
