//! `waxseal-decryptor-bindgen MODULE.wasm FOLDER`: what the `wasm-bindgen` program does, from the
//! library it is made of, so that `Cargo.lock` pins every byte of the tool. Run by
//! `decryptor-wasm/build`.

use std::process::ExitCode;
use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1);
    let (Some(module), Some(folder)) = (arguments.next(), arguments.next()) else {
        eprintln!("usage: waxseal-decryptor-bindgen MODULE.wasm FOLDER");
        return ExitCode::from(64);
    };
    let done = Bindgen::new()
        .input_path(module)
        .out_name("decryptor")
        // A classic script: the page and its worker run the same text, and neither can import.
        .no_modules(true)
        .and_then(|bindgen| {
            bindgen
                .typescript(true)
                .remove_name_section(true)
                .remove_producers_section(true)
                .generate(folder)
        });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:?}");
            ExitCode::FAILURE
        }
    }
}
