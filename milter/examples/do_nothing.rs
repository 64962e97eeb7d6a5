//! A milter that takes each message and does nothing: what every milter costs, for `benches/gateway.mjs`.

use async_trait::async_trait;
use miltr_server::{Milter, Server};
use tokio::net::TcpListener;
use tokio_util::compat::TokioAsyncReadCompatExt as _;

struct Nothing;

#[async_trait]
impl Milter for Nothing {
    type Error = std::io::Error;

    async fn abort(&mut self) -> Result<(), Self::Error> {
        Ok(())
    }
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let address = std::env::args().nth(1).unwrap_or_default();
    let listener = TcpListener::bind(&address).await?;
    eprintln!("listening on inet:{address}");
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        tokio::spawn(async move {
            let _ = Server::default_postfix(&mut Nothing)
                .handle_connection(stream.compat())
                .await;
        });
    }
}
