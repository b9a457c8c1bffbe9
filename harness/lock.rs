//! One writer at a time for a file that grows.

use std::fs::{File, TryLockError};
use std::path::Path;

use crate::error::{Error, Result};

/// Takes the file for its writer until it is closed. Where the file system has no locks there is none.
pub fn take(file: &File, path: &Path) -> Result<()> {
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => Err(busy(path)),
        Ok(()) | Err(TryLockError::Error(_)) => Ok(()),
    }
}

pub fn busy(path: &Path) -> Error {
    Error::usage("out-busy", format!("{} is being written by another minicert", path.display()), "wait until that one has ended, or give --out another folder")
}
