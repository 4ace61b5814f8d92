//! Lines for the operator. On the platform they go to its log; elsewhere to standard error.

/// Something failed that somebody should look at.
pub fn error(line: &str) {
    #[cfg(target_arch = "wasm32")]
    worker::console_error!("{line}");
    #[cfg(not(target_arch = "wasm32"))]
    eprintln!("error: {line}");
}

/// Something did not work that mends itself.
pub fn warning(line: &str) {
    #[cfg(target_arch = "wasm32")]
    worker::console_warn!("{line}");
    #[cfg(not(target_arch = "wasm32"))]
    eprintln!("warning: {line}");
}
