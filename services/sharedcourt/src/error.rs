//! Errors of commands, as the person at the terminal reads them: a refusal in both languages, with every field.

use std::fmt;

use kit::domain::refusal::Refusal;
use prost::Message as _;
use proto::google::rpc;
use tonic::{Code, Status};

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// The server refused, or could not be reached.
    #[error("{0}")]
    ClientError(#[from] ClientError),
    /// A file or the terminal.
    #[error("{0}")]
    Io(#[from] std::io::Error),
    /// The command itself.
    #[error("{0}")]
    Usage(String),
}

impl From<Status> for Failure {
    fn from(status: Status) -> Self {
        Self::ClientError(ClientError::from(&status))
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::from(Status::from(refusal))
    }
}

/// One field at fault.
#[derive(Clone, Debug)]
pub(crate) struct Fault {
    /// Path, as in the contract.
    pub(crate) field: String,
    /// Machine-readable reason.
    pub(crate) reason: String,
    /// In Chinese.
    pub(crate) zh: String,
    /// In English.
    pub(crate) en: String,
}

/// A refusal of the server.
#[derive(Clone, Debug)]
pub(crate) struct ClientError {
    /// The status code.
    pub(crate) code: Code,
    /// Machine-readable reason.
    pub(crate) reason: String,
    /// In Chinese.
    pub(crate) zh: String,
    /// In English.
    pub(crate) en: String,
    /// Every field at fault.
    pub(crate) faults: Vec<Fault>,
}

impl From<&Status> for ClientError {
    fn from(status: &Status) -> Self {
        let mut error = Self {
            code: status.code(),
            reason: String::new(),
            zh: String::new(),
            en: status.message().to_owned(),
            faults: Vec::new(),
        };
        let details = rpc::Status::decode(status.details()).map(|status| status.details).unwrap_or_default();
        for detail in details {
            let value = detail.value.as_slice();
            match detail.type_url.rsplit('/').next().unwrap_or_default() {
                "google.rpc.ErrorInfo" => {
                    error.reason = rpc::ErrorInfo::decode(value).map(|info| info.reason).unwrap_or_default();
                }
                "google.rpc.LocalizedMessage" => {
                    if let Ok(text) = rpc::LocalizedMessage::decode(value)
                        && text.locale == "zh-CN"
                    {
                        error.zh = text.message;
                    }
                }
                "google.rpc.BadRequest" => {
                    let violations =
                        rpc::BadRequest::decode(value).map(|bad| bad.field_violations).unwrap_or_default();
                    error.faults.extend(violations.into_iter().map(|violation| Fault {
                        field: violation.field,
                        reason: violation.reason,
                        zh: violation.localized_message.map(|text| text.message).unwrap_or_default(),
                        en: violation.description,
                    }));
                }
                _ => {}
            }
        }
        if error.reason.is_empty() && error.code == Code::Unavailable {
            "NOT_REACHED".clone_into(&mut error.reason);
            "连接不上服务器，请检查网络或 --server 地址。".clone_into(&mut error.zh);
            "The server can't be reached; check the line and --server.".clone_into(&mut error.en);
        }
        error
    }
}

impl std::error::Error for ClientError {}

impl fmt::Display for ClientError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.zh)?;
        if !self.zh.is_empty() {
            write!(f, "\n  ")?;
        }
        write!(f, "{}", self.en)?;
        if !self.reason.is_empty() {
            write!(f, " [{}]", self.reason)?;
        }
        for fault in self.faults.iter().filter(|fault| fault.zh != self.zh) {
            write!(f, "\n  - {}: {} ({}) [{}]", fault.field, fault.zh, fault.en, fault.reason)?;
        }
        Ok(())
    }
}
