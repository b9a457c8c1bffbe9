//! The connections of a program, each with what was sent over it and what came back.

/// How far a connection is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Open,
    Closed,
}

/// Which server is at the other end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Server {
    /// Each message comes back.
    Echoes,
    /// The first message is answered by a close.
    Closes,
}

/// A connection whose messages are `M`.
#[derive(Clone, Debug)]
pub struct Socket<M> {
    pub server: Server,
    pub state: State,
    /// What arrived at the server, in order.
    pub sent: Vec<M>,
    /// How many of these came back.
    pub heard: u32,
}

impl<M> Socket<M> {
    pub fn open(server: Server) -> Self {
        Self { server, state: State::Open, sent: Vec::new(), heard: 0 }
    }

    /// Whether it is sent: over a connection that is not open it is refused.
    pub fn send(&mut self, message: M) -> bool {
        if self.state == State::Closed {
            return false;
        }
        self.sent.push(message);
        match self.server {
            Server::Echoes => self.heard += 1,
            Server::Closes => self.state = State::Closed,
        }
        true
    }

    /// The program closes it.
    pub fn close(&mut self) {
        self.state = State::Closed;
    }
}
