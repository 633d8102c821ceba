//! The pages that the gateway serves, and as whom one may sign in by one press where the network is a demonstration.

use gateway::{Guest, Site};
use kit::domain::refusal::Text;

use crate::error::Failure;

/// The people of the demonstration, one of each office: who, and what the button says.
const CAST: [(&str, &str, &str); 11] = [
    ("worker-330783201203-1", "网格员（前田村）", "Grid worker (Qiantian)"),
    ("director-330783201203", "庭务主任（前田村）", "Court director (Qiantian)"),
    ("officer", "执行干警", "Enforcement officer"),
    ("chief", "执行局长", "Bureau chief"),
    ("president", "院领导", "President"),
    ("command", "指挥中心", "Command centre"),
    ("cashier", "案款管理", "Cashier"),
    ("clerk-u01", "协作单位经办人", "Clerk of a unit"),
    ("judge-6", "联系法官", "Contact judge"),
    ("admin", "系统管理员", "Administrator"),
    ("auditor", "督察", "Auditor"),
];

/// The files that were embedded when this program was built.
pub(super) fn site() -> Result<Site, Failure> {
    if web::TABLE.is_empty() {
        return Ok(Site::default());
    }
    Site::read(web::TABLE, web::FILES).map_err(|fault| Failure::Usage(fault.to_string()))
}

/// The guests of a demonstration.
pub(super) fn guests() -> Vec<Guest> {
    let guest = |&(id, zh, en): &(&str, &'static str, &'static str)| Guest {
        label: Text::new(zh, en),
        person: format!("people/{id}"),
    };
    CAST.iter().map(guest).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_table_can_be_served() {
        assert_eq!(site().unwrap().is_empty(), web::TABLE.is_empty());
    }
}
