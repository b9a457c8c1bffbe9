//! A port at which nothing listens, and at which nothing can while it is held.

use std::io::Result;

use tokio::net::TcpSocket;

/// Bound and never listened at: who connects is refused, and no other test is given the port.
pub struct Closed(TcpSocket);

impl Closed {
    pub fn hold() -> Result<Closed> {
        let socket = TcpSocket::new_v4()?;
        socket.bind(([127, 0, 0, 1], 0).into())?;
        Ok(Closed(socket))
    }

    pub fn port(&self) -> Result<u16> {
        Ok(self.0.local_addr()?.port())
    }
}
