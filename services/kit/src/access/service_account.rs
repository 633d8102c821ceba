//! Callers that may call some methods alone: programs with an account of their own, enrolled devices, phones with a credential that
//! hands in what was done without a signal, and telephones that send the papers of one request.

use proto::access::v1::Principal;

use super::{device, upload_session};
use crate::domain::{
    reason,
    refusal::{Kind, Refusal},
};

/// What the resource names of service accounts begin with.
pub const SERVICE_ACCOUNTS: &str = "serviceAccounts/";

/// Refuses a program or a device where the method that it called at the gateway is not in its list. A service that asks another on its way
/// does so for that same method.
pub(super) fn admit(principal: &Principal) -> Result<(), Refusal> {
    if may_call((&principal.person, &principal.session), &principal.methods, &principal.method) {
        return Ok(());
    }
    let is_program = principal.person.starts_with(SERVICE_ACCOUNTS);
    let refusal = if device::is_device(&principal.person) {
        device::not_for_devices()
    } else if upload_session::is_upload_session(&principal.session) {
        upload_session::not_for_uploads()
    } else if is_program {
        Refusal::new(
            Kind::Denied,
            reason::SERVICE_ACCOUNT_METHOD,
            "此服务账号未获准调用该接口，请管理员核对账号的授权范围。",
            "The service account may not call this method; the administrator can check what the account is for.",
        )
    } else {
        Refusal::new(
            Kind::Denied,
            reason::DEVICE_METHOD,
            "设备凭证只能用于补报上门记录及其材料、清除回执，其他操作请登录后进行。",
            "The credential of a device hands in visits, their files and receipts of purges; sign in for anything else.",
        )
    };
    Err(refusal.with("method", &principal.method))
}

/// Whether a method is in the list of a program, a device or a telephone's upload; people who are signed in have no list.
pub(super) fn may_call((person, session): (&str, &str), methods: &[String], method: &str) -> bool {
    let is_listed = person.starts_with(SERVICE_ACCOUNTS)
        || device::is_device(person)
        || upload_session::is_upload_session(session);
    let is_free = !is_listed && methods.is_empty();
    is_free || methods.iter().any(|listed| listed == method)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_calls_what_it_is_for_and_nothing_else() {
        let principal = |person: &str, methods: &[&str], method: &str| Principal {
            person: person.into(),
            methods: methods.iter().map(|&method| method.to_owned()).collect(),
            method: method.into(),
            ..Principal::default()
        };
        assert!(admit(&principal("serviceAccounts/bank", &["a.B.C"], "a.B.C")).is_ok());
        for (methods, method) in [(&["a.B.C"][..], "a.B.D"), (&[][..], "a.B.C"), (&["a.B.C"][..], "")] {
            let no = admit(&principal("serviceAccounts/bank", methods, method)).unwrap_err();
            assert_eq!(no.reason(), "SERVICE_ACCOUNT_METHOD");
        }
        assert!(admit(&principal("people/officer", &[], "a.B.C")).is_ok());
        let upload = |methods: &[&str], method: &str| Principal {
            session: "uploadSessions/1".into(),
            ..principal("people/officer", methods, method)
        };
        assert!(admit(&upload(&["a.B.C"], "a.B.C")).is_ok());
        for methods in [&["a.B.C"][..], &[]] {
            assert_eq!(admit(&upload(methods, "a.B.D")).unwrap_err().reason(), "UPLOAD_SESSION_METHOD");
        }
        assert!(admit(&principal("people/worker", &["a.B.C"], "a.B.C")).is_ok());
        let no = admit(&principal("people/worker", &["a.B.C"], "a.B.D")).unwrap_err();
        assert_eq!(no.reason(), "DEVICE_METHOD");
        assert!(admit(&principal("terminals/1", &["a.B.C"], "a.B.C")).is_ok());
        for methods in [&["a.B.C"][..], &[]] {
            assert_eq!(
                admit(&principal("terminals/1", methods, "a.B.D")).unwrap_err().reason(),
                "DEVICE_METHOD"
            );
        }
    }
}
