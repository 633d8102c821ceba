//! `sharedcourt health`.

use std::process::ExitCode;

use tonic_health::pb::{
    HealthCheckRequest, health_check_response::ServingStatus, health_client::HealthClient,
};

use crate::{client::Connection, told::Failure};

/// Asks by the standard health protocol; exit code 1 where the house does not serve.
pub(crate) async fn run(connection: &Connection) -> Result<ExitCode, Failure> {
    let mut client = HealthClient::new(connection.channel().await?);
    let answer = client.check(HealthCheckRequest { service: String::new() }).await?.into_inner();
    let serving = answer.status() == ServingStatus::Serving;
    println!("{}", if serving { "正常 (serving)" } else { "未就绪 (not serving)" });
    Ok(if serving { ExitCode::SUCCESS } else { ExitCode::from(1) })
}
