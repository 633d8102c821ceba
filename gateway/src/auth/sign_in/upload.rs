//! The call of a telephone's upload page that sets cookies: it says the code that somebody who is signed in shows. It is for scripts alone.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    response::Response,
};
use proto::access::v1::{RedeemUploadCodeRequest, upload_session_service_client::UploadSessionServiceClient};
use tonic::Status;

use super::{form::admitted, response::done, with_id};
use crate::{Inner, http::problem::HttpError};

/// Where a telephone says a code.
pub(crate) const PATH: &str = "/sign-in/upload";

/// Opens the session of a code for this browser.
pub(crate) async fn redeem(State(gateway): State<Arc<Inner>>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let redeemed = async {
        let form = admitted(&gateway, &head, body).await?;
        let asked = RedeemUploadCodeRequest { code: form.one("code") };
        let mut sessions = UploadSessionServiceClient::new(gateway.stranger(&head)?);
        Ok::<_, Status>(sessions.redeem_upload_code(with_id(asked, &head.headers)).await?.into_inner())
    };
    match redeemed.await {
        Ok(credential) => {
            let mut response = done();
            for (name, value) in gateway.identity.cookies.set_upload(&credential.token) {
                response.headers_mut().append(name, value);
            }
            response
        }
        Err(status) => HttpError::from(status).response(&head),
    }
}
