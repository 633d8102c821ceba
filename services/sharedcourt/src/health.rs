//! `sharedcourt health`.

use std::process::ExitCode;

use clap::Args;
use http::Uri;
use kit::rpc::client;
use tonic::Status;
use tonic_health::pb::{
    HealthCheckRequest, health_check_response::ServingStatus, health_client::HealthClient,
};

use crate::{client::Connection, error::Failure, serve::MutualFiles};

/// Ask by the standard health protocol whether a running installation serves.
#[derive(Args)]
pub(crate) struct Health {
    /// Ask one process of an installation instead, at the address on which it answers the others: `localhost:9000`. By mutual TLS where
    /// certificates are given; the process's own must then name `localhost`.
    #[arg(long)]
    peer: Option<String>,
    #[command(flatten)]
    connection: Connection,
    #[command(flatten)]
    mutual: MutualFiles,
}

impl Health {
    /// Exit code 1 where the answer is that it does not serve.
    pub(crate) async fn run(&self) -> Result<ExitCode, Failure> {
        let question = HealthCheckRequest { service: String::new() };
        let answer = match &self.peer {
            None => HealthClient::new(self.connection.channel().await?).check(question).await?,
            Some(peer) => {
                let mutual = self.mutual.open()?;
                let scheme = if mutual.is_some() { "https" } else { "http" };
                let uri: Uri = format!("{scheme}://{peer}")
                    .parse()
                    .map_err(|_| Failure::Usage(format!("{peer}: 不是一个地址 (not an address)")))?;
                let replicas = client::remote(&[uri], mutual.as_ref()).map_err(|fault| {
                    Failure::Usage(format!("证书无法使用 (a certificate can't be used): {fault}"))
                })?;
                let asked = HealthClient::new(replicas).check(question).await;
                asked.map_err(|_| Failure::from(Status::unavailable("")))?
            }
        };
        let serving = answer.into_inner().status() == ServingStatus::Serving;
        println!("{}", if serving { "正常 (serving)" } else { "未就绪 (not serving)" });
        Ok(if serving { ExitCode::SUCCESS } else { ExitCode::from(1) })
    }
}
