//! Enrolled devices: they call by a credential of their own, without a person, and hold no office.

use proto::access::v1::{Access, Door};

use crate::domain::{
    reason,
    refusal::{Kind, Refusal},
};

/// What the resource names of enrolled devices begin with.
pub const TERMINALS: &str = "terminals/";

/// Whether the name of a caller is that of an enrolled device.
pub(super) fn is_device(caller: &str) -> bool {
    caller.starts_with(TERMINALS)
}

/// What a method says of enrolled devices as its callers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Devices {
    /// They may not call.
    Refused,
    /// They may call, and others too.
    Admitted,
    /// Nobody else may call.
    Alone,
}

impl Devices {
    /// As the contract says.
    #[must_use]
    pub fn of(access: &Access) -> Self {
        match (access.door(), access.devices) {
            (Door::Devices, _) => Self::Alone,
            (_, true) => Self::Admitted,
            (_, false) => Self::Refused,
        }
    }
}

/// The refusal for a caller that is no enrolled device, where the method is for these alone.
pub(super) fn device_required() -> Refusal {
    Refusal::new(
        Kind::Denied,
        reason::DEVICE_REQUIRED,
        "这项操作只能由已登记的终端进行。",
        "Only an enrolled terminal can do this.",
    )
}

/// The refusal for an enrolled device where the method is not for devices.
pub(super) fn not_for_devices() -> Refusal {
    Refusal::new(
        Kind::Denied,
        reason::DEVICE_METHOD,
        "终端自身的凭证只用于公众屏、在线状态和扫码登录，其他操作请登录后进行。",
        "The credential of a terminal is for its public screen, its presence and signing in by scanning; sign in for anything else.",
    )
}
