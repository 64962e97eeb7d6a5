//! The program's life: it listens, gives each connection of the MTA a [`Session`], bounds how much is done at once,
//! reads its configuration again on SIGHUP and ends in peace on SIGTERM.

use crate::config::{Config, Limits, Listen};
use crate::gateway::{Gateway, Wanted};
use crate::letter::{Letter, Verdict};
use crate::metrics::{Metrics, Outcome};
use crate::session::{self, Session};
use crate::trouble::Trouble;
use crate::{http, inject, log};
use miltr_server::Server;
use sd_notify::NotifyState;
use std::io;
use std::os::unix::fs::{FileTypeExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, UnixListener};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::{JoinSet, spawn_blocking};
use tokio::time::{interval, sleep, timeout};
use tokio_util::compat::TokioAsyncReadCompatExt as _;

/// The longest packet of the protocol that is taken, in bytes: more than any MTA sends.
const MAX_PACKET_BYTES: usize = 1 << 20;
/// What sealing needs beside the message, as a multiple of it: the message without tags, an envelope, the mail with it.
const WORK_FACTOR: usize = 4;
/// How long the whole of a connection may last. An MTA's session with its client ends much sooner.
const MAX_CONNECTION: Duration = Duration::from_secs(4 * 60 * 60);
/// How often old entries of the store are removed.
const SWEEP: Duration = Duration::from_secs(60 * 60);
/// How often it is looked whether a connection rests, at the end.
const LOOK: Duration = Duration::from_millis(200);

/// What all connections share.
pub struct Desk {
    current: RwLock<Arc<Gateway>>,
    metrics: Arc<Metrics>,
    workers: Arc<Semaphore>,
    /// In KiB.
    memory: Arc<Semaphore>,
}

/// Memory that a message may use.
pub struct MemoryPermit {
    memory: Arc<Semaphore>,
    held: Option<OwnedSemaphorePermit>,
}

impl MemoryPermit {
    /// Whether there is room for `bytes` in all.
    pub fn grow(&mut self, bytes: usize) -> bool {
        let needed = kib(bytes * WORK_FACTOR);
        let held = self
            .held
            .as_ref()
            .map_or(0, OwnedSemaphorePermit::num_permits);
        let Some(more) = needed.checked_sub(held).filter(|&more| more > 0) else {
            return true;
        };
        // By large steps, because most messages come in many small pieces.
        let more = u32::try_from(more.max(64)).unwrap_or(u32::MAX);
        let Ok(more) = Arc::clone(&self.memory).try_acquire_many_owned(more) else {
            return false;
        };
        match &mut self.held {
            Some(held) => held.merge(more),
            none => *none = Some(more),
        }
        true
    }
}

fn kib(bytes: usize) -> usize {
    bytes.div_ceil(1024)
}

impl Desk {
    fn new(gateway: Gateway, metrics: Arc<Metrics>) -> Self {
        let limits = &gateway.config().limits;
        let memory = usize::try_from(limits.memory_bytes).unwrap_or(usize::MAX);
        Self {
            workers: Arc::new(Semaphore::new(limits.workers)),
            memory: Arc::new(Semaphore::new(kib(memory).min(Semaphore::MAX_PERMITS))),
            current: RwLock::new(Arc::new(gateway)),
            metrics,
        }
    }

    /// The gateway of the configuration that was read last.
    pub fn gateway(&self) -> Arc<Gateway> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// All that is counted.
    pub fn metrics(&self) -> &Metrics {
        &self.metrics
    }

    /// How much is done at once.
    pub fn limits(&self) -> Limits {
        self.gateway().config().limits.clone()
    }

    /// Memory for nothing yet.
    pub fn no_memory(&self) -> MemoryPermit {
        MemoryPermit {
            memory: Arc::clone(&self.memory),
            held: None,
        }
    }

    /// Has a message judged, within the time and by as many at once as the configuration says. The second value is for
    /// [`Desk::settle`].
    pub async fn judge(&self, letter: Letter) -> (Verdict, Vec<String>) {
        let gateway = self.gateway();
        let start = Instant::now();
        self.metrics.begin();
        let limit = gateway.config().limits.timeout;
        let wanted = Wanted::default();
        let workers = Arc::clone(&self.workers);
        let work = {
            let wanted = wanted.clone();
            async move {
                // The semaphore is never closed.
                let permit = workers.acquire_owned().await;
                spawn_blocking(move || {
                    let verdict = gateway.judge(&letter, &wanted);
                    drop(permit);
                    verdict
                })
                .await
            }
        };
        let verdict = match timeout(limit, work).await {
            Ok(Ok(verdict)) => Ok(verdict),
            Ok(Err(_)) => {
                Err("a fault of the program (a panic) while a message was judged; please report it")
            }
            Err(_) => Err("a message was not judged in time; it is deferred"),
        };
        self.metrics.end(start.elapsed());
        verdict.unwrap_or_else(|fault| {
            wanted.end();
            log::event("error", fault);
            self.metrics.count(Outcome::Deferred);
            (session::tempfail(), Vec::new())
        })
    }

