//! The contract, compiled: messages, clients and servers of every package, and the descriptors from which REST paths, access,
//! masks, labels and documentation are derived. This room holds no behaviour and imports nothing of ours.
//!
//! Start reading in `sharedcourt/`, not here.

#[expect(clippy::large_enum_variant, reason = "messages are as large as the contract has them")]
mod generated {
    include!(concat!(env!("OUT_DIR"), "/contract.rs"));
}

pub use generated::google;
pub use generated::sharedcourt::{
    access, audit, courts, dispatch, enforcement, evidence, identity, investigation,
};

mod labels;
pub mod reason;
mod service;

pub use labels::{import_columns_of, label_of, path_label, value_label_of};
pub use reason::Reason;
pub use service::Service;

use std::sync::LazyLock;

use prost_reflect::{DescriptorPool, DynamicMessage, MethodDescriptor};

/// The descriptors of the whole contract with their options, as an encoded `google.protobuf.FileDescriptorSet`.
pub const DESCRIPTORS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/contract.binpb"));

/// The same, ready to be asked.
///
/// # Panics
/// Never: the bytes were written and read by this crate's own build.
pub static POOL: LazyLock<DescriptorPool> =
    LazyLock::new(|| DescriptorPool::decode(DESCRIPTORS).expect("the build decoded these bytes before"));

/// Every method of a pool of descriptors.
pub fn methods(pool: &DescriptorPool) -> impl Iterator<Item = MethodDescriptor> {
    pool.services().flat_map(|service| service.methods().collect::<Vec<_>>())
}

/// The path by which gRPC calls a method: `/package.Service/Method`.
#[must_use]
pub fn method_path(method: &MethodDescriptor) -> String {
    format!("/{}/{}", method.parent_service().full_name(), method.name())
}

/// What a method's `access` option says. The build refuses a method of ours without one, so `None` means that the method is
/// not ours.
#[must_use]
pub fn access_of(method: &MethodDescriptor) -> Option<access::v1::Access> {
    let option = method.parent_pool().get_extension_by_name("sharedcourt.access.v1.access")?;
    let options: DynamicMessage = method.options();
    if !options.has_extension(&option) {
        return None;
    }
    options.get_extension(&option).as_message()?.transcode_to().ok()
}
