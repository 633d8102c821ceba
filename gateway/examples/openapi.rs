//! Prints the OpenAPI document of the REST surface, from which the types of the pages are made. It needs no service.

use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    println!("{}", gateway::openapi()?);
    Ok(())
}
