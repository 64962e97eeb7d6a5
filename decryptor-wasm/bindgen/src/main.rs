//! What stands between the compiled WebAssembly and `decryptor-wasm/pkg`. Run by `decryptor-wasm/build`.
//!
//! `waxseal-decryptor-bindgen bind MODULE.wasm FOLDER` does what the `wasm-bindgen` program does, from
//! the library it is made of, so that `Cargo.lock` pins every byte of the tool, and makes one function of
//! its JavaScript. `waxseal-decryptor-bindgen pack MODULE.wasm FILE` deflates (RFC 1951) the optimised module,
//! as small as it gets, because it travels in every envelope.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::process::ExitCode;
use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    let done = match arguments.as_slice() {
        [what, module, folder] if what == "bind" => bind(module.as_ref(), folder.as_ref()),
        [what, module, file] if what == "pack" => pack(module.as_ref(), file.as_ref()),
        _ => Err("usage: waxseal-decryptor-bindgen bind|pack MODULE.wasm TARGET".into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

type Done = Result<(), Box<dyn std::error::Error>>;

fn bind(module: &Path, folder: &Path) -> Done {
    let bound = Bindgen::new()
        .input_path(module)
        .out_name("decryptor")
        // Without the code that fetches the module, which no page may do.
        .bundler(true)
        .and_then(|bindgen| {
            bindgen
                .typescript(false)
                .remove_name_section(true)
                .remove_producers_section(true)
                .generate(folder)
        });
    // Its errors are of a type that is no std::error::Error.
    bound.map_err(|error| format!("{error:?}"))?;
    let glue = fs::read_to_string(folder.join("decryptor_bg.js"))?;
    fs::write(folder.join("decryptor.js"), one_function(&glue)?)?;
    Ok(())
}

/// The glue, a module with imports and exports, as one function: the page and its worker run the same text, and
/// neither can import. What frees objects that nobody frees is left out; a page opens one envelope.
fn one_function(glue: &str) -> Result<String, String> {
    let mut body = String::new();
    let mut imports = Vec::new();
    let mut exports = Vec::new();
    let mut lines = glue.lines();
    while let Some(line) = lines.next() {
        if line.contains("Finalization.") || line.starts_with("if (Symbol.dispose)") {
            continue;
        }
        if line.starts_with("const ") && line.contains("Finalization = ") {
            lines.by_ref().find(|line| line.ends_with(';'));
            continue;
        }
        let Some(exported) = line.strip_prefix("export ") else {
            let _ = writeln!(body, "{line}");
            continue;
        };
        let name: String = exported
            .split([' ', '('])
            .nth(1)
            .ok_or(format!("an export of another kind: {line}"))?
            .to_owned();
        if name.starts_with("__wb") && name != "__wbg_set_wasm" {
            imports.push(name);
        } else if name != "__wbg_set_wasm" {
            exports.push(name);
        }
        let _ = writeln!(body, "{exported}");
    }
    let (imports, exports) = (imports.join(", "), exports.join(", "));
    if exports.is_empty() || body.contains("import ") {
        return Err("wasm-bindgen writes another kind of module than before".to_owned());
    }
    Ok(format!(
        "/** Made by decryptor-wasm/build. */\nasync function loadDecryptor(module) {{\n{body}\
         const imports = {{ \"./decryptor_bg.js\": {{ {imports} }} }};\n\
         __wbg_set_wasm((await WebAssembly.instantiate(module, imports)).instance.exports);\n\
         wasm.__wbindgen_start();\n\
         return {{ {exports} }};\n}}\n"
    ))
}

fn pack(module: &Path, file: &Path) -> Done {
    let options = zopfli::Options::default();
    let mut from = File::open(module)?;
    let mut to = io::BufWriter::new(File::create(file)?);
    zopfli::compress(options, zopfli::Format::Deflate, &mut from, &mut to)?;
    Ok(())
}
