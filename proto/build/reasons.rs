//! Why calls are refused: the constants of `proto::reason`, made from the `ErrorReason` of every package. A reason that does not say in
//! both languages what it means and what helps fails the build, as does a name that stands in two packages.

use std::{collections::BTreeMap, error::Error, fmt::Write as _};

use prost_reflect::{DescriptorPool, DynamicMessage, EnumValueDescriptor, ExtensionDescriptor};

use crate::requests::text_of;

/// Rust constants, one for every reason that is in use; a deprecated one has none, so that nothing can give it.
pub(crate) fn constants(pool: &DescriptorPool) -> Result<String, Box<dyn Error>> {
    let option = pool.get_extension_by_name("sharedcourt.access.v1.reason").ok_or("no option for reasons")?;
    let registries = pool.all_enums().filter(|kind| kind.name() == "ErrorReason");
    let values = registries.flat_map(|kind| kind.values().collect::<Vec<_>>());
    let mut reasons = BTreeMap::new();
    let mut faults = Vec::new();
    for value in values.filter(|value| value.number() != 0) {
        let reason = Reason::read(&value, &option);
        faults.extend(reason.faults().into_iter().map(|why| format!("{}: {why}", value.full_name())));
        if let Some(other) = reasons.insert(value.name().to_owned(), (value.full_name().to_owned(), reason)) {
            faults.push(format!("{} and {} are one name", other.0, value.full_name()));
        }
    }
    for (name, reason) in reasons.values() {
        let successor = reasons.get(&reason.replaced_by).map(|(_, successor)| successor);
        if reason.is_deprecated != successor.is_some_and(|successor| !successor.is_deprecated) {
            faults.push(format!(
                "{name}: a deprecated reason, and no other, is replaced by one that is in use"
            ));
        }
    }
    if !faults.is_empty() {
        return Err(faults.join("\n").into());
    }
    let mut written = String::new();
    for (name, (_, reason)) in reasons.iter().filter(|(_, (_, reason))| !reason.is_deprecated) {
        writeln!(
            written,
            "/// {}. {}.\npub const {name}: Reason = Reason::of({name:?});",
            reason.en, reason.cure_en
        )?;
    }
    Ok(written)
}

struct Reason {
    zh: String,
    en: String,
    cure_zh: String,
    cure_en: String,
    replaced_by: String,
    is_deprecated: bool,
}

impl Reason {
    fn read(value: &EnumValueDescriptor, option: &ExtensionDescriptor) -> Self {
        let options: DynamicMessage = value.options();
        let value = options.get_extension(option);
        let text = |name| text_of(&value, name);
        Self {
            zh: text("zh"),
            en: text("en"),
            cure_zh: text("cure_zh"),
            cure_en: text("cure_en"),
            replaced_by: text("replaced_by"),
            is_deprecated: options
                .get_field_by_name("deprecated")
                .is_some_and(|field| field.as_bool() == Some(true)),
        }
    }

    /// What is wrong with its texts.
    fn faults(&self) -> Vec<String> {
        let texts =
            [("zh", &self.zh), ("cure_zh", &self.cure_zh), ("en", &self.en), ("cure_en", &self.cure_en)];
        let fault = |(name, text): (&str, &String)| {
            let why = if text.trim().is_empty() {
                "is empty"
            } else if text.ends_with(['。', '.']) {
                "ends with a full stop"
            } else if text.contains(['_', '`']) {
                "holds an identifier"
            } else if name.ends_with("en") && text.starts_with(char::is_lowercase) {
                "begins with a small letter"
            } else {
                return None;
            };
            Some(format!("its {name} {why}"))
        };
        texts.into_iter().filter_map(fault).collect()
    }
}
