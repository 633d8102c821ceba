//! Compiles the contract without `protoc`, and refuses a contract in which a method does not say who may call it.

use std::path::{Path, PathBuf};
use std::{env, error::Error, fs};

use prost_reflect::{
    DescriptorPool, ExtensionDescriptor, FieldDescriptor, Kind, MessageDescriptor, MethodDescriptor, Value,
};

fn main() -> Result<(), Box<dyn Error>> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let out = PathBuf::from(env::var("OUT_DIR")?);
    println!("cargo:rerun-if-changed=sharedcourt");
    println!("cargo:rerun-if-changed=third_party");

    let mut contract = Vec::new();
    protos_below(&root.join("sharedcourt"), &root, &mut contract)?;
    contract.sort();

    let mut compiler = protox::Compiler::new([root.clone(), root.join("third_party")])?;
    compiler.include_imports(true).include_source_info(true);
    // The error details are never imported by a method, yet whoever prints an error needs their descriptors; and a body of bytes
    // is understood at the edge whether a method of today has one or not.
    compiler.open_files(contract.iter().map(String::as_str).chain([
        "google/api/httpbody.proto",
        "google/rpc/status.proto",
        "google/rpc/error_details.proto",
    ]))?;

    // These bytes keep the options; the typed set below loses them.
    let described = compiler.encode_file_descriptor_set();
    let pool = DescriptorPool::decode(described.as_slice())?;
    check_access(&pool)?;
    check_bounds(&pool)?;
    fs::write(out.join("contract.binpb"), described)?;

    let mut set = compiler.file_descriptor_set();
    set.file.retain(|file| {
        let package = file.package();
        package.starts_with("sharedcourt.")
            || file.name() == "google/api/httpbody.proto"
            || matches!(package, "google.protobuf" | "google.rpc" | "google.type")
    });
    tonic_prost_build::configure()
        .build_transport(false)
        .bytes(".")
        .include_file("contract.rs")
        .compile_fds(set)?;
    Ok(())
}

fn protos_below(folder: &Path, root: &Path, found: &mut Vec<String>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            protos_below(&path, root, found)?;
        } else if path.extension().is_some_and(|ending| ending == "proto") {
            found.push(path.strip_prefix(root)?.to_string_lossy().into_owned());
        }
    }
    Ok(())
}

/// Every method of ours names its door and its reach, a door that opens by role names the roles, and what changes the register names
/// what it touches.
fn check_access(pool: &DescriptorPool) -> Result<(), Box<dyn Error>> {
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
        _ if changes_by_role && register && touches.is_empty() => {
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

/// Every list, text and filter that a request can hold says how much of it there can be.
fn check_bounds(pool: &DescriptorPool) -> Result<(), Box<dyn Error>> {
    let option = |name: &str| {
        pool.get_extension_by_name(&format!("sharedcourt.access.v1.{name}")).ok_or("no option for bounds")
    };
    let (items, chars, terms) = (option("max_items")?, option("max_chars")?, option("max_terms")?);
    let ours = |message: &MessageDescriptor| message.full_name().starts_with("sharedcourt.");
    let methods = pool.services().filter(|service| service.full_name().starts_with("sharedcourt."));
    let mut waiting: Vec<_> =
        methods.flat_map(|service| service.methods().map(|m| m.input()).collect::<Vec<_>>()).collect();
    let mut known = std::collections::HashSet::new();
    let mut missing = Vec::new();
    while let Some(message) = waiting.pop() {
        if !ours(&message) || !known.insert(message.full_name().to_owned()) {
            continue;
        }
        for field in message.fields() {
            let lacks = |option| !field.options().has_extension(option);
            let text = matches!(field.kind(), Kind::String | Kind::Bytes);
            let wanted = [
                (field.is_list() || field.is_map(), &items, "max_items"),
                (text, &chars, "max_chars"),
                (field.name() == "filter", &terms, "max_terms"),
            ];
            missing.extend(
                wanted
                    .iter()
                    .filter(|(asked, option, _)| *asked && lacks(option))
                    .map(|(_, _, name)| unbounded(&field, name)),
            );
            waiting.extend(field.kind().as_message().cloned());
        }
    }
    missing.sort();
    if missing.is_empty() { Ok(()) } else { Err(missing.join("\n").into()) }
}

fn unbounded(field: &FieldDescriptor, option: &str) -> String {
    format!("{}: a request can hold it, and it has no {option}", field.full_name())
}
