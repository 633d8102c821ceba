//! Compiles the contract without `protoc`, and refuses a contract in which a method does not say who may call it, a field of a
//! request how much it holds and what people call it, or the reason of a refusal what it means.

mod access;
mod bounds;
mod labels;
mod reasons;
mod requests;

use std::{
    env,
    error::Error,
    fs,
    path::{Path, PathBuf},
};

use prost_reflect::DescriptorPool;

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
    // The error details are never imported by a method, yet a client that prints an error needs their descriptors; and a body of bytes
    // is understood at the edge whether a method of today has one or not.
    compiler.open_files(contract.iter().map(String::as_str).chain([
        "google/api/httpbody.proto",
        "google/rpc/status.proto",
        "google/rpc/error_details.proto",
    ]))?;

    // These bytes keep the options; the typed set below loses them.
    let described = compiler.encode_file_descriptor_set();
    let pool = DescriptorPool::decode(described.as_slice())?;
    access::check(&pool)?;
    bounds::check(&pool)?;
    labels::check(&pool)?;
    fs::write(out.join("reason.rs"), reasons::constants(&pool)?)?;
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
