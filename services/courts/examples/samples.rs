//! Writes the demonstration network as CSV into `data/`, as somebody would import their own:
//! `cargo run -p sharedcourt-courts --example samples`.

use std::{error::Error, fs, path::Path};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data");
    for (name, text) in courts::demo::samples()? {
        fs::write(folder.join(name), text)?;
    }
    Ok(())
}
