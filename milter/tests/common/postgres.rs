//! A PostgreSQL server of a test's own, on a Unix socket in a temporary folder.

use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// Stops when it is dropped.
pub struct Postgres {
    programs: PathBuf,
    folder: TempDir,
}

impl Postgres {
    /// None, and a note, where PostgreSQL is not installed.
    pub fn new() -> Option<Self> {
        let Some(programs) = programs() else {
            eprintln!("skipped: PostgreSQL is not installed");
            return None;
        };
        let folder = tempfile::tempdir().unwrap();
        if is_root() {
            run(Command::new("chown").arg("postgres").arg(folder.path()));
        }
        let server = Self { programs, folder };
        let mut initdb = server.command("initdb");
        initdb.args([
            "--no-sync",
            "--auth=trust",
            "--username=waxseal",
            "--encoding=UTF8",
        ]);
        run(initdb.arg("-D").arg(server.data()));
        server.start();
        Some(server)
    }

    pub fn start(&self) {
        let socket = format!(
            "-k {} -c listen_addresses= -c fsync=off",
            self.folder.path().display()
        );
        let mut start = self.command("pg_ctl");
        start
            .args(["start", "-w", "-s", "-o", &socket, "-D"])
            .arg(self.data());
        run(start.arg("-l").arg(self.folder.path().join("log")));
    }

    /// Breaks all connections.
    pub fn stop(&self) {
        run(&mut self.stopping());
    }

    /// The URL of a new, empty database.
    pub fn database(&self, name: &str) -> String {
        let mut client = postgres::Client::connect(&self.url("postgres"), postgres::NoTls).unwrap();
        client
            .batch_execute(&format!("CREATE DATABASE {name}"))
            .unwrap();
        self.url(name)
    }

    /// The password of the URL is not asked for.
    fn url(&self, database: &str) -> String {
        let host = self.folder.path().to_str().unwrap().replace('/', "%2F");
        format!("postgresql://waxseal:{URL_PASSWORD}@{host}/{database}")
    }

    /// Where its files are.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn stopping(&self) -> Command {
        let mut stop = self.command("pg_ctl");
        stop.args(["stop", "-w", "-s", "-m", "fast", "-D"])
            .arg(self.data());
        stop
    }

    /// PostgreSQL refuses to run as root.
    fn command(&self, program: &str) -> Command {
        let program = self.programs.join(program);
        let mut command = match is_root() {
            false => Command::new(program),
            true => {
                let mut command = Command::new("runuser");
                command.args(["-u", "postgres", "--"]).arg(program);
                command
            }
        };
        command.current_dir("/");
        command
    }
}

/// What must not be in an error.
pub const URL_PASSWORD: &str = "Pw-of-the-URL";

impl Drop for Postgres {
    fn drop(&mut self) {
        // It may be stopped already.
        let _ = self.stopping().output();
    }
}

/// The folder of the newest version, or the one on PATH.
fn programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten();
    let mut folders: Vec<_> = versions
        .flatten()
        .map(|entry| entry.path().join("bin"))
        .collect();
    folders.sort();
    let path = std::env::var_os("PATH").unwrap_or_default();
    folders.extend(std::env::split_paths(&path));
    let has_both = |folder: &&PathBuf| {
        ["initdb", "pg_ctl"]
            .iter()
            .all(|name| folder.join(name).exists())
    };
    folders.iter().rev().find(has_both).cloned()
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    Path::new("/proc/self")
        .metadata()
        .is_ok_and(|owner| owner.uid() == 0)
}

fn run(command: &mut Command) {
    // What pg_ctl starts would keep a pipe open.
    let status = command
        .stdout(std::process::Stdio::null())
        .status()
        .unwrap();
    assert!(status.success(), "{command:?}: {status}");
}
