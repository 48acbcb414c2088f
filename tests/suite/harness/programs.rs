//! The two programs: the one under test and the reference.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The programs, before a stage is built around them.
#[derive(Clone, Debug)]
pub struct Programs {
    /// The program under test; `None` stands for the reference itself.
    pub ours: Option<PathBuf>,
    pub reference: Reference,
    pub version: String,
}

#[derive(Clone, Debug)]
pub enum Reference {
    /// An unpacked tree with its own libraries.
    Tree(PathBuf),
    /// The `ip` of the machine.
    Installed(PathBuf),
}

impl Programs {
    /// OXIP_BIN, or else cargo's build; OXIP_BIN=reference compares the reference with itself, which tests the cases.
    pub fn find() -> Result<Self, String> {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let ours = match env::var_os("OXIP_BIN") {
            Some(name) if name == "reference" => None,
            Some(path) => Some(here.join(path)),
            None => Some(PathBuf::from(env!("CARGO_BIN_EXE_ip"))),
        };
        if let Some(path) = ours.as_ref().filter(|path| !path.is_file()) {
            return Err(format!(
                "there is no program {}; run make build",
                path.display()
            ));
        }
        let (reference, version) = find_reference(here)?;
        Ok(Self {
            ours,
            reference,
            version,
        })
    }

    pub fn is_reference_twice(&self) -> bool {
        self.ours.is_none()
    }

    pub fn described(&self) -> String {
        match &self.ours {
            Some(path) => path.display().to_string(),
            None => "the reference itself".to_owned(),
        }
    }
}

fn find_reference(here: &Path) -> Result<(Reference, String), String> {
    let directory = here.join("target/reference");
    let fetched = Command::new(here.join("tests/suite/harness/fetch-reference.sh"))
        .arg(&directory)
        .status()
        .is_ok_and(|status| status.success());
    if fetched {
        let version = std::fs::read_to_string(directory.join("version"))
            .map_err(|why| format!("target/reference/version: {why}"))?;
        let version = version.trim().to_owned();
        if !version.starts_with("7.3.") {
            eprintln!("WARNING: the cases were written against iproute2 7.3, not {version}");
        }
        return Ok((Reference::Tree(directory.join("root")), version));
    }
    let installed = ["/usr/sbin/ip", "/sbin/ip", "/usr/bin/ip", "/bin/ip"]
        .iter()
        .map(PathBuf::from)
        .find(|path| path.is_file())
        .ok_or("no reference: the download failed, and iproute2 is not installed")?;
    let output = Command::new(&installed)
        .arg("-V")
        .output()
        .map_err(|why| format!("{}: {why}", installed.display()))?;
    let line = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    let version = line.rsplit("iproute2-").next().unwrap_or(&line).to_owned();
    eprintln!("WARNING: the reference could not be downloaded.");
    eprintln!("WARNING: comparing with the installed iproute2 {version} instead;");
    eprintln!("WARNING: cases that 7.3 answers otherwise will fail.");
    Ok((Reference::Installed(installed), version))
}