    /// The MTA has heard the verdict on a message.
    pub fn settle(&self, steps: Vec<String>) {
        let gateway = self.gateway();
        spawn_blocking(move || {
            if let Err(trouble) = gateway.settle(&steps) {
                log::event("warning", &trouble.to_string());
            }
        });
    }
}

/// Runs until SIGTERM or SIGINT. Connections in the middle of a message are waited for, at most as long as a message
/// may take.
///
/// # Errors
/// [`io::Error`] if it cannot listen.
pub async fn run(gateway: Gateway, config_path: PathBuf, metrics: Arc<Metrics>) -> io::Result<()> {
    let desk = Arc::new(Desk::new(gateway, metrics));
    let config = desk.gateway();
    let config = config.config();
    if let Some(mta) = config.mta.clone() {
        let named = format!("{}:{}", mta.host, mta.port);
        let asked = spawn_blocking(move || inject::takes_mail_without_milter(&mta)).await;
        match asked.ok().flatten() {
            Some(true) => log::event(
                "warning",
                &format!(
                    "the MTA at {named} takes mail while its milter does not answer: such mail LEAVES IN CLEAR; \
                     set milter_default_action = tempfail in Postfix (F=T in Sendmail)"
                ),
            ),
            Some(false) => {}
            None => log::event(
                "warning",
                &format!("the MTA at {named} could not be asked whether it waits for its milter"),
            ),
        }
    }
    let (stop, stopped) = watch::channel(false);
    let connections = Arc::new(Semaphore::new(config.limits.connections));
    let mut listeners = JoinSet::new();
    let mut sockets = Vec::new();
    for listen in &config.listen {
        let desk = Arc::clone(&desk);
        let connections = Arc::clone(&connections);
        let stopped = stopped.clone();
        match listen {
            Listen::Inet(address) => {
                let listener = Arc::new(TcpListener::bind(address).await?);
                log::event(
                    "info",
                    &format!("listening on inet:{}", listener.local_addr()?),
                );
                listeners.spawn(accept(desk, connections, stopped, move || {
                    let listener = Arc::clone(&listener);
                    async move {
                        let (stream, _) = listener.accept().await?;
                        stream.set_nodelay(true)?;
                        Ok(stream)
                    }
                }));
            }
            Listen::Unix(path) => {
                let listener = Arc::new(bind(path)?);
                sockets.push(path.clone());
                log::event("info", &format!("listening on unix:{}", path.display()));
                listeners.spawn(accept(desk, connections, stopped, move || {
                    let listener = Arc::clone(&listener);
                    async move { Ok(listener.accept().await?.0) }
                }));
            }
        }
    }
    if let Some(address) = config.metrics {
        let listener = TcpListener::bind(address).await?;
        let desk = Arc::clone(&desk);
        tokio::spawn(http::serve(listener, desk));
    }
    tokio::spawn(sweep(Arc::clone(&desk)));
    let _ = sd_notify::notify(&[NotifyState::Ready]);

    let mut hangup = signal(SignalKind::hangup())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    loop {
        tokio::select! {
            _ = hangup.recv() => reload(&desk, &config_path).await,
            _ = terminate.recv() => break,
            _ = interrupt.recv() => break,
        }
    }
    let _ = sd_notify::notify(&[NotifyState::Stopping]);
    log::event(
        "info",
        "stopping; waiting for the messages that are in work",
    );
    let _ = stop.send(true);
    let limit = config.limits.timeout;
    let all = async { while listeners.join_next().await.is_some() {} };
    if timeout(limit, all).await.is_err() {
        log::event(
            "warning",
            "some messages were not finished; the MTA defers them",
        );
    }
    for socket in sockets {
        let _ = std::fs::remove_file(socket);
    }
    log::event("info", "stopped");
    Ok(())
}

/// A socket that a program left behind, which nobody listens on, makes room; anything else there does not.
fn bind(path: &Path) -> io::Result<UnixListener> {
    let is_socket = std::fs::symlink_metadata(path).is_ok_and(|it| it.file_type().is_socket());
    if is_socket && std::os::unix::net::UnixStream::connect(path).is_err() {
        std::fs::remove_file(path)?;
    }
    let named =
        |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
    let listener = UnixListener::bind(path).map_err(named)?;
    // The MTA's group, not everybody.
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o660)).map_err(named)?;
    Ok(listener)
}

