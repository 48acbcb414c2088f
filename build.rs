//! Links the program into one static file with glibc, without `crt-static` and thus without a `--target`.
//!
//! `crt-static` also applies to procedural macros, which it cannot build; with it, `cargo build` and `cargo install` fail
//! unless a target is named. Instead, this script directs the linker: `-static-pie`, and a directory in which each
//! library that rustc links dynamically is a linker script that names the static archive. It leaves targets other than
//! glibc, debug builds, and builds with `crt-static`, as they are.
//!
//! Where the static libraries are missing, the program is linked dynamically, with a warning.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Stand-ins for functions of the C library (src/sys/libc_stubs.rs), measured on this architecture only.
const STUBS_ARCH: &str = "x86_64";

/// Libraries that rustc links for std and libc, with the archives that contain them. glibc 2.34 merged all into libc.a.
const LIBRARIES: [(&str, &[&str]); 7] = [
    ("libc.so", &["libc.a"]),
    ("libgcc_s.so", &["libgcc_eh.a", "libgcc.a", "libc.a"]),
    ("libm.so", &["libm.a"]),
    ("librt.so", &["librt.a"]),
    ("libpthread.so", &["libpthread.a"]),
    ("libdl.so", &["libdl.a"]),
    ("libutil.so", &["libutil.a"]),
];

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src/sys/libc_stubs.rs");
    println!("cargo::rerun-if-changed=packaging/static.ld");
    println!("cargo::rustc-check-cfg=cfg(libc_stubs)");
    let is_glibc = target("OS") == "linux" && target("ENV") == "gnu";
    let features = target("FEATURE");
    // Tests preload libraries into the program of a debug build.
    let is_release = env::var("PROFILE").is_ok_and(|profile| profile == "release");
    if !is_glibc || !is_release || features.split(',').any(|feature| feature == "crt-static") {
        return;
    }
    let toolchain = Toolchain::of_target();
    if let Err(missing) = link_statically(&toolchain) {
        println!(
            "cargo::warning={missing}: the program is linked dynamically. Install the static C library (Debian: libc6-dev, \
             Fedora: glibc-static, Arch: glibc) for a static one."
        );
    }
}

/// `CARGO_CFG_TARGET_*`.
fn target(name: &str) -> String {
    env::var(format!("CARGO_CFG_TARGET_{name}")).unwrap_or_default()
}

/// The C compiler that links, which knows where its libraries are.
struct Toolchain {
    compiler: String,
}

impl Toolchain {
    fn of_target() -> Toolchain {
        Toolchain {
            compiler: env::var("RUSTC_LINKER").unwrap_or_else(|_| "cc".to_owned()),
        }
    }

    fn archive(&self, name: &str) -> Option<PathBuf> {
        let output = Command::new(&self.compiler)
            .arg(format!("-print-file-name={name}"))
            .output()
            .ok()?;
        let path = PathBuf::from(String::from_utf8(output.stdout).ok()?.trim());
        // A name without a directory means that the compiler did not find it.
        (path.is_absolute() && path.exists()).then_some(path)
    }

    /// The minor version of glibc 2.
    fn glibc(&self) -> Option<u32> {
        let include = Path::new(&env::var_os("OUT_DIR")?).join("version.c");
        fs::write(&include, "#include <features.h>\n__GLIBC_MINOR__\n").ok()?;
        let output = Command::new(&self.compiler)
            .args(["-E", "-P"])
            .arg(&include)
            .output()
            .ok()?;
        let text = String::from_utf8(output.stdout).ok()?;
        text.lines().last()?.trim().parse().ok()
    }

    /// The linker's companion of the same target.
    fn objcopy(&self) -> String {
        match self.compiler.strip_suffix("gcc") {
            Some(prefix) => format!("{prefix}objcopy"),
            None => "objcopy".to_owned(),
        }
    }
}

