//! Messages of the contract as their proto3 JSON, which programs read.

use prost::Message;
use prost_reflect::{DynamicMessage, SerializeOptions};

use crate::error::Failure;

/// A message by its full name in the contract, on one line.
pub(crate) fn print(name: &str, message: &impl Message) -> Result<(), Failure> {
    println!("{}", text(name, message)?);
    Ok(())
}

/// A message as its JSON, on one line.
pub(crate) fn text(name: &str, message: &impl Message) -> Result<String, Failure> {
    let broken = |fault: &dyn std::fmt::Display| Failure::Usage(format!("{name}: {fault}"));
    let descriptor = proto::POOL.get_message_by_name(name).ok_or_else(|| broken(&"not in the contract"))?;
    let dynamic = DynamicMessage::decode(descriptor, message.encode_to_vec().as_slice())
        .map_err(|fault| broken(&fault))?;
    let mut out = serde_json::Serializer::new(Vec::new());
    dynamic.serialize_with_options(&mut out, &SerializeOptions::new()).map_err(|fault| broken(&fault))?;
    String::from_utf8(out.into_inner()).map_err(|fault| broken(&fault))
}

/// A message from its proto3 JSON.
pub(crate) fn read<M: Message + Default>(name: &str, json: &str) -> Result<M, String> {
    let descriptor =
        proto::POOL.get_message_by_name(name).ok_or_else(|| format!("{name}: not in the contract"))?;
    let mut reader = serde_json::Deserializer::from_str(json);
    let dynamic = DynamicMessage::deserialize(descriptor, &mut reader).map_err(|fault| fault.to_string())?;
    reader.end().map_err(|fault| fault.to_string())?;
    dynamic.transcode_to().map_err(|fault| fault.to_string())
}
