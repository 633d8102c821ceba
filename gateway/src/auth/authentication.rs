//! Authentication: the token of a header or a cookie, the person's terms as the register has them now, and the caller assertion for
//! the services. Done for every call, because a term can end between two.

use std::{net::IpAddr, time::Duration};

use http::{HeaderMap, HeaderValue, Method, header::AUTHORIZATION};
use kit::{
    access::{AssertionSigner, Caller, Devices, token::Reader},
    domain::{
        Timestamp, reason,
        refusal::{Kind, Refusal},
    },
    rpc::{ClientChannel, Peer, client::again},
    telemetry::REQUEST_ID,
};
use proto::access::v1::{
    IdentifyPrincipalRequest, Principal, identity_service_client::IdentityServiceClient,
};
use tonic::{Code, Status, metadata::MetadataValue};

use super::{not_identified::not_identified, oidc::Oidc, sign_in::cookies::Cookies};

/// What the tokens of sessions begin with.
const SESSION: &str = "scs_";
/// What the tokens of enrolled devices begin with.
const DEVICE: &str = "scd_";
/// What the tokens of telephones' uploads begin with.
const UPLOAD: &str = "scu_";
/// What the secrets of service accounts begin with.
const SERVICE_ACCOUNT: &str = "sa_";

/// Finds out who calls.
#[derive(Clone)]
pub(crate) struct Authentication {
    pub(crate) reader: Reader,
    pub(crate) signer: AssertionSigner,
    pub(crate) register: Peer,
    pub(crate) cookies: Cookies,
}

impl Authentication {
    /// Who calls, by a token in the header or a browser's cookie; and how that is asked again.
    pub(crate) async fn caller(
        &self,
        headers: &HeaderMap,
        method: &Method,
        devices: Devices,
        oidc: Option<&Oidc>,
        request_id: &str,
    ) -> Result<(Principal, IdentifyPrincipalRequest), Status> {
        let asked = if headers.contains_key(AUTHORIZATION) {
            let token = token(headers)?;
            match oidc.filter(|oidc| oidc.provider.issued(token)) {
                Some(oidc) => {
                    let person = oidc.provider.person_of_token(token).await?;
                    let second_factor_shown = oidc.second_factor;
                    IdentifyPrincipalRequest { second_factor_shown, ..of_person(person) }
                }
                // A browser's cookie is never the secret of a program.
                None if token.starts_with(SERVICE_ACCOUNT) => IdentifyPrincipalRequest {
                    service_secret: token.to_owned(),
                    ..IdentifyPrincipalRequest::default()
                },
                None if token.starts_with(DEVICE) => IdentifyPrincipalRequest {
                    device_token: token.to_owned(),
                    ..IdentifyPrincipalRequest::default()
                },
                None if token.starts_with(UPLOAD) => of_upload(token.to_owned()),
                None => self.of_token(token)?,
            }
        } else if let Some(token) = self.cookies.upload(headers) {
            of_upload(token)
        } else {
            return self.of_cookies(headers, method, devices, request_id).await;
        };
        Ok((self.identify(asked.clone(), request_id).await?, asked))
    }

    /// Who calls with cookies. Where a method lets devices in, it is the device where its page says the device's own word, or where nobody is
    /// signed in any more; else the person who is signed in.
    async fn of_cookies(
        &self,
        headers: &HeaderMap,
        method: &Method,
        devices: Devices,
        request_id: &str,
    ) -> Result<(Principal, IdentifyPrincipalRequest), Status> {
        let device = match devices {
            Devices::Refused => None,
            Devices::Admitted | Devices::Alone => self.cookies.device(headers, method)?,
        };
        let session = match &device {
            _ if devices == Devices::Alone => None,
            None => self.cookies.session(headers, method)?,
            Some(token) if self.cookies.is_word_of(headers, token) => None,
            // That a page of ours calls was shown for the device.
            Some(_) => self.cookies.held(headers),
        };
        let Some(asked) = session.map(|token| self.of_token(&token)).transpose()? else {
            return self.of_device(device.ok_or_else(missing)?, request_id).await;
        };
        match (self.identify(asked.clone(), request_id).await, device) {
            (Ok(principal), _) => Ok((principal, asked)),
            (Err(status), Some(token)) if status.code() == Code::Unauthenticated => {
                self.of_device(token, request_id).await
            }
            (Err(status), _) => Err(status),
        }
    }

    /// The device of a token, and how that is asked again.
    pub(crate) async fn of_device(
        &self,
        device_token: String,
        request_id: &str,
    ) -> Result<(Principal, IdentifyPrincipalRequest), Status> {
        let asked = IdentifyPrincipalRequest { device_token, ..IdentifyPrincipalRequest::default() };
        Ok((self.identify(asked.clone(), request_id).await?, asked))
    }