/// Emits the arguments of a static link of the program. Tests and examples are linked as usual.
fn link_statically(toolchain: &Toolchain) -> Result<(), String> {
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?);
    let directory = out.join("static");
    fs::create_dir_all(&directory).map_err(|error| error.to_string())?;
    let required = |name: &str| {
        let missing = || format!("{} finds no {name}", toolchain.compiler);
        toolchain.archive(name).ok_or_else(missing)
    };
    required("libc.a")?;
    let stubs = stubs(toolchain, &directory);
    for (shared, archives) in LIBRARIES {
        let mut found = Vec::new();
        for name in archives {
            let copy = directory.join(name);
            match (&stubs, toolchain.archive(name)) {
                (Some(stubs), Some(archive)) if ["libc.a", "libgcc_eh.a"].contains(name) => {
                    weaken(toolchain, &archive, &copy, stubs)?;
                    found.push(copy.display().to_string());
                }
                (_, Some(archive)) => found.push(archive.display().to_string()),
                (_, None) => {}
            }
        }
        let script = format!("GROUP ( {} )\n", found.join(" "));
        fs::write(directory.join(shared), script).map_err(|error| error.to_string())?;
    }
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    argument(&format!("-L{}", directory.display()));
    // glibc of some architectures has no start code that relocates the program.
    match toolchain.archive("rcrt1.o") {
        Some(_) => argument("-static-pie"),
        None => ["-static", "-no-pie"].into_iter().for_each(argument),
    }
    if stubs.is_some() {
        println!("cargo::rustc-cfg=libc_stubs");
        argument(&format!(
            "-Wl,-T,{}",
            root.join("packaging/static.ld").display()
        ));
    }
    // A static program relocates itself: glibc 2.36 is the first whose start code reads packed relocations. 75 KB less.
    if toolchain.glibc().is_some_and(|minor| minor >= 36) {
        argument("-Wl,-z,pack-relative-relocs");
    }
    Ok(())
}

fn argument(argument: &str) {
    println!("cargo::rustc-link-arg-bins={argument}");
}

/// A list of the functions that the program replaces, on the measured architecture.
fn stubs(toolchain: &Toolchain, directory: &Path) -> Option<PathBuf> {
    let replaces =
        env::var_os("CARGO_FEATURE_LIBC_STUBS").is_some() && target("ARCH") == STUBS_ARCH;
    let source = fs::read_to_string("src/sys/libc_stubs.rs").ok()?;
    let names = stub_names(&source);
    let list = directory.join("stubs");
    let has_objcopy = Command::new(toolchain.objcopy())
        .arg("--version")
        .output()
        .is_ok();
    (replaces && has_objcopy && fs::write(&list, names.join("\n")).is_ok()).then_some(list)
}

/// The names that libc_stubs.rs defines: behind `#[unsafe(no_mangle)]`, and in the list of `never!`.
fn stub_names(source: &str) -> Vec<String> {
    let mut names = Vec::new();
    let list = source.split("never!(").nth(1);
    let list = list.and_then(|rest| rest.split(')').next());
    names.extend(
        list.unwrap_or_default()
            .split_whitespace()
            .map(str::to_owned),
    );
    for item in source.split("#[unsafe(no_mangle)]\n").skip(1) {
        let item = item.lines().next().unwrap_or_default();
        let name = ["fn ", "static "]
            .iter()
            .find_map(|keyword| item.split(keyword).nth(1));
        let name = name.and_then(|rest| rest.split(['(', ':']).next());
        names.extend(
            name.filter(|name| !name.starts_with('$'))
                .map(str::to_owned),
        );
    }
    names
}

/// Copies an archive in which the listed symbols are weak, so that those of the program replace them. Any other symbol that
/// is defined twice is still an error of the linker.
fn weaken(toolchain: &Toolchain, from: &Path, to: &Path, list: &Path) -> Result<(), String> {
    let status = Command::new(toolchain.objcopy())
        .arg(format!("--weaken-symbols={}", list.display()))
        .args([from, to])
        .status()
        .map_err(|error| error.to_string())?;
    status
        .success()
        .then_some(())
        .ok_or_else(|| format!("{} of {} failed", toolchain.objcopy(), from.display()))
}
