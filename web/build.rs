//! Embeds what `make web` has left in `dist/`: its table and the files that the table names. Without it the table is empty.

use std::{
    env,
    fmt::Write as _,
    fs, io,
    path::{Path, PathBuf},
};

/// The table, beside the files.
const TABLE: &str = "site.json";

fn main() -> io::Result<()> {
    let here = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let dist = here.join("dist");
    println!("cargo:rerun-if-changed=dist");
    println!("cargo:rerun-if-env-changed=SHAREDCOURT_PAGES");
    let built = dist.join(TABLE).exists();
    if !built && env::var("SHAREDCOURT_PAGES").is_ok_and(|wish| wish == "required") {
        return Err(io::Error::other("the pages are not built: make web"));
    }
    let mut code = String::new();
    if built {
        let mut files = Vec::new();
        collect(&dist, &mut files)?;
        files.sort();
        writeln!(
            code,
            "/// The table of the site, as JSON.\npub const TABLE: &str = include_str!({});",
            literal(&dist.join(TABLE))
        )
        .map_err(io::Error::other)?;
        code += "/// The files that it names.\npub const FILES: &[(&str, &[u8])] = &[\n";
        for file in files {
            let name = file.strip_prefix(&dist).unwrap_or(&file).to_string_lossy().replace('\\', "/");
            if name != TABLE && name != ".gitignore" {
                writeln!(code, "    ({name:?}, include_bytes!({})),", literal(&file))
                    .map_err(io::Error::other)?;
            }
        }
        code += "];\n";
    } else {
        code += "/// The pages are not built.\npub const TABLE: &str = \"\";\n/// No files.\npub const FILES: &[(&str, &[u8])] = &[];\n";
    }
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    fs::write(out.join("files.rs"), code)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() { collect(&path, files)? } else { files.push(path) }
    }
    Ok(())
}

/// A path as a string literal.
fn literal(path: &Path) -> String {
    format!("{:?}", path.display().to_string())
}
