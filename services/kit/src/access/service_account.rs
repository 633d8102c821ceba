//! Programs that call with an account of their own: the list of methods that such an account may call.

use proto::access::v1::Principal;

use crate::refusal::{Kind, Refusal};

/// What the resource names of service accounts begin with.
pub const SERVICE_ACCOUNTS: &str = "serviceAccounts/";

/// Refuses a program where the method that it called at the gateway is not in its list. A service that asks another on its way does so for
/// that same method.
pub(super) fn admit(principal: &Principal) -> Result<(), Refusal> {
    if !principal.person.starts_with(SERVICE_ACCOUNTS) || principal.methods.contains(&principal.method) {
        return Ok(());
    }
    Err(Refusal::new(
        Kind::Denied,
        "SERVICE_ACCOUNT_METHOD",
        "此服务账号未获准调用该接口，请管理员核对账号的授权范围。",
        "The service account may not call this method; the administrator can check what the account is for.",
    )
    .with("method", &principal.method))
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
    }
}