/// Takes connections until the end, then waits for those that there are.
async fn accept<S, F>(
    desk: Arc<Desk>,
    connections: Arc<Semaphore>,
    mut stopped: watch::Receiver<bool>,
    next: impl Fn() -> F,
) where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    F: Future<Output = io::Result<S>>,
{
    let mut sessions = JoinSet::new();
    loop {
        // Further connections wait in the system's queue.
        let permit = Arc::clone(&connections).acquire_owned();
        let connection = async {
            let permit = permit.await;
            (next().await, permit)
        };
        tokio::select! {
            (stream, permit) = connection => match stream {
                Ok(stream) => {
                    let desk = Arc::clone(&desk);
                    let stopped = stopped.clone();
                    sessions.spawn(async move {
                        converse(desk, stream, stopped).await;
                        drop(permit);
                    });
                }
                Err(error) => {
                    log::event("warning", &format!("a connection could not be taken ({error})"));
                    // Too many open files, for example: others may end meanwhile.
                    sleep(LOOK).await;
                }
            },
            Some(_) = sessions.join_next() => {}
            _ = stopped.changed() => break,
        }
    }
    while sessions.join_next().await.is_some() {}
}

/// One connection of the MTA.
async fn converse(
    desk: Arc<Desk>,
    stream: impl AsyncRead + AsyncWrite + Unpin + Send,
    mut stopped: watch::Receiver<bool>,
) {
    let busy = Arc::new(AtomicBool::new(false));
    let mut session = Session::new(desk, Arc::clone(&busy));
    let result = {
        let mut server = Server::new(&mut session, false, MAX_PACKET_BYTES);
        let conversation = timeout(MAX_CONNECTION, server.handle_connection(stream.compat()));
        tokio::pin!(conversation);
        tokio::select! {
            result = &mut conversation => Some(result),
            () = rests(&mut stopped, &busy) => None,
        }
    };
    match result {
        // Its end is heard as well.
        Some(Ok(Ok(()))) => session.heard(),
        Some(Ok(Err(error))) => {
            log::event(
                "warning",
                &format!("a connection of the MTA ended early ({error})"),
            );
        }
        Some(Err(_)) => log::event("warning", "a connection of the MTA lasted too long"),
        None => {}
    }
}

/// Ends when the program is to end and no message is in work here.
async fn rests(stopped: &mut watch::Receiver<bool>, busy: &AtomicBool) {
    if stopped.wait_for(|&stopped| stopped).await.is_err() {
        return;
    }
    let mut looks = interval(LOOK);
    let mut at_rest = 0;
    // Twice, so that the last verdict is on its way.
    while at_rest < 2 {
        looks.tick().await;
        at_rest = match busy.load(Ordering::Acquire) {
            true => 0,
            false => at_rest + 1,
        };
    }
}

/// A configuration that is wrong changes nothing.
async fn reload(desk: &Desk, path: &Path) {
    let path = path.to_owned();
    let metrics = Arc::clone(&desk.metrics);
    let read = spawn_blocking(move || -> Result<Gateway, String> {
        let config = Config::read(&path).map_err(|error| error.to_string())?;
        Gateway::open(config, metrics).map_err(|error: Trouble| error.to_string())
    });
    match read.await {
        Ok(Ok(gateway)) => {
            let old = desk.gateway();
            let (old, new) = (old.config(), gateway.config());
            if (&old.listen, old.metrics) != (&new.listen, new.metrics) {
                log::event("warning", "listen and metrics change only with a restart");
            }
            let at_start = |its: &Limits| (its.workers, its.connections, its.memory_bytes);
            if at_start(&old.limits) != at_start(&new.limits) {
                log::event(
                    "warning",
                    "workers, connections and memory_bytes change only with a restart",
                );
            }
            *desk.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(gateway);
            log::event("info", "the configuration was read again");
        }
        Ok(Err(what)) => {
            log::event(
                "error",
                &format!("{what}; the configuration from before stays in force"),
            );
        }
        Err(_) => log::event("error", "the configuration could not be read again"),
    }
}

async fn sweep(desk: Arc<Desk>) {
    let mut hours = interval(SWEEP);
    loop {
        hours.tick().await;
        let gateway = desk.gateway();
        let swept = spawn_blocking(move || gateway.sweep());
        if let Ok(Err(trouble)) = swept.await {
            log::event("warning", &trouble.to_string());
        }
    }
}
