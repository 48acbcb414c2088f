//! The shell of a sandbox: the user's own, with a prompt that names the sandbox.

use super::FILES;
use crate::sys::process::{self, Error, set_variable};
use std::convert::Infallible;
use std::ffi::OsString;
use std::fs;
use std::path::Path;

const BASHRC: &str = "[ -r ~/.bashrc ] && . ~/.bashrc\nPS1=\"(sandbox) $PS1\"\n";

const ZSHENV: &str =
    "[ -r \"${OXIP_ZDOTDIR:-$HOME}/.zshenv\" ] && . \"${OXIP_ZDOTDIR:-$HOME}/.zshenv\"\n";

const ZSHRC: &str = "\
if [ -n \"$OXIP_ZDOTDIR\" ]; then ZDOTDIR=$OXIP_ZDOTDIR; else unset ZDOTDIR; fi
unset OXIP_ZDOTDIR
[ -r \"${ZDOTDIR:-$HOME}/.zshrc\" ] && . \"${ZDOTDIR:-$HOME}/.zshrc\"
PS1=\"(sandbox) $PS1\"
";

const FISH: &str = "\
functions -q fish_prompt; and functions -c fish_prompt oxip_prompt; or function oxip_prompt; echo -n '# '; end
function fish_prompt; echo -n '(sandbox) '; oxip_prompt; end
";

/// Executes `$SHELL`, or `/bin/sh` if that fails.
///
/// # Errors
/// Neither shell can be executed.
pub(super) fn become_one() -> Result<Infallible, Error> {
    let own = std::env::var_os("SHELL").filter(|shell| !shell.is_empty());
    if let Some(shell) = own {
        process::exec(&with_prompt(shell))
            .or_else(|_| process::exec(&with_prompt("/bin/sh".into())))
    } else {
        process::exec(&with_prompt("/bin/sh".into()))
    }
}

/// The arguments that start a shell with our text before its prompt.
fn with_prompt(shell: OsString) -> Vec<OsString> {
    let name = Path::new(&shell).file_name().and_then(|name| name.to_str());
    let mut words = vec![shell.clone()];
    match name {
        Some("bash") if write("bashrc", BASHRC) => {
            words.extend(["--rcfile".into(), format!("{FILES}/bashrc").into()]);
        }
        Some("zsh") if write(".zshenv", ZSHENV) && write(".zshrc", ZSHRC) => {
            let own = std::env::var_os("ZDOTDIR").unwrap_or_default();
            set_variable("OXIP_ZDOTDIR", own);
            set_variable("ZDOTDIR", FILES);
        }
        Some("fish") => words.extend(["-C".into(), FISH.into()]),
        // Other shells take the prompt from the environment.
        _ => set_variable("PS1", "(sandbox) # "),
    }
    words
}

fn write(name: &str, text: &str) -> bool {
    // It exists if the previous shell could not be executed.
    let _ = fs::create_dir(FILES);
    fs::write(format!("{FILES}/{name}"), text).is_ok()
}
