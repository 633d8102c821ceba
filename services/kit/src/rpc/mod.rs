//! Calls between processes and within one: servers with their layers, clients, health and limits.

mod around;
pub mod audit;
pub mod batch_loader;
pub mod bounds;
pub mod client;
mod committee_witnesses;
pub mod deadline;
pub mod fair_queue;
mod file_answer;
pub mod health;
pub mod labels;
pub mod language;
pub mod mtls;
pub mod peoples_courts;
mod replicas;
pub mod resource_labels;
pub mod server;
pub mod shares;
pub mod timed_body;

pub use batch_loader::BatchLoader;
pub use client::{ClientChannel, LateBoundPeer, Peer};
pub use committee_witnesses::committee_witnesses;
pub use file_answer::{csv_answer, geo_json_answer, page_answer, pdf_answer};
pub use mtls::Mtls;
pub use peoples_courts::PeoplesCourtReader;