    /// Whose token of ours it is, with their terms as they are now.
    pub(crate) async fn principal(&self, token: &str, request_id: &str) -> Result<Principal, Status> {
        self.identify(self.of_token(token)?, request_id).await
    }

    /// Resolves when somebody is no longer who they were: signed out, deactivated, their terms given or taken. A stream outlives the
    /// call that opened it, so it is asked again while it lasts. While the register is unavailable, the stream continues.
    pub(crate) async fn changed(
        &self,
        asked: IdentifyPrincipalRequest,
        then: Principal,
        every: Duration,
    ) -> Status {
        loop {
            tokio::time::sleep(every).await;
            match self.identify(asked.clone(), "").await {
                Ok(now) if now.grants == then.grants => {}
                Ok(_) => return terms_changed().into(),
                Err(status) if status.code() == Code::Unauthenticated => return status,
                Err(_) => {}
            }
        }
    }

    fn of_token(&self, token: &str) -> Result<IdentifyPrincipalRequest, Refusal> {
        if token.starts_with(SESSION) {
            let session_token = token.to_owned();
            return Ok(IdentifyPrincipalRequest { session_token, ..IdentifyPrincipalRequest::default() });
        }
        Ok(of_person(self.reader.person(token)?))
    }

    async fn identify(&self, asked: IdentifyPrincipalRequest, request_id: &str) -> Result<Principal, Status> {
        let line = ClientChannel::of_ourselves(&self.register, &self.signer, Timestamp::now())?;
        let client = IdentityServiceClient::new(line);
        let principal = again(|| {
            let mut question = tonic::Request::new(asked.clone());
            if let Ok(id) = MetadataValue::try_from(request_id) {
                question.metadata_mut().insert(REQUEST_ID, id);
            }
            let mut client = client.clone();
            async move { client.identify_principal(question).await }
        })
        .await
        .map_err(|no| not_identified(&no))?;
        Ok(principal.into_inner())
    }

    /// The caller assertion for the services.
    pub(crate) fn assertion(&self, principal: Principal) -> Result<HeaderValue, Status> {
        let assertion = self.signer.person_calls(principal, Timestamp::now());
        HeaderValue::try_from(assertion).map_err(|fault| Refusal::internal(&fault).into())
    }

    /// The caller assertion of a stranger: their address alone.
    pub(crate) fn of_stranger(&self, address: Option<IpAddr>) -> Result<HeaderValue, Status> {
        let address = address.map(|address| address.to_string()).unwrap_or_default();
        let assertion = self.signer.stranger_calls_from(address, Timestamp::now());
        HeaderValue::try_from(assertion).map_err(|fault| Refusal::internal(&fault).into())
    }

    /// The register, called on behalf of a person.
    pub(crate) fn channel_of(&self, principal: Principal) -> Result<ClientChannel, Refusal> {
        let at = Timestamp::now();
        let assertion = self.signer.person_calls(principal, at);
        ClientChannel::on_behalf_of(&self.register, &Caller { assertion, ..Caller::ourselves(at) })
    }
}

fn of_person(person: String) -> IdentifyPrincipalRequest {
    IdentifyPrincipalRequest { person, ..IdentifyPrincipalRequest::default() }
}

fn of_upload(upload_token: String) -> IdentifyPrincipalRequest {
    IdentifyPrincipalRequest { upload_token, ..IdentifyPrincipalRequest::default() }
}

/// What ends a stream whose caller's terms are others now: what they may see is found out when they come again.
fn terms_changed() -> Refusal {
    Refusal::new(
        Kind::Unavailable,
        reason::TERMS_CHANGED,
        "您的任职有变动，请重新连接。",
        "Your terms of office have changed. Connect again.",
    )
    .retry_after(Duration::from_secs(1))
}

fn token(headers: &HeaderMap) -> Result<&str, Refusal> {
    let value = headers.get(AUTHORIZATION).ok_or_else(missing)?.to_str().map_err(|_| missing())?;
    let (scheme, token) = value.split_once(' ').ok_or_else(missing)?;
    let token = token.trim();
    if scheme.eq_ignore_ascii_case("bearer") && !token.is_empty() { Ok(token) } else { Err(missing()) }
}

pub(crate) fn missing() -> Refusal {
    Refusal::new(
        Kind::Unauthenticated,
        reason::TOKEN_MISSING,
        "请先登录：请求没有携带登录凭证（Authorization: Bearer …）。",
        "Sign in first: the call carries no token (Authorization: Bearer …).",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_stands_behind_bearer() {
        for (said, found) in [
            ("Bearer a.b.c", Some("a.b.c")),
            ("bearer  x ", Some("x")),
            ("Basic eA==", None),
            ("Bearer ", None),
            ("x", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(AUTHORIZATION, HeaderValue::from_static(said));
            assert_eq!(token(&headers).ok(), found, "{said}");
        }
        assert_eq!(token(&HeaderMap::new()).unwrap_err().reason(), "TOKEN_MISSING");
    }
}
