//! Who may call a method: every method of ours has an `access` option that holds together.

use std::error::Error;

use prost_reflect::{DescriptorPool, ExtensionDescriptor, Kind, MessageDescriptor, MethodDescriptor, Value};

/// Every method of ours names its door and its reach, a door that opens by role names the roles, and what changes the register names
/// what it touches.
pub(crate) fn check(pool: &DescriptorPool) -> Result<(), Box<dyn Error>> {
    let option = pool.get_extension_by_name("sharedcourt.access.v1.access").ok_or("no access option")?;
    let http = pool.get_extension_by_name("google.api.http").ok_or("no option for paths")?;
    let ours = pool.services().filter(|service| service.full_name().starts_with("sharedcourt."));
    let faults: Vec<String> = ours
        .flat_map(|service| service.methods().collect::<Vec<_>>())
        .filter_map(|method| {
            fault(&method, &option, &http).map(|why| format!("{}: {why}", method.full_name()))
        })
        .collect();
    if faults.is_empty() { Ok(()) } else { Err(faults.join("\n").into()) }
}

fn fault(
    method: &MethodDescriptor,
    option: &ExtensionDescriptor,
    http: &ExtensionDescriptor,
) -> Option<String> {
    let options = method.options();
    if !options.has_extension(option) {
        return Some("has no access option".to_owned());
    }
    let value = options.get_extension(option);
    let access = value.as_message()?;
    let number = |name: &str| access.get_field_by_name(name).and_then(|v| v.as_enum_number()).unwrap_or(0);
    let roles = access.get_field_by_name("roles").and_then(|v| v.as_list().map(<[_]>::len)).unwrap_or(0);
    let touches = access.get_field_by_name("touches");
    let touches: Vec<&str> =
        touches.iter().filter_map(|v| v.as_list()).flatten().filter_map(Value::as_str).collect();
    let service = method.parent_service();
    let register = service.full_name().starts_with("sharedcourt.courts.")
        || service.full_name().starts_with("sharedcourt.access.");
    let changes_by_role = number("door") == 1 && !reads(method, http);
    let why = match (number("door"), number("reach"), roles) {
        (0, _, _) => "names no door",
        (_, 0, _) => "names no reach",
        (1, _, 0) => "opens by role and names none",
        (2.., _, 1..) => "names roles and does not open by role",
        (_, 2, _) if changes_by_role => "changes something and reaches the whole network",
        // What reaches the caller alone touches nothing else.
        (_, 1 | 2, _) if changes_by_role && register && touches.is_empty() => {
            "changes the register and does not say what it touches"
        }
        _ => return touches.iter().find_map(|path| astray(&method.input(), path)),
    };
    Some(why.to_owned())
}

/// Whether a method changes nothing: the contract has it answer GET.
fn reads(method: &MethodDescriptor, http: &ExtensionDescriptor) -> bool {
    let options = method.options();
    options.has_extension(http)
        && options
            .get_extension(http)
            .as_message()
            .is_some_and(|rule| rule.has_field_by_name("get") && !rule.has_field_by_name("body"))
}

/// What is wrong with the path of a field in a request: it leads to no text.
fn astray(input: &MessageDescriptor, path: &str) -> Option<String> {
    let mut message = Some(input.clone());
    let mut found = None;
    for name in path.split('.') {
        found = message.and_then(|message| message.get_field_by_name(name));
        message = found.as_ref().and_then(|field| field.kind().as_message().cloned());
    }
    let text = found.is_some_and(|field| field.kind() == Kind::String);
    (!text).then(|| format!("touches {path}, which is no text of its request"))
}
