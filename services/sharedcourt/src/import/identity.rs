//! By which paper somebody is known, in any table: the number stands in the column that the table always had, the rest in optional columns.

use proto::identity::v1::{Identity, IdentityKind};

use super::row_reader::RowReader;

/// The optional columns behind a prefix.
pub(super) const COLUMNS: [&str; 4] = ["identity_kind", "issuing_state", "unknown_reason", "as_is_reason"];

/// The optional columns of a table whose identities have prefixes, for example `debtor_identity_kind`.
pub(super) fn columns(prefixes: &[&str]) -> Vec<String> {
    prefixes.iter().flat_map(|prefix| COLUMNS.map(|column| format!("{prefix}{column}"))).collect()
}

/// What the optional columns say; none where they are empty, for then the number says it alone.
pub(super) fn read(row: &mut RowReader<'_>, prefix: &str, number: &str) -> Option<Identity> {
    const KINDS: &[(&[&str], IdentityKind)] = &[
        (&["CITIZEN_ID", "身份证", "居民身份证"], IdentityKind::CitizenId),
        (&["PASSPORT", "护照"], IdentityKind::Passport),
        (&["HONG_KONG_MACAO_PERMIT", "港澳居民来往内地通行证", "回乡证"], IdentityKind::HongKongMacaoPermit),
        (&["TAIWAN_PERMIT", "台湾居民来往大陆通行证", "台胞证"], IdentityKind::TaiwanPermit),
        (&["OFFICER_CARD", "军官证"], IdentityKind::OfficerCard),
        (
            &["FOREIGN_PERMANENT_RESIDENCE", "外国人永久居留身份证", "外国人永久居留证"],
            IdentityKind::ForeignPermanentResidence,
        ),
        (&["CREDIT_CODE", "统一社会信用代码"], IdentityKind::CreditCode),
        (&["ORGANISATION_CODE", "组织机构代码"], IdentityKind::OrganisationCode),
        (&["UNKNOWN", "不明"], IdentityKind::Unknown),
    ];
    let kind = row.word(&format!("{prefix}identity_kind"), KINDS, IdentityKind::Unspecified);
    let text = |name: &str| row.text(&format!("{prefix}{name}"));
    let identity = Identity {
        kind: kind.into(),
        issuing_state: text("issuing_state"),
        unknown_reason: text("unknown_reason"),
        registered_as_is_reason: text("as_is_reason"),
        number: String::new(),
    };
    (identity != Identity::default()).then(|| Identity { number: number.to_owned(), ..identity })
}
